"""One city's plan against another's: what each promises that the others do not, who leads it, by when, how much, and where it is written.

>>> from analysis.compare import compare
>>> compare(store, ["云川市", "临澜市"]).tasks   # doctest: +SKIP
"""

from analysis.compare.compare import NothingToCompare, compare, compare_extractions
from analysis.compare.comparison import Comparison
from analysis.compare.near import near

__all__ = ["Comparison", "NothingToCompare", "compare", "compare_extractions", "near"]
