"""Whether the characters of a page are what it shows: fonts without a usable map give rare scripts, private use, or only rare Han characters."""

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.readers.charset import common_characters

ODD = re.compile(
    "[^\x20-\x7e\xa0-\u017f\u0370-\u045f\u2000-\u27bf\u2e80-\u9fff\uf020-\uf0ff\uf900-\ufaff\ufe10-\ufe6f\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Characters that Chinese documents do not use; U+F020 to U+F0FF are the list signs of symbol fonts."""

HAN = re.compile("[\u3400-\u9fff]")
MOST_ODD = 0.05
LEAST_COMMON = 0.15
"""A page with a larger share of odd signs, or a smaller one of common among its Han characters (usual: above 0.5), is garbled."""


def is_garbled(characters: Iterable[str]) -> bool:
    """Whether a page with these characters cannot be what its author wrote."""
    text = "".join(characters)
    if not text:
        return False
    if odd_share(text) > MOST_ODD:
        return True
    han = Counter(HAN.findall(text))
    total, common = han.total(), common_characters()
    return total >= 60 and sum(count for character, count in han.items() if character in common) < LEAST_COMMON * total


def odd_share(text: str) -> float:
    """Share of characters among :data:`ODD`, ``(cid:12)`` counted as one of them."""
    odd = len(ODD.findall(text)) + 6 * text.count("(cid:")
    return min(1.0, odd / len(text)) if text else 0.0
