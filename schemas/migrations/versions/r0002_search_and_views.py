"""Add the search index over tasks and the views for people."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VIEWS = ("v_tasks", "v_deadlines", "v_targets", "v_body_load")


def upgrade() -> None:
    """Creates the index, empty, and the views."""
    search()
    op.execute(v_tasks())
    op.execute(V_DEADLINES)
    op.execute(V_TARGETS)
    op.execute(V_BODY_LOAD)


def downgrade() -> None:
    """Drops them."""
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")
    op.execute("DROP TABLE IF EXISTS task_search")
    op.execute("DROP TABLE IF EXISTS task_grams")


def search() -> None:
    """The full-text index of SQLite; a plain table where there is none."""
    connection = op.get_bind()
    options = {row[0] for row in connection.execute(sa.text("PRAGMA compile_options"))} if connection.dialect.name == "sqlite" else set()
    if "ENABLE_FTS5" in options:
        op.execute("CREATE VIRTUAL TABLE task_search USING fts5(words, above, content='', columnsize=0, prefix='1', tokenize='ascii')")
        return
    op.create_table(
        "task_grams",
        sa.Column("gram", sa.Text(), nullable=False, comment="two neighbouring characters of the task's text, or the last of a run"),
        sa.Column("task_id", sa.BigInteger(), nullable=False, comment="task that has them"),
        sa.PrimaryKeyConstraint("gram", "task_id", name=op.f("pk_task_grams")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_grams_task_id"), ondelete="CASCADE"),
        comment="Search index over tasks where the database has no full-text index for pairs of characters",
    )
    op.create_index(op.f("ix_task_grams_task_id"), "task_grams", ["task_id"])


def v_tasks() -> str:
    """Tasks with their plan and, joined by 、, the bodies of each role."""
    sqlite = op.get_bind().dialect.name == "sqlite"

    def names(role: str) -> str:
        joined = "group_concat(name, '、')" if sqlite else "string_agg(name, '、' ORDER BY ordinal)"
        return (
            f"(SELECT {joined} FROM (SELECT b.name, u.ordinal FROM task_units u JOIN bodies b ON b.id = u.body_id"
            f" WHERE u.task_id = t.id AND u.role = '{role}' ORDER BY u.ordinal) AS n) AS {role}"
        )

    return (
        "CREATE VIEW v_tasks AS SELECT t.key AS id, p.key AS plan, p.title AS plan_title, p.region, t.category, t.label, t.title, t.text,"
        f" {names('lead')}, {names('cooperate')}, {names('responsible')}, t.due, t.due_last, t.page, t.quote, t.how, t.confidence"
        " FROM tasks t JOIN plans p ON p.id = t.plan_id WHERE p.current"
    )


V_DEADLINES = (
    "CREATE VIEW v_deadlines AS SELECT t.key || '#deadline-' || d.ordinal AS id, p.key AS plan, p.title AS plan_title, p.region, t.key AS task,"
    " t.title AS task_title, d.text, d.kind, d.start_date, d.end_date, d.page, d.quote, d.how, d.confidence"
    " FROM deadlines d JOIN tasks t ON t.id = d.task_id JOIN plans p ON p.id = t.plan_id WHERE p.current"
)

V_TARGETS = (
    "CREATE VIEW v_targets AS SELECT g.key AS id, p.key AS plan, p.title AS plan_title, p.region, t.key AS task, g.indicator, g.comparator,"
    " g.low, g.high, g.unit, g.masked, g.due, g.text, g.page, g.quote, g.how, g.confidence"
    " FROM targets g JOIN plans p ON p.id = g.plan_id LEFT JOIN tasks t ON t.id = g.task_id WHERE p.current"
)

V_BODY_LOAD = (
    "CREATE VIEW v_body_load AS SELECT CASE WHEN b.canonical = '' THEN b.name ELSE b.canonical END AS body, max(b.function) AS function,"
    " count(DISTINCT u.task_id) AS tasks, count(DISTINCT t.plan_id) AS plans,"
    " sum(CASE WHEN u.role = 'lead' THEN 1 ELSE 0 END) AS lead, sum(CASE WHEN u.role = 'cooperate' THEN 1 ELSE 0 END) AS cooperate,"
    " sum(CASE WHEN u.role = 'responsible' THEN 1 ELSE 0 END) AS responsible, min(t.due) AS first_due, max(t.due_last) AS last_due"
    " FROM task_units u JOIN bodies b ON b.id = u.body_id JOIN tasks t ON t.id = u.task_id JOIN plans p ON p.id = t.plan_id WHERE p.current"
    " GROUP BY CASE WHEN b.canonical = '' THEN b.name ELSE b.canonical END"
)
