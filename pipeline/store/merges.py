"""Bodies that people said are one: each merge is a row with who and when, which no run of ingest touches."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.engine import Connection

from pipeline.store import loads
from pipeline.store.engine import writing
from pipeline.store.errors import explained
from pipeline.store.lock import run_lock
from pipeline.store.views import V_BODIES, V_MERGED
from schemas.tables import bodies, body_merges, body_names

HOLDS = body_merges.c.undone_at.is_(None)


class NoMerge(LookupError):  # noqa: N818
    """The bodies cannot be merged or parted as asked; the message says why, in one line."""


def merge(engine: Engine, name: str, into: str, author: str) -> tuple[str, str]:
    """Says that a body is another one; gives the names of both as the store has them.

    Bodies are named as the store lists them, or as a plan writes them where that means one body only. NoMerge, StoreBusy, StoreError.
    """
    with _changing(engine) as connection:
        one, other = body(connection, name), body(connection, into)
        if one == other:
            raise NoMerge(f"{name} and {into} are one body already: {one}")
        held = connection.execute(select(body_merges.c.into_name).where(HOLDS, body_merges.c.name == one)).scalar_one_or_none()
        if held is not None:
            raise NoMerge(f"{one} is merged into {held}; take that back first: taizhang units unmerge {one}")
        if stands_for(connection, other) == one:
            raise NoMerge(f"{other} is merged into {one}; take that back first: taizhang units unmerge {other}")
        connection.execute(insert(body_merges).values(name=one, into_name=other, author=author, made_at=_now()))
        loads.recount(connection, (one, stands_for(connection, other)))
    return one, other


def unmerge(engine: Engine, name: str, author: str) -> tuple[str, str]:
    """Takes a merge back; gives the names of the body and of the one it was merged into. NoMerge, StoreBusy, StoreError."""
    with _changing(engine) as connection:
        held = select(body_merges.c.name, body_merges.c.into_name).where(HOLDS)
        found = connection.execute(held.where(body_merges.c.name == name)).first()
        if found is None:
            found = connection.execute(held.where(body_merges.c.name == body(connection, name))).first()
        if found is None:
            raise NoMerge(f"{name} is merged into nothing; see: taizhang units")
        together = stands_for(connection, found.name)
        taken_back = {"undone_by": author, "undone_at": _now()}
        connection.execute(update(body_merges).where(HOLDS, body_merges.c.name == found.name).values(**taken_back))
        loads.recount(connection, (found.name, together))
    return found.name, found.into_name


def body(connection: Connection, name: str) -> str:
    """The name, as the store has it, of the one body that is meant; NoMerge for none and for several."""
    if connection.execute(select(bodies.c.id).where(bodies.c.name == name)).first() is not None:
        return name
    written = select(bodies.c.name).join_from(body_names, bodies, bodies.c.id == body_names.c.body_id).where(body_names.c.name == name)
    found = sorted(set(connection.execute(written).scalars()))
    if len(found) == 1:
        return str(found[0])
    if found:
        raise NoMerge(f"{name} may be {len(found)} bodies: {'、'.join(found[:10])}; write one of these")
    raise NoMerge(f"no body in the store is called {name}; see: taizhang units")


def stands_for(connection: Connection, name: str) -> str:
    """The body that a body is after all merges; its own name without any."""
    found = connection.execute(select(V_BODIES.c.stands_for).where(V_BODIES.c.name == name)).scalar_one_or_none()
    return name if found is None else str(found)


def standings(connection: Connection) -> dict[str, str]:
    """The merged bodies by name, each with the last that it leads to."""
    return {row.name: row.stands_for for row in connection.execute(select(V_MERGED.c.name, V_MERGED.c.stands_for))}


def merged(connection: Connection) -> bool:
    """Whether there is any merge that holds."""
    return connection.execute(select(body_merges.c.id).where(HOLDS).limit(1)).first() is not None


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    with explained(engine.url), run_lock(engine.url), writing(engine).begin() as connection:
        yield connection


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
