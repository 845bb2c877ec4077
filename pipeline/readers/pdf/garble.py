"""Whether the characters of a page are what it shows: fonts without a usable map give rare scripts, private use, or only rare Han characters."""

from bisect import bisect_right
from collections.abc import Iterable

from pipeline.readers.charset import common_characters

EXPECTED = (
    (0x20, 0x17F), (0x370, 0x45F), (0x2000, 0x27BF), (0x2E80, 0x33FF), (0x3400, 0x9FFF),
    (0xF020, 0xF0FF), (0xF900, 0xFAFF), (0xFE10, 0xFE6F), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Code points that Chinese documents use; F020-F0FF are the list signs of symbol fonts."""
STARTS = [first for first, _ in EXPECTED]

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
    han = [character for character in text if "\u3400" <= character <= "\u9fff"]
    return len(han) >= 60 and sum(character in common_characters() for character in han) < LEAST_COMMON * len(han)


def odd_share(text: str) -> float:
    """Share of characters outside of :data:`EXPECTED`, ``(cid:12)`` counted as one of them."""
    named = text.count("(cid:")
    odd = sum(not _expected(character) for character in text)
    return min(1.0, (odd + 6 * named) / len(text)) if text else 0.0


def _expected(character: str) -> bool:
    code = ord(character)
    index = bisect_right(STARTS, code) - 1
    return index >= 0 and code <= EXPECTED[index][1] and character != "\ufffd" and not 0x7F <= code < 0xA0
