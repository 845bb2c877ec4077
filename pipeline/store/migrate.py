"""Making a store's tables, and bringing those of an older version up to date."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.engine import URL, Connection

from pipeline.store import grams, loads, names, save
from pipeline.store.engine import address, engine, writing
from pipeline.store.errors import SchemaTooNew, StoreError, explained, place
from pipeline.store.lock import run_lock
from schemas.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

KNOWN: Final = ("0001", "0002", "0003", "0004", "0005")
"""The revisions that this version can bring up to date, oldest first."""
HEAD: Final = KNOWN[-1]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What upgrading did: the revision before and after, and the copy that was taken first (None when there was nothing to do)."""

    before: str
    after: str
    copy: Path | None


def revision(connection: Connection) -> str | None:
    """The revision of a store's tables; None for an empty database. StoreError for a database that is no store."""
    names = inspect(connection).get_table_names()
    if "alembic_version" in names:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if found is not None:
            return str(found)
    if any(name != "alembic_version" for name in names):
        raise StoreError(f"{place(connection.engine.url)} is a database of something else; name another file by --db")
    return None


def check(connection: Connection) -> bool:
    """Whether the tables are there; SchemaTooNew or StoreError when they are not those of this version."""
    found = revision(connection)
    where = place(connection.engine.url)
    if found is None:
        return False
    if found not in KNOWN:
        raise SchemaTooNew(f"{where} was made by a newer version of taizhang (schema {found}, this one knows {HEAD}); install that version")
    if found != HEAD:
        raise StoreError(f"{where} was made by an older version of taizhang (schema {found}, now {HEAD}); run: taizhang db upgrade")
    return True


def create(of: Engine) -> None:
    """Makes the tables of an empty database, by the same steps that upgrade an older one."""
    _to(of, HEAD)


def upgrade(url: str, *, wait: float = 30.0) -> Upgrade:
    """Brings a store up to date: takes a copy, runs the steps in one transaction, and sees that no row is lost.

    Errors: SchemaTooNew, StoreBusy, StoreError; after any of them the store is as it was.
    """
    where = address(url)
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").is_file():
        raise StoreError(f"there is no store at {place(where)}; make one with: taizhang ingest")
    made = engine(where, wait=wait)
    try:
        with explained(where), run_lock(where):
            with made.connect() as connection:
                before = revision(connection)
                if before not in KNOWN:
                    check(connection)
            if before == HEAD:
                return Upgrade(HEAD, HEAD, None)
            copy = _copied(made, where, before) if before else None
            _to(made, HEAD)
            return Upgrade(before or "empty", HEAD, copy)
    finally:
        made.dispose()


def downgrade(of: Engine, to: str) -> None:
    """Takes steps back to an older revision (``base`` for none); for tests and for going back after a trial."""
    from alembic import command

    with writing(of).begin() as connection:
        command.downgrade(_config(connection), to)


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table of the ledger has, by name; tables that are not there are left out."""
    there = set(inspect(connection).get_table_names())
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one() for name, table in metadata.tables.items() if name in there
    }


def _to(of: Engine, target: str) -> None:
    from alembic import command

    if of.dialect.name == "sqlite":
        with of.connect() as connection:
            connection.connection.dbapi_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]
    with writing(of).begin() as connection:
        before = row_counts(connection)
        command.upgrade(_config(connection), target)
        after = row_counts(connection)
        lost = {name: count for name, count in _now_called(before).items() if after.get(name) != count}
        if lost:
            raise StoreError(f"upgrading {place(of.url)} would lose rows of {', '.join(lost)}; nothing was changed, please report this")
        names.fill(connection)
        grams.rebuild(connection)
        loads.rebuild(connection)
        save.explain(connection)


def _now_called(before: dict[str, int]) -> dict[str, int]:
    """The counts of tables by the names that they have now: what is kept in ``body_names`` was kept in ``bodies`` before 0003."""
    return before if "body_names" in before or "bodies" not in before else before | {"body_names": before["bodies"], "bodies": 0}


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "schemas:migrations")
    config.attributes["connection"] = connection
    return config


def _copied(of: Engine, url: URL, before: str) -> Path | None:
    if url.get_backend_name() != "sqlite":
        return None
    store = Path(url.database or "")
    copy = store.with_name(f"{store.stem}.before-{HEAD}-was-{before}{store.suffix}")
    with suppress(FileNotFoundError):
        copy.unlink()
    with of.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.dbapi_connection
        raw.execute("VACUUM INTO ?", (str(copy),))  # type: ignore[union-attr]
    return copy
