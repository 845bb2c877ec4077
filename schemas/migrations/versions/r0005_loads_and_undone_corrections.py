"""Count what bodies and plans have, strike out corrections, keep only those rows in an index that are asked for by it, and show bodies that only
act in a task apart from those that a role word binds.

The store fills the counts when the step is done (``pipeline.store.loads.rebuild``). The table of corrections, to which no other refers, is made
anew, for a correction that was struck out may be followed by another of the same field.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.versions.r0002_search_and_views import V_DEADLINES
from schemas.migrations.versions.r0003_bodies_and_places import DEADLINE, KEY, REVISED_LOAD, _corrected, revised_tasks
from schemas.migrations.versions.r0004_starts_and_ends import V_REVISED

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTED = ("task", "unit", "deadline", "target")
ROLES = ("lead", "cooperate", "responsible")
LACKING = ("unit_count", "deadline_count", "target_count")
VIEWS = ("v_tasks", "v_deadlines", "v_targets", "v_body_load")
BOUND = "u.how <> 'inferred'"
ONCE = "uq_corrections_sha256_kind_record_field"
HELD = ("id", "sha256", "kind", "record", "span_start", "span_end", "field", "before", "after", "author", "made_at")


def upgrade() -> None:
    """Adds the counts, makes the indexes partial and the corrections ones that can be struck out."""
    body_loads()
    for kind in COUNTED:
        op.add_column("plans", sa.Column(f"{kind}_count", sa.Integer(), nullable=False, server_default="0", comment=f"{kind}s in it"))
    for statement in counted():
        op.execute(statement)
    op.create_index("ix_plans_published", "plans", ["published"])
    for name in (*LACKING, "parent_id"):
        which = sa.text("parent_id IS NOT NULL" if name == "parent_id" else f"{name} = 0")
        op.drop_index(f"ix_tasks_{name}", "tasks")
        op.create_index(f"ix_tasks_{name}", "tasks", [name], sqlite_where=which, postgresql_where=which)
    _drop_views()
    _made_anew(undone=True)
    tasks, *others, load = views()
    for view in (with_acting(tasks), *others, bound_load(load)):
        op.execute(view.replace("WHERE c.record", "WHERE c.undone_at IS NULL AND c.record"))


def downgrade() -> None:
    """Takes it all back; corrections that were struck out are lost."""
    _drop_views()
    op.execute("DELETE FROM corrections WHERE undone_at IS NOT NULL")
    _made_anew(undone=False)
    for view in views():
        op.execute(view)
    for name in (*LACKING, "parent_id"):
        op.drop_index(f"ix_tasks_{name}", "tasks")
        op.create_index(f"ix_tasks_{name}", "tasks", [name])
    op.drop_index("ix_plans_published", "plans")
    for kind in COUNTED:
        op.execute(f"ALTER TABLE plans DROP COLUMN {kind}_count")
    op.drop_table("body_loads")


def body_loads() -> None:
    """The table ``body_loads``."""
    op.create_table(
        "body_loads",
        sa.Column("name", sa.Text(), nullable=False, comment="name of the body, of the last one that it is after all merges"),
        sa.Column("tasks", sa.Integer(), nullable=False, comment="tasks that name it, bound or only acting"),
        *(sa.Column(role, sa.Integer(), nullable=False, comment=f"tasks of these in the role {role}") for role in ROLES),
        sa.Column("plans", sa.Integer(), nullable=False, comment="plans that have these tasks"),
        sa.Column("first_due", sa.Date(), comment="earliest day on which a deadline of these tasks ends"),
        sa.Column("last_due", sa.Date(), comment="latest day on which a deadline of these tasks ends"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_body_loads")),
        comment="What each body has to do by the current plans, counted; roles and persons are none. Kept up to date with every change",
    )


def counted() -> list[str]:
    """Statements that count the records of each plan."""
    of_plan = "FROM tasks t WHERE t.plan_id = plans.id"
    sums = ", ".join(f"{kind}_count = (SELECT coalesce(sum({kind}_count), 0) {of_plan})" for kind in ("unit", "deadline"))
    targets = "target_count = (SELECT count(*) FROM targets g WHERE g.plan_id = plans.id)"
    return [f"UPDATE plans SET task_count = (SELECT count(*) {of_plan}), {sums}, {targets}"]


def corrections(*, undone: bool) -> None:
    """The table of corrections, with or without what is known of those that were struck out."""
    once = sa.UniqueConstraint("sha256", "kind", "record", "field", name=op.f(ONCE))
    op.create_table(
        "corrections",
        sa.Column("id", KEY, nullable=False, comment="number of the correction"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="document that was reviewed"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="task, unit, deadline, target, citation or plan"),
        sa.Column("record", sa.Text(), nullable=False, comment="public id of the record"),
        sa.Column("span_start", sa.Integer(), nullable=True, comment="its evidence when it was reviewed"),
        sa.Column("span_end", sa.Integer(), nullable=True, comment="its evidence when it was reviewed"),
        sa.Column("field", sa.String(length=40), nullable=False, comment="what was changed; empty for a record that was added or struck out"),
        sa.Column("before", sa.JSON(), nullable=True, comment="what the extractors gave"),
        sa.Column("after", sa.JSON(), nullable=True, comment="what the reviewer put"),
        sa.Column("author", sa.Text(), nullable=False, comment="reviewer"),
        sa.Column("made_at", sa.DateTime(), nullable=False, comment="UTC"),
        *(struck_out() if undone else [once]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        comment="What reviewers changed; no run of ingest touches it",
    )


def struck_out() -> list["sa.Column[object]"]:
    """The columns of corrections that can be struck out."""
    return [
        sa.Column(
            "before_how", sa.String(length=12), comment="for a field of a plan: where the extractors took the value from, if it was not stated"
        ),
        sa.Column("undone_by", sa.Text(), comment="who struck it out; empty while it holds"),
        sa.Column("undone_at", sa.DateTime(), comment="UTC"),
    ]


def views() -> tuple[str, ...]:
    """The views of tasks, deadlines, targets and of what bodies have to do, as 0003 and 0004 made them."""
    return revised_tasks(), _corrected(V_DEADLINES, "d", DEADLINE), V_REVISED, REVISED_LOAD


def with_acting(view: str) -> str:
    """The view of tasks with the bodies that only act in a column of their own."""
    for role in ROLES:
        view = view.replace(f"u.role = '{role}'", f"u.role = '{role}' AND {BOUND}")
    last = view[view.index("(SELECT", view.index(" AS cooperate,")) : view.index(" AS responsible")]
    acting = last.replace(f"u.role = 'responsible' AND {BOUND}", "u.how = 'inferred'")
    return view.replace(" AS responsible,", f" AS responsible, {acting} AS acting,")


def bound_load(view: str) -> str:
    """The view of loads in which only those bodies have a role that a role word gives it to."""
    for role in ROLES:
        view = view.replace(f"WHEN u.role = '{role}' THEN", f"WHEN u.role = '{role}' AND {BOUND} THEN")
    return view


def _made_anew(*, undone: bool) -> None:
    """Gives the corrections their columns; SQLite drops no constraint, so there the table is made anew."""
    if op.get_context().dialect.name != "sqlite":
        _altered(undone=undone)
    else:
        for name in ("record", "sha256"):
            op.drop_index(f"ix_corrections_{name}", "corrections")
        op.rename_table("corrections", "corrections_before")
        corrections(undone=undone)
        held = ", ".join(f'"{name}"' for name in HELD)
        op.execute(f"INSERT INTO corrections ({held}) SELECT {held} FROM corrections_before")
        op.drop_table("corrections_before")
        for name in ("record", "sha256"):
            op.create_index(f"ix_corrections_{name}", "corrections", [name])
    if undone:
        holds = sa.text("undone_at IS NULL")
        columns = ["sha256", "kind", "record", "field"]
        op.create_index("ix_corrections_holds", "corrections", columns, unique=True, sqlite_where=holds, postgresql_where=holds)


def _altered(*, undone: bool) -> None:
    if undone:
        op.drop_constraint(ONCE, "corrections")
        for column in struck_out():
            op.add_column("corrections", column)
        return
    op.drop_index("ix_corrections_holds", "corrections")
    for column in struck_out():
        op.drop_column("corrections", column.name)
    op.create_unique_constraint(ONCE, "corrections", ["sha256", "kind", "record", "field"])


def _drop_views() -> None:
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")
