"""What a search asks for, as a condition on tasks.

Words side by side must all be in the text; ``OR`` joins alternatives, ``NOT`` strikes out, ``"…"`` holds words together that have
spaces or signs between them, brackets group: ``(污水 OR 垃圾) 处理 NOT 农村``. A word is found wherever the text has it, be it one
character or ten; the case of letters does not matter.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, Text, and_, cast, column, literal_column, not_, or_, select, table
from sqlalchemy.engine import Connection

from pipeline.store.grams import FALLBACK, RUN, TABLE, grams, indexed
from schemas.tables import tasks

TOKEN: Final = re.compile(r'"([^"]*)"?|“([^”]*)”?|([()])|([^\s()"“]+)')
INDEX: Final = table(TABLE, column("rowid"), column("words"))
GRAMS: Final = table(FALLBACK, column("task_id"), column("gram"))


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that the text must have, as they are."""

    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that must all hold (``AND``), of which one must hold (``OR``), or the one that must not (``NOT``)."""

    kind: str
    parts: tuple["Group | Word", ...]


Wanted = Group | Word


def wanted(words: str) -> Wanted:
    """What a search asks for; ValueError, in one line, when it asks for nothing or its brackets do not close.

    >>> wanted("污水 NOT 农村")
    Group(kind='AND', parts=(Word(words='污水'), Group(kind='NOT', parts=(Word(words='农村'),))))
    """
    tokens = [
        (sign or ("word" if quoted or paired or not plain.isupper() or plain not in ("AND", "OR", "NOT") else plain), quoted or paired or plain)
        for quoted, paired, sign, plain in TOKEN.findall(words)
    ]
    tokens = [(kind, said) for kind, said in tokens if kind != "word" or RUN.search(said)]
    found, rest = _either(tokens, words)
    if rest:
        raise ValueError(f"a bracket is not open in the search: {words!r}")
    return found


Tokens = list[tuple[str, str]]


def _either(tokens: Tokens, words: str) -> tuple[Wanted, Tokens]:
    part, tokens = _all(tokens, words)
    parts = [part]
    while tokens and tokens[0][0] == "OR":
        part, tokens = _all(tokens[1:], words)
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Group("OR", tuple(parts))), tokens


def _all(tokens: Tokens, words: str) -> tuple[Wanted, Tokens]:
    parts = []
    while tokens and tokens[0][0] not in ("OR", ")"):
        if tokens[0][0] == "AND":
            tokens = tokens[1:]
            continue
        part, tokens = _one(tokens, words)
        parts.append(part)
    if not parts:
        raise ValueError(f"nothing to search for in: {words!r}")
    return (parts[0] if len(parts) == 1 else Group("AND", tuple(parts))), tokens


def _one(tokens: Tokens, words: str) -> tuple[Wanted, Tokens]:
    kind, said = tokens[0]
    if kind == "word":
        return Word(said.strip()), tokens[1:]
    if kind == "NOT" and len(tokens) > 1 and tokens[1][0] in ("word", "("):
        part, rest = _one(tokens[1:], words)
        return Group("NOT", (part,)), rest
    if kind == "(":
        part, rest = _either(tokens[1:], words)
        if rest and rest[0][0] == ")":
            return part, rest[1:]
        raise ValueError(f"a bracket is not closed in the search: {words!r}")
    raise ValueError(f"{kind} has no word after it in the search: {words!r}")


def sought(asked: Wanted) -> list[str]:
    """The words that a search wants, in the order of the query; those that it strikes out are left out."""
    if isinstance(asked, Word):
        return [asked.words]
    return [] if asked.kind == "NOT" else [word for part in asked.parts for word in sought(part)]


Where = Literal["words", "above", "anywhere"]
"""Where a search looks: what tasks say, the headings above them, or both."""


def strikes_out(asked: Wanted) -> bool:
    """Whether a search has a part that must not hold."""
    return isinstance(asked, Group) and (asked.kind == "NOT" or any(map(strikes_out, asked.parts)))


def hits(connection: Connection, asked: Wanted, where: Where) -> "Select[Any]":
    """The ids of the tasks that a search wants, by the index."""
    phrase = phrases(asked, where) if indexed(connection) else None
    if phrase is not None:
        return select(INDEX.c.rowid).where(matches(phrase))
    return select(tasks.c.id).where(_in_index(asked, where) if indexed(connection) else _in_grams(asked, where))


def says(asked: Wanted, where: Where) -> "ColumnElement[bool]":
    """Whether a task is wanted, by reading it."""
    if isinstance(asked, Group):
        return _joined(asked.kind, [says(part, where) for part in asked.parts])
    columns = {"words": (tasks.c.text,), "above": (_ABOVE,), "anywhere": (tasks.c.text, _ABOVE)}[where]
    return or_(*(column.icontains(asked.words, autoescape=True) for column in columns))


def streamed(query: "Select[Any]", phrase: str) -> "Select[Any]":
    """The query over tasks, joined to the index, which gives its hits one by one in the order of ``INDEX.c.rowid``."""
    return query.join(INDEX, INDEX.c.rowid == tasks.c.id).where(matches(phrase))


def phrases(asked: Wanted, where: Where) -> str | None:
    """The expression of the full-text index that is exactly what is asked; None when it cannot say it."""
    found = _phrase(asked)
    return found if found is None or where == "anywhere" else f"{where} : {found}"


def matches(phrase: str) -> "ColumnElement[bool]":
    """The index's own condition."""
    return literal_column(TABLE).bool_op("MATCH")(phrase)


_ABOVE: Final = cast(tasks.c.path, Text)


def _in_index(asked: Wanted, where: Where) -> "ColumnElement[bool]":
    phrase = phrases(asked, where)
    if phrase is not None:
        return tasks.c.id.in_(select(INDEX.c.rowid).where(matches(phrase)))
    if isinstance(asked, Group):
        return _joined(asked.kind, [_in_index(part, where) for part in asked.parts])
    loose = _quoted(asked.words) if where == "anywhere" else f"{where} : {_quoted(asked.words)}"
    return and_(tasks.c.id.in_(select(INDEX.c.rowid).where(matches(loose))), says(asked, where))


def _in_grams(asked: Wanted, where: Where) -> "ColumnElement[bool]":
    if isinstance(asked, Group):
        return _joined(asked.kind, [_in_grams(part, where) for part in asked.parts])
    pairs = [gram for gram in grams(asked.words) if len(gram) == 2]
    singles = [run for run in RUN.findall(asked.words.lower()) if len(run) == 1]
    held = [tasks.c.id.in_(select(GRAMS.c.task_id).where(GRAMS.c.gram == gram)) for gram in pairs]
    held += [tasks.c.id.in_(select(GRAMS.c.task_id).where(GRAMS.c.gram.between(one, f"{one}\U0010ffff"))) for one in singles]
    return and_(*held, says(asked, where))


def _joined(kind: str, parts: "list[ColumnElement[bool]]") -> "ColumnElement[bool]":
    return not_(parts[0]) if kind == "NOT" else or_(*parts) if kind == "OR" else and_(*parts)


def _phrase(asked: Wanted) -> str | None:
    if isinstance(asked, Word):
        return _quoted(asked.words) if RUN.fullmatch(asked.words) else None
    if asked.kind == "NOT":
        return None
    less = [part for part in asked.parts if asked.kind == "AND" and isinstance(part, Group) and part.kind == "NOT"]
    parts = [_phrase(part) for part in asked.parts if part not in less]
    without = [_phrase(part.parts[0]) for part in less]
    if not parts or None in parts or None in without:
        return None
    found = f"({f' {asked.kind} '.join(part for part in parts if part)})"
    return f"({found} NOT ({' OR '.join(part for part in without if part)}))" if without else found


def _quoted(words: str) -> str:
    pieces = list(grams(words))
    if len(pieces) > 1 and len(RUN.findall(words)[-1]) > 1:
        return f'"{" ".join(pieces[:-1])}"'
    return f'"{" ".join(pieces)}" *'
