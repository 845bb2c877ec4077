"""How Alembic runs the steps: on the connection that it is given, in its transaction, or as SQL on stdout."""

from typing import Any

from alembic import context

from schemas.tables import metadata

OWN_OBJECTS = frozenset(metadata.tables)


def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Whether Alembic compares an object: the search index has tables of its own that no metadata describe."""
    return kind != "table" or name in OWN_OBJECTS


def run() -> None:
    """Runs the steps that ``alembic.command`` asks for."""
    options: dict[str, Any] = {
        "target_metadata": metadata,
        "render_as_batch": True,
        "transactional_ddl": True,
        "include_object": ours,
        "compare_type": True,
    }
    if context.is_offline_mode():
        context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True, **options)
    else:
        context.configure(connection=context.config.attributes["connection"], **options)
    with context.begin_transaction():
        context.run_migrations()


run()
