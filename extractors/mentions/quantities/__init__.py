"""Numbers with units, found once and read exactly: amounts, bounds, ranges, ratios and masked numbers."""

from extractors.mentions.quantities.quantity import Bound, Quantity
from extractors.mentions.quantities.scan import quantities
from extractors.mentions.quantities.units import Kind, kind_of

__all__ = ["Bound", "Kind", "Quantity", "kind_of", "quantities"]
