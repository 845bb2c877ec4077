"""Asking the ledger: tasks, bodies, deadlines and targets by place, body, time and words, as pandas frames.

Every frame has an ``id`` column; the other columns and their types are those of ``pipeline.store.frames``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, Unpack

from sqlalchemy import Select, Table, and_, func, or_, select
from sqlalchemy.engine import Connection

from analysis.filters import Filter, Narrowed, asked, contains, due_column, narrowed, sorting
from pipeline.store import Store, TooLong
from pipeline.store import frames as shown
from schemas import tables as kept

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AmbiguousPlan",
    "Filter",
    "UnknownPlan",
    "asked",
    "count",
    "deadlines",
    "nearest_plans",
    "plans",
    "resolve_plan",
    "targets",
    "tasks",
    "units",
]

Kind = Literal["tasks", "units", "deadlines", "targets"]
KINDS: "Final[Mapping[str, tuple[Callable[[], Select[Any]], Table]]]" = {
    "tasks": (shown.select_tasks, kept.tasks),
    "units": (shown.select_units, kept.task_units),
    "deadlines": (shown.select_deadlines, kept.deadlines),
    "targets": (shown.select_targets, kept.targets),
}
"""The statement over each kind of record, and its table."""
LIKE: Final = 50
"""How much of the words a title must have, in percent, to be named to one who asks for another."""


class UnknownPlan(LookupError):  # noqa: N818
    """No plan in the store is meant by ``words``."""

    def __init__(self, words: str) -> None:
        super().__init__(f"no plan in the store is meant by {words!r}; see: taizhang plans")
        self.words = words


class AmbiguousPlan(LookupError):  # noqa: N818
    """Several plans may be meant; ``candidates`` are their (id, title, region)."""

    def __init__(self, words: str, candidates: Sequence[tuple[str, str | None, str | None]]) -> None:
        named = ", ".join(f"{key} {title or region or ''}".strip() for key, title, region in candidates[:10])
        super().__init__(f"{words!r} may mean {len(candidates)} plans: {named}")
        self.candidates = list(candidates)


def tasks(store: Store, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The tasks that have what ``Filter`` says, with their bodies by role, their deadlines and the first day due.

    ValueError for a value that is none (a day that is not ISO, an unknown role or sort), UnknownPlan and AmbiguousPlan.
    """
    with store.reading() as connection:
        return shown.task_frame(connection, query(connection, shown.select_tasks(), kept.tasks, filters))


def units(store: Store, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The bodies bound to the tasks that have what ``Filter`` says; body, role and function are its own. Errors as ``tasks``."""
    return _frame(store, shown.select_units(), kept.task_units, filters)


def deadlines(store: Store, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The deadlines of the tasks that have what ``Filter`` says; the days asked for are those of the deadline itself. Errors as ``tasks``."""
    return _frame(store, shown.select_deadlines(), kept.deadlines, filters)


def targets(store: Store, **filters: Unpack[Filter]) -> "pd.DataFrame":
    """The targets that have what ``Filter`` says; those of a goal section stand in no task, so no body or words find them."""
    return _frame(store, shown.select_targets(), kept.targets, filters)


def plans(
    store: Store, *, region: str | None = None, title: str | None = None, versions: bool = False, limit: int | None = None, offset: int = 0
) -> "pd.DataFrame":
    """The plans of the store, those of a region or with words in their title, with ``versions`` also those that later ones replaced."""
    query = _part(shown.select_plans().order_by(kept.plans.c.id), limit, offset)
    query = query if versions else query.where(kept.plans.c.current)
    with store.reading() as connection:
        return shown.frame(connection, query.where(*contains(kept.plans.c.region, region), *contains(kept.plans.c.title, title)))


def nearest_plans(store: Store, words: str, most: int = 5) -> list[tuple[str, str | None, str | None]]:
    """The (id, title, region) of the plans whose title or place is most like these words; none where nothing is like them."""
    from rapidfuzz import fuzz, process

    table = kept.plans.c
    with store.reading() as connection:
        found = [tuple(row) for row in connection.execute(select(table.key, table.title, table.region).where(table.current))]
    named = [f"{title or ''} {region or ''}" for _, title, region in found]
    return [found[at] for _, _, at in process.extract(asked(words), named, scorer=fuzz.partial_ratio, limit=most, score_cutoff=LIKE)]


def resolve_plan(store: Store, words: str) -> str:
    """The id of the plan that is meant: an id or the beginning of one, a file name, or any part of a title or place that fits one plan only.

    ``resolve_plan(store, "云溪市")`` → ``"3f2a9c10"``. UnknownPlan, AmbiguousPlan.
    """
    with store.reading() as connection:
        return _resolved(connection, words)


def query(connection: Connection, rows: "Select[Any]", main: Table, filters: Filter) -> "Select[Any]":
    """A statement of ``pipeline.store.frames`` over rows of ``main`` with a filter's conditions, order and limit. Errors as ``tasks``."""
    found, limit, offset = _narrowed(connection, rows, main, filters), filters.get("limit"), filters.get("offset") or 0
    order = sorting(connection, filters.get("sort"), due_column(main))
    if not order:
        last_first = filters.get("sort") == "-id"
        return _part(found.query.order_by(*(column.desc() if last_first else column for column in found.order)), limit, offset)
    if limit is None:
        return _part(found.query.order_by(*order, main.c.id), None, offset)
    dated, key = found.query, order[0]
    numbers = _numbers(connection, dated.where(~key), main, order[1:], limit + offset)
    if len(numbers) < limit + offset:
        numbers += _numbers(connection, dated.where(key), main, order[2:], limit + offset - len(numbers))
    return rows.where(main.c.id.in_(numbers[offset:])).order_by(*order, main.c.id)


def count(store: Store, kind: Kind, most: int, *, seconds: float, **filters: Unpack[Filter]) -> int | None:
    """How many rows of a kind have what ``Filter`` says, at most ``most`` + 1; None when counting takes longer than ``seconds``. Errors as ``tasks``.

    ``count(store, "tasks", 1000, seconds=0.1, unit="城管")`` → 1001: more than a thousand.
    """
    rows, main = KINDS[kind]
    try:
        with store.reading(seconds=seconds) as connection:
            found = query_rows(connection, rows(), main, filters).with_only_columns(main.c.id, maintain_column_froms=True)
            return connection.execute(select(func.count()).select_from(found.limit(most + 1).subquery())).scalar_one()
    except TooLong:
        return None


def query_rows(connection: Connection, rows: "Select[Any]", main: Table, filters: Filter) -> "Select[Any]":
    """A statement over rows of ``main`` with a filter's conditions, without its order and limit, for statements that group. Errors as ``tasks``."""
    return _narrowed(connection, rows, main, filters).query


def _narrowed(connection: Connection, rows: "Select[Any]", main: Table, filters: Filter) -> Narrowed:
    named = filters.get("plan") or ()
    keys = [_resolved(connection, one) for one in ([named] if isinstance(named, str) else named)]
    return narrowed(connection, rows, main, filters, keys)


def _part(query: "Select[Any]", limit: int | None, offset: int) -> "Select[Any]":
    """The rows of a query from one on, so many of them; rows that are passed over cost as much as those that are shown."""
    return query.limit(limit).offset(offset) if offset else query.limit(limit)


def _numbers(connection: Connection, query: "Select[Any]", main: Table, order: "list[Any]", limit: int) -> list[int]:
    """The numbers of the first rows, read without the rest of each row."""
    narrow = query.with_only_columns(main.c.id, maintain_column_froms=True)
    return list(connection.execute(narrow.order_by(*order, main.c.id).limit(limit)).scalars())


def _frame(store: Store, rows: "Select[Any]", main: Table, filters: Filter) -> "pd.DataFrame":
    with store.reading() as connection:
        return shown.frame(connection, query(connection, rows, main, filters))


def _resolved(connection: Connection, words: str) -> str:
    words, plain = words.strip(), asked(words)
    table, file = kept.plans.c, kept.documents.c
    name = words.replace("\\", "/").rsplit("/", 1)[-1]
    clear = [table.key == plain.lower(), file.name == name, and_(table.current, table.title == plain), and_(table.current, table.region == plain)]
    loose = [and_(table.current, or_(table.title.contains(plain, autoescape=True), table.region.contains(plain, autoescape=True)))]
    if len(plain) >= 6:
        loose.append(file.sha256.startswith(plain.lower(), autoescape=True))
    loose.append(file.name.contains(name, autoescape=True))
    query = select(table.key, table.title, table.region).join_from(kept.plans, kept.documents, file.id == table.id).order_by(table.id)
    found: list[tuple[str, str | None, str | None]] = []
    for condition in [*clear, *loose] if plain else []:
        found = [(row.key, row.title, row.region) for row in connection.execute(query.where(condition))]
        if len(found) == 1:
            return found[0][0]
        if found:
            raise AmbiguousPlan(words, found)
    raise UnknownPlan(words)
