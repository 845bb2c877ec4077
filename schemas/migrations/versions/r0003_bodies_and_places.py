"""Part names of bodies from the bodies they stand for; add places, lines of work and merges; drop the outline, which nothing filled.

No table that other tables refer to is made anew: SQLite would take the rows of those away with it. Columns are added and tables renamed.
The store fills the new tables when the step is done (``pipeline.store.names.fill``), for what a name stands for is not known to SQL.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.versions.r0001_tables import one_of
from schemas.migrations.versions.r0002_search_and_views import V_BODY_LOAD, V_DEADLINES, V_TARGETS, v_tasks

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REVISED = ("v_tasks", "v_deadlines", "v_targets", "v_body_load")
ADDED = ("v_merged", "v_bodies")
TABLES = ("body_merges", "bodies", "places", "functions")
SAME_AS = "for a row of an annex: place in the plan, from 1, of the clause that states the same task"
KINDS = ("body", "enterprise", "institution", "group", "role", "person", "unknown")


def upgrade() -> None:
    """Renames the table of names, adds the new tables, columns and views."""
    _drop(REVISED)
    _drop_outline()
    _rename("bodies", "body_names", "body_id", "name_id")
    functions()
    places()
    bodies()
    body_merges()
    _refer("body_names", "body_id", "bodies", "body that it stands for")
    _refer("plans", "place_id", "places", "that place, where it has a name")
    op.create_index("ix_corrections_record", "corrections", ["record"])
    op.add_column("tasks", sa.Column("same_as", sa.Integer(), comment=SAME_AS))
    _comment("body_names", "Names of bodies as plans write them")
    for view in (V_MERGED, V_BODIES, revised_tasks(), _corrected(V_DEADLINES, "d", DEADLINE), _corrected(V_TARGETS, "g", "g.key"), REVISED_LOAD):
        op.execute(view)


def downgrade() -> None:
    """Takes it all back; merges are lost."""
    _drop((*ADDED, *REVISED))
    op.drop_index("ix_corrections_record", "corrections")
    op.execute("ALTER TABLE tasks DROP COLUMN same_as")
    for table, column in (("plans", "place_id"), ("body_names", "body_id")):
        op.drop_index(f"ix_{table}_{column}", table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in TABLES:
        op.drop_table(table)
    _rename("body_names", "bodies", "name_id", "body_id")
    _comment("bodies", "Names of bodies and what each stands for")
    _make_outline()
    for view in (v_tasks(), V_DEADLINES, V_TARGETS, V_BODY_LOAD):
        op.execute(view)


def functions() -> None:
    """The table ``functions``."""
    op.create_table(
        "functions",
        sa.Column("id", KEY, nullable=False, comment="number of the line of work"),
        sa.Column("name", sa.Text(), nullable=False, comment="城市管理, 生态环境 …"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_functions")),
        sa.UniqueConstraint("name", name=op.f("uq_functions_name")),
        comment="Lines of work of bodies, the same in every place",
    )


def places() -> None:
    """The table ``places``."""
    op.create_table(
        "places",
        sa.Column("id", KEY, nullable=False, comment="number of the place"),
        sa.Column("name", sa.Text(), nullable=False, comment="full name; as the plan has it where no division is known by it"),
        sa.Column("code", sa.String(length=6), nullable=False, comment="GB/T 2260; empty where no division, or more than one, is known by the name"),
        sa.Column("level", sa.String(length=12), comment="province, city, county; empty where unknown"),
        sa.Column("parent_id", KEY, comment="place that it lies in"),
        sa.ForeignKeyConstraint(["parent_id"], ["places.id"], name=op.f("fk_places_parent_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("name", "code", name=op.f("uq_places_name_code")),
        comment="Places that plans govern and bodies belong to, with those above them",
    )
    op.create_index(op.f("ix_places_parent_id"), "places", ["parent_id"])


def bodies() -> None:
    """The table ``bodies``."""
    op.create_table(
        "bodies",
        sa.Column("id", KEY, nullable=False, comment="number of the body"),
        sa.Column("name", sa.Text(), nullable=False, comment="canonical name; the name as written while unresolved"),
        sa.Column(
            "kind",
            sa.String(length=12),
            nullable=False,
            comment="body, enterprise, institution; group, role, person are none of their own; unknown",
        ),
        sa.Column("level", sa.String(length=12), comment="central, province, city, county, township; empty where the name does not tell"),
        sa.Column("function_id", KEY, comment="its line of work"),
        sa.Column("place_id", KEY, comment="place that it belongs to"),
        one_of("bodies", "kind", *KINDS),
        sa.ForeignKeyConstraint(["function_id"], ["functions.id"], name=op.f("fk_bodies_function_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_bodies_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies")),
        sa.UniqueConstraint("name", name=op.f("uq_bodies_name")),
        comment="Bodies that plans bind to tasks",
    )
    op.create_index(op.f("ix_bodies_function_id"), "bodies", ["function_id"])
    op.create_index(op.f("ix_bodies_place_id"), "bodies", ["place_id"])


def body_merges() -> None:
    """The table ``body_merges``."""
    op.create_table(
        "body_merges",
        sa.Column("id", KEY, nullable=False, comment="number of the merge"),
        sa.Column("name", sa.Text(), nullable=False, comment="name of the body that is no body of its own"),
        sa.Column("into_name", sa.Text(), nullable=False, comment="name of the body that it is"),
        sa.Column("author", sa.Text(), nullable=False, comment="who said so"),
        sa.Column("made_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("undone_by", sa.Text(), comment="who took it back; empty while it holds"),
        sa.Column("undone_at", sa.DateTime(), comment="UTC"),
        sa.CheckConstraint("name <> into_name", name=op.f("ck_body_merges_itself")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_merges")),
        comment="Bodies that people said are one; no run of ingest touches it",
    )
    op.create_index(op.f("ix_body_merges_name"), "body_merges", ["name"])


V_MERGED = (
    "CREATE VIEW v_merged AS WITH RECURSIVE found(name, into_name) AS ("
    "SELECT name, into_name FROM body_merges WHERE undone_at IS NULL"
    " UNION SELECT found.name, m.into_name FROM found JOIN body_merges m ON m.name = found.into_name WHERE m.undone_at IS NULL)"
    " SELECT found.name, found.into_name AS stands_for FROM found"
    " WHERE NOT EXISTS (SELECT 1 FROM body_merges m WHERE m.name = found.into_name AND m.undone_at IS NULL)"
)

V_BODIES = (
    "CREATE VIEW v_bodies AS SELECT b.id, b.name, coalesce(m.stands_for, b.name) AS stands_for, b.kind, b.level, f.name AS function,"
    " p.name AS place, p.code FROM bodies b LEFT JOIN v_merged m ON m.name = b.name LEFT JOIN functions f ON f.id = b.function_id"
    " LEFT JOIN places p ON p.id = b.place_id"
)

REVISED_LOAD = (
    "CREATE VIEW v_body_load AS SELECT b.stands_for AS body, coalesce(max(CASE WHEN b.name = b.stands_for THEN b.function END), max(b.function))"
    " AS function, coalesce(max(CASE WHEN b.name = b.stands_for THEN b.level END), max(b.level)) AS level,"
    " count(DISTINCT u.task_id) AS tasks, count(DISTINCT t.plan_id) AS plans,"
    " sum(CASE WHEN u.role = 'lead' THEN 1 ELSE 0 END) AS lead, sum(CASE WHEN u.role = 'cooperate' THEN 1 ELSE 0 END) AS cooperate,"
    " sum(CASE WHEN u.role = 'responsible' THEN 1 ELSE 0 END) AS responsible, min(t.due) AS first_due, max(t.due_last) AS last_due"
    " FROM task_units u JOIN body_names n ON n.id = u.name_id JOIN v_bodies b ON b.id = n.body_id JOIN tasks t ON t.id = u.task_id"
    " JOIN plans p ON p.id = t.plan_id WHERE p.current AND b.kind NOT IN ('role', 'person') GROUP BY b.stands_for"
)

DEADLINE = "t.key || '#deadline-' || d.ordinal"


def revised_tasks() -> str:
    """Tasks with their plan and the names of their bodies by role."""
    old = v_tasks()
    return _corrected(old.replace("JOIN bodies b ON b.id = u.body_id", "JOIN body_names b ON b.id = u.name_id"), "t", "t.key")


def _corrected(view: str, table: str, record: str) -> str:
    """The view, in which a record that a reviewer corrected says so."""
    how = f"CASE WHEN EXISTS (SELECT 1 FROM corrections c WHERE c.record = {record}) THEN 'corrected' ELSE {table}.how END AS how"
    return view.replace(f" {table}.how,", f" {how},")


def _drop(views: tuple[str, ...]) -> None:
    for view in reversed(views):
        op.execute(f"DROP VIEW {view}")


def _rename(old: str, new: str, old_column: str, new_column: str) -> None:
    op.drop_index(f"ix_{old}_function", old)
    op.rename_table(old, new)
    op.create_index(f"ix_{new}_function", new, ["function"])
    op.execute(f"ALTER TABLE task_units RENAME COLUMN {old_column} TO {new_column}")
    op.drop_index(f"ix_task_units_{old_column}_role", "task_units")
    op.create_index(f"ix_task_units_{new_column}_role", "task_units", [new_column, "role", "task_id"])
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX pk_{old} RENAME TO pk_{new}")
        op.execute(f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq")
        op.execute(f"ALTER TABLE task_units RENAME CONSTRAINT fk_task_units_{old_column} TO fk_task_units_{new_column}")


def _refer(table: str, column: str, other: str, comment: str) -> None:
    kind = "INTEGER" if op.get_context().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column} REFERENCES {other} (id)")
    op.create_index(f"ix_{table}_{column}", table, [column])
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN {table}.{column} IS '{comment}'")


def _comment(table: str, comment: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"COMMENT ON TABLE {table} IS '{comment}'")


def _drop_outline() -> None:
    op.drop_table("items")


def _make_outline() -> None:
    from schemas.migrations.versions.r0001_tables import items

    items()
