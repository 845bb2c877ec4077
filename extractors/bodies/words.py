"""The words that names of bodies are made of, and the lines of work they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from extractors.lexicon import lexicon

LONGEST = 80
"""Characters of the longest name that is taken apart."""
JOINERS = str.maketrans("", "", "和与及、·. ")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as names write it out. ``function`` is its class, None for a filler; a ``weak`` word names the class only where no other does."""

    text: str
    function: str | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``anywhere`` and ``whole``: aliases without 和, 与, 及 → their word, for any part of a name and for the whole of it."""

    anywhere: dict[str, Word]
    whole: dict[str, Word]
    longest: int


@cache
def marks(name: str) -> tuple[str, ...]:
    """The words of that list in ``[marks]`` of bodies.toml."""
    return tuple(lexicon("bodies")["marks"][name])


def plain(text: str) -> str:
    """``text`` without the words that join: 住房和城乡建设 → 住房城乡建设."""
    return text.translate(JOINERS)


@cache
def vocabulary() -> Vocabulary:
    """All words of functions.toml and the fillers of bodies.toml."""
    anywhere: dict[str, Word] = {text: Word(text) for text in lexicon("bodies")["fillers"]["words"]}
    whole: dict[str, Word] = {}
    for table in lexicon("functions")["function"]:
        for line in table["words"]:
            head, _, aliases = line.partition(":")
            word = Word(head.lstrip("?="), table["label"], head.startswith("?"))
            parts, _, wholes = aliases.partition("|")
            own = whole if head.startswith("=") else anywhere
            own |= {plain(alias): word for alias in [word.text, *parts.split()]}
            whole |= {plain(alias): word for alias in wholes.split()}
    return Vocabulary(anywhere, whole, max(map(len, anywhere)))


def words(core: str) -> tuple[Word, ...] | None:
    """The words that ``core`` is made of, without gaps, as few as can be: 文化广电旅游 → (文化广电和旅游,); None where a part is not known."""
    known, text = vocabulary(), plain(core)
    if not 0 < len(text) <= LONGEST:
        return None
    if text in known.whole:
        return (known.whole[text],)
    best: list[tuple[int, tuple[Word, ...]] | None] = [(0, ())] + [None] * len(text)
    for start in range(len(text)):
        here = best[start]
        if here is None:
            continue
        for end in range(start + 1, min(len(text), start + known.longest) + 1):
            word = known.anywhere.get(text[start:end])
            there = best[end]
            if word and (there is None or there[0] > here[0] + 1):
                best[end] = (here[0] + 1, (*here[1], word))
    found = best[len(text)]
    return found[1] if found else characters(text)


def characters(text: str) -> tuple[Word, ...] | None:
    """The words of a name that runs one-character abbreviations together: 教科文体 → 教育, 科技, 文化, 体育."""
    table = lexicon("bodies")["characters"]
    if not 1 < len(text) < 7 or any(c not in table for c in text):
        return None
    known = vocabulary().anywhere
    return tuple(Word(table[c], known[table[c]].function if table[c] in known else None) for c in text)


def inside(text: str) -> tuple[Word, ...]:
    """The known words of two characters and more in ``text``, longest first from the left, with gaps between them."""
    known, flat, at, found = vocabulary(), plain(text), 0, []
    while at < len(flat):
        for end in range(min(len(flat), at + known.longest), at + 1, -1):
            word = known.anywhere.get(flat[at:end])
            if word:
                found.append(word)
                at = end
                break
        else:
            at += 1
    return tuple(found)


def function_of(found: Sequence[Word]) -> str | None:
    """The class of a name with these words: of the first that is not weak, else of the first that has one."""
    classed = [word for word in found if word.function]
    return next((word.function for word in chain((w for w in classed if not w.weak), classed)), None)


def joined(found: Sequence[Word]) -> str:
    """The words as a name writes them: 教育, 科技 → 教育和科技; a word that has 和 in it takes no other, a filler none."""
    texts = [word.text for word in found]
    if len(texts) < 2 or any("和" in text for text in texts) or not all(word.function for word in found):
        return "".join(texts)
    return "".join(texts[:-1]) + "和" + texts[-1]
