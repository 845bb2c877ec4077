"""Keep where targets start from and whether they bind, which cited documents a plan ends, and how long it is in force itself.

Columns are added, none is made anew; they are empty until the plans are read again, for what they say is not known to SQL.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from schemas.migrations.versions.r0002_search_and_views import V_TARGETS
from schemas.migrations.versions.r0003_bodies_and_places import _corrected

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Columns = tuple["sa.Column[Any]", ...]


def targets() -> Columns:
    """Where targets start from."""
    return (
        sa.Column("baseline", sa.Numeric(), comment="value that it starts from (由2020年的35%提高到60%); 万 and 亿 multiplied out"),
        sa.Column("baseline_unit", sa.Text(), comment="measure word of that value"),
        sa.Column("baseline_as_of", sa.Date(), comment="last day of the time that the text names for that value"),
        sa.Column("baseline_start", sa.Integer(), comment="first code point of that value in the plan's source text"),
        sa.Column("baseline_end", sa.Integer(), comment="code point after its last"),
    )


def nature() -> Columns:
    """Where targets are said to bind, or to be expected."""
    return (
        sa.Column("nature_start", sa.Integer(), comment="first code point of the word that says so"),
        sa.Column("nature_end", sa.Integer(), comment="code point after its last"),
    )


def citations() -> Columns:
    """Which cited documents a plan ends."""
    return (
        sa.Column("repealed", sa.Boolean(), nullable=False, server_default=sa.false(), comment="whether the plan ends it (同时废止)"),
        sa.Column("repealed_start", sa.Integer(), comment="first code point of the words that say so, its name among them"),
        sa.Column("repealed_end", sa.Integer(), comment="code point after their last"),
    )


def plans() -> Columns:
    """How long a plan is in force."""
    return (
        sa.Column("effective", sa.Date(), comment="first day that it is in force (自印发之日起施行)"),
        sa.Column("expires", sa.Date(), comment="last day that it is in force (有效期5年)"),
        sa.Column("evidence", sa.JSON(), comment="by field, the code points of the source text that say it: of effective and expires"),
    )


SAID = "binding 约束性, expected 预期性; empty where the text does not say"
V_REVISED = _corrected(V_TARGETS, "g", "g.key").replace(" g.due, g.text,", " g.due, g.baseline, g.baseline_unit, g.baseline_as_of, g.nature, g.text,")


def upgrade() -> None:
    """Adds the columns and shows those of targets in their view."""
    op.execute("DROP VIEW v_targets")
    _add("targets", targets())
    _add("citations", citations())
    _add("plans", plans())
    # SQLite drops a check with its column only where both were written together
    op.execute("ALTER TABLE targets ADD COLUMN nature VARCHAR(12) CONSTRAINT ck_targets_nature CHECK (nature IN ('binding', 'expected'))")
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN targets.nature IS '{SAID}'")
    _add("targets", nature())
    op.create_index("ix_plans_expires", "plans", ["expires"])
    op.execute(V_REVISED)


def downgrade() -> None:
    """Takes them back; what they held is lost, and the digests with it, so that reading a plan again fills them again."""
    op.execute("DROP VIEW v_targets")
    op.drop_index("ix_plans_expires", "plans")
    _take("targets", *_names(nature()), "nature", *_names(targets()))
    _take("citations", *_names(citations()))
    _take("plans", *_names(plans()))
    op.execute("UPDATE documents SET digest = NULL")
    op.execute(_corrected(V_TARGETS, "g", "g.key"))


def _add(table: str, columns: Columns) -> None:
    for column in columns:
        op.add_column(table, column)


def _take(table: str, *names: str) -> None:
    for name in names:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")


def _names(columns: Columns) -> list[str]:
    return [column.name for column in reversed(columns)]
