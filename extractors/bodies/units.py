"""Names of units to canonical bodies, and the words of a query to classes."""

from collections.abc import Sequence
from functools import cache, lru_cache

from extractors.bodies.departments import parted
from extractors.bodies.resolution import Names, clean, issuers
from extractors.bodies.resolved import PlanPlace, Resolved
from extractors.bodies.seats import split_prefix
from extractors.bodies.siblings import departments, sibling
from extractors.bodies.words import Word, function_of, plain, vocabulary, words
from extractors.lexicon import lexicon


def resolve(name: str, place: PlanPlace, others: Sequence[str] = ()) -> Resolved:
    """The body that ``name`` stands for in a plan of ``place``: ``县教体局`` in 阳信县's plan → 阳信县教育和体育局, class 教育.

    ``name`` and ``others``, the other names of units in the plan, are as written (simplified script; either width). Nothing is guessed: a group, a
    role word and a name that may stand for several bodies have ``canonical`` None. Time is linear in the length of the name; a plan's names are
    kept between calls with equal ``place`` and ``others``.
    """
    return _council(place, tuple(dict.fromkeys(others))).resolve(name)


class _Council:
    """All names of one plan."""

    def __init__(self, place: PlanPlace, others: tuple[str, ...]) -> None:
        self._names = Names(place, others)
        self._rivals = departments(map(self._names.resolve, (*others, *issuers(place))))
        self._memo: dict[str, Resolved] = {}

    def resolve(self, name: str) -> Resolved:
        if name not in self._memo:
            parts = parted(split_prefix(clean(name))[2])
            written = plain(parts[0]) if parts else ""
            self._memo[name] = sibling(self._names.resolve(name), self._rivals, written, self._names.level)
        return self._memo[name]


@lru_cache(maxsize=16)
def _council(place: PlanPlace, others: tuple[str, ...]) -> _Council:
    return _Council(place, others)


@lru_cache(maxsize=4096)
def aliases(query: str) -> frozenset[str]:
    """The classes, and the words of canonical names, that the words of a query may mean: ``城管`` → {城市管理}, ``发改委`` → {发展改革, 发展和改革}.

    ``query`` is in simplified script. Empty where it means none: the caller then searches the names as written.
    """
    flat = clean(query)
    found = {label for label, terms in _terms().items() if flat in terms}
    for suffix in sorted(lexicon("bodies")["suffixes"], key=len, reverse=True):
        stem = flat.removesuffix(suffix)
        known = words(stem) if stem and stem != flat else None
        if known:
            found |= _meant(known)
    known = words(flat)
    return frozenset(found | (_meant(known) if known else set()))


def _meant(known: Sequence[Word]) -> set[str]:
    function = function_of(known)
    return {function, *(w.text for w in known if w.function)} if function else set()


@cache
def _terms() -> dict[str, frozenset[str]]:
    tables = lexicon("functions")["function"]
    found = {t["label"]: {t["label"], *t.get("query", ())} for t in tables}
    for alias, word in (*vocabulary().anywhere.items(), *vocabulary().whole.items()):
        if word.function:
            found.setdefault(word.function, set()).add(plain(alias))
    for form in lexicon("bodies")["form"]:
        found.setdefault(form["function"], set()).update(form["tails"])
    return {label: frozenset(terms) for label, terms in found.items()}
