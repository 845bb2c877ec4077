"""Bytes of unknown character code as text: byte order mark, strict UTF-8, else the code in which most characters are common ones.

No detector library is asked: on samples of 100 bytes and more the share of common characters decides alone, also where a byte is
damaged or the last character is cut. GB 2312 and GBK are read as GB 18030, Big5 as Big5-HKSCS, both of which contain them.
"""

import codecs
from dataclasses import dataclass, replace
from functools import cache

from extractors.lexicon import lexicon

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
SAMPLE = 60_000
"""Bytes looked at on each of three places of a long file."""

GB18030_2022 = str.maketrans(
    dict(
        zip(
            "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
            "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
            strict=True,
        )
    )
)
"""GB 18030-2022 gives these codes a public character; Python's codec still follows the edition of 2000 into private use."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` in ``encoding``; ``replaced`` bytes did not fit and stand as U+FFFD.

    ``certain`` where a mark or strict UTF-8 settled the code, ``doubtful`` where too few of the characters are common ones.
    """

    text: str
    encoding: str
    replaced: int
    certain: bool
    doubtful: bool = False


@cache
def common_characters() -> frozenset[str]:
    """The characters that fill most of any official text, in both scripts, with Chinese punctuation."""
    words = lexicon("characters")
    return frozenset(words["simplified"] + words["traditional"] + words["signs"])


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """``data`` as text, in the declared code where its bytes agree with it, else in the likeliest one; never raises."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, True)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0, True)
    except UnicodeDecodeError as error:
        if error.start >= max(1, len(data) - 3) and error.reason == "unexpected end of data" and _counts(data[: error.start], "utf-8")[1]:
            return _decoded(data, "utf-8", True)
    encoding = likeliest(data)
    if declared:
        named = family(declared)
        if named and named != encoding and _score(data, named) >= _score(data, encoding):
            encoding = named
    whole = replace(_decoded(data, encoding, False), doubtful=_doubtful(data, encoding))
    return _by_line(data, whole) if whole.replaced and not encoding.startswith("ut") else whole


def family(label: str) -> str | None:
    """The code that contains the one a page declares (``gb2312`` → ``gb18030``); None for a label that Python does not know."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, UnicodeError):
        return None
    if name in ("gb2312", "gbk", "cp936", "hz"):
        return "gb18030"
    return "big5hkscs" if name in ("big5", "cp950") else name


def likeliest(data: bytes) -> str:
    """The code among :data:`CANDIDATES` in which the text reads best."""
    return max(CANDIDATES, key=lambda encoding: (_score(data, encoding), -CANDIDATES.index(encoding)))


def _doubtful(data: bytes, encoding: str) -> bool:
    common, other, wrong = _counts(data, encoding)
    return common + other + wrong >= 20 and common < 0.2 * (common + other + wrong)


def _score(data: bytes, encoding: str) -> float:
    common, other, wrong = _counts(data, encoding)
    total = common + other + wrong
    return (common - 4 * wrong) / total if total else 0.0


def _counts(data: bytes, encoding: str) -> tuple[int, int, int]:
    """Common, other and impossible characters beyond ASCII, in up to three samples of the file."""
    common = other = wrong = 0
    for sample in _samples(data):
        text = codecs.getincrementaldecoder(encoding)("replace").decode(sample, False)
        wide = encoding.startswith("utf-16")
        for character in text if wide else (c for c in text if c > "\x7f"):
            if character in common_characters() or character in "\r\n\t" or (wide and " " <= character < "\x7f"):
                common += 1
            elif _impossible(character):
                wrong += 1
            else:
                other += 1
    return common, other, wrong


def _impossible(character: str) -> bool:
    return character < " " or "\x7f" <= character < "\xa0" or "\ud800" <= character <= "\uf8ff" or character >= "\ufff0"


def _samples(data: bytes) -> list[bytes]:
    if len(data) <= 3 * SAMPLE:
        return [data]
    middle = len(data) // 2 // 4 * 4
    return [data[:SAMPLE], *(_from_ascii(data[start : start + SAMPLE]) for start in (middle, (len(data) - SAMPLE) // 4 * 4))]


def _from_ascii(sample: bytes) -> bytes:
    """The sample from its first line break on, where it has one, so that it does not begin inside a character."""
    start = sample.find(b"\n", 0, 4000)
    return sample if start < 0 else sample[start - start % 2 :]


def _by_line(data: bytes, whole: Decoded) -> Decoded:
    """Pages pasted together in two codes: lines that are strict UTF-8 read so, where this leaves at most half as many bytes undecoded."""
    parts, replaced = [], 0
    for line in data.split(b"\n"):
        try:
            parts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            decoded = _decoded(line, whole.encoding, False)
            parts.append(decoded.text)
            replaced += decoded.replaced
    if 2 * replaced > whole.replaced:
        return whole
    return Decoded("\n".join(parts), f"{whole.encoding}, utf-8", replaced, False)


def _decoded(data: bytes, encoding: str, certain: bool) -> Decoded:
    replaced = 0

    def count(error: UnicodeError) -> tuple[str, int]:
        nonlocal replaced
        assert isinstance(error, UnicodeDecodeError)
        end = error.end if encoding != "gb18030" else error.start + 1
        replaced += end - error.start
        return "\ufffd", end

    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        codecs.register_error("taizhang-count", count)
        text = data.decode(encoding, "taizhang-count")
    if encoding == "gb18030":
        text = text.translate(GB18030_2022)
    return Decoded(text, encoding, replaced, certain)
