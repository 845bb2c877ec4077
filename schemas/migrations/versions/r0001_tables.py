"""Create the tables of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    """A check that a column has one of the values (``schemas.columns.one_of`` says why it is not written with ``IN``)."""
    return sa.CheckConstraint(" OR ".join(f"{column} = {value!r}" for value in values), name=op.f(f"ck_{table}_{column}"))


def upgrade() -> None:
    """Creates every table after those that it refers to."""
    bodies()
    corrections()
    runs()
    attempts()
    documents()
    plans()
    warnings()
    citations()
    items()
    plan_texts()
    tasks()
    deadlines()
    targets()
    task_units()


def downgrade() -> None:
    """Drops them all, the other way round."""
    for table in (
        "task_units",
        "targets",
        "deadlines",
        "tasks",
        "plan_texts",
        "items",
        "citations",
        "warnings",
        "plans",
        "documents",
        "attempts",
        "runs",
        "corrections",
        "bodies",
    ):
        op.drop_table(table)


def bodies() -> None:
    """The table ``bodies``."""
    op.create_table(
        "bodies",
        sa.Column("id", KEY, nullable=False, comment="number of the body"),
        sa.Column("name", sa.Text(), nullable=False, comment="as written"),
        sa.Column("canonical", sa.Text(), nullable=False, comment="body that it stands for; empty while unresolved"),
        sa.Column("function", sa.Text(), nullable=False, comment="line of work (城市管理); empty while unresolved"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies")),
        sa.UniqueConstraint("name", "canonical", "function", name=op.f("uq_bodies_name_canonical_function")),
        comment="Names of bodies and what each stands for",
    )
    op.create_index(op.f("ix_bodies_function"), "bodies", ["function"], unique=False)


def corrections() -> None:
    """The table ``corrections``."""
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("sha256", "kind", "record", "field", name=op.f("uq_corrections_sha256_kind_record_field")),
        comment="What reviewers changed; no run of ingest touches it",
    )
    op.create_index(op.f("ix_corrections_sha256"), "corrections", ["sha256"], unique=False)


def runs() -> None:
    """The table ``runs``."""
    op.create_table(
        "runs",
        sa.Column("id", KEY, nullable=False, comment="number of the run"),
        sa.Column("started_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("finished_at", sa.DateTime(), nullable=True, comment="UTC; empty while running and for a run that was killed"),
        sa.Column("pid", sa.Integer(), nullable=False, comment="process that ran it"),
        sa.Column("host", sa.String(length=255), nullable=False, comment="machine that ran it"),
        sa.Column("version", sa.String(length=40), nullable=False, comment="version of the extractors"),
        sa.Column("settings", sa.JSON(), nullable=False, comment="options of the run, an object"),
        sa.Column("counts", sa.JSON(), nullable=False, comment="documents by what became of them, an object"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        comment="Runs of ingest that changed the store",
    )


def attempts() -> None:
    """The table ``attempts``."""
    op.create_table(
        "attempts",
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the bytes that are being read"),
        sa.Column("name", sa.Text(), nullable=False, comment="file name"),
        sa.Column("path", sa.Text(), nullable=False, comment="where it is read"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes"),
        sa.Column("run_id", KEY, nullable=True, comment="run that reads it; empty once that run is known to have died"),
        sa.Column("started_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("killed", sa.Integer(), nullable=False, comment="runs that died while reading it"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_attempts_run_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_attempts")),
        comment="Documents being read now, or when their run was killed",
    )
    op.create_index(op.f("ix_attempts_run_id"), "attempts", ["run_id"], unique=False)


def documents() -> None:
    """The table ``documents``."""
    op.create_table(
        "documents",
        sa.Column("id", KEY, nullable=False, comment="number of the document"),
        sa.Column("key", sa.String(length=64), nullable=False, comment="short public id: the first digits of the SHA-256"),
        sa.Column("sha256", sa.String(length=64), nullable=True, comment="of the file's bytes; empty for a file that could not be opened"),
        sa.Column("name", sa.Text(), nullable=False, comment="file name"),
        sa.Column("path", sa.Text(), nullable=False, comment="where it was first read"),
        sa.Column("size", sa.BigInteger(), nullable=True, comment="bytes"),
        sa.Column("media_type", sa.String(length=120), nullable=True, comment="what the content is, whatever the name says"),
        sa.Column("pages", sa.Integer(), nullable=True, comment="empty where the format has none"),
        sa.Column("characters", sa.Integer(), nullable=True, comment="code points of its text"),
        sa.Column("script", sa.String(length=4), nullable=True, comment="hans simplified, hant traditional"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="how reading it ended"),
        sa.Column("code", sa.String(length=80), nullable=True, comment="name of the failure"),
        sa.Column("message", sa.Text(), nullable=True, comment="the failure in a sentence, with what to do"),
        sa.Column("version", sa.String(length=40), nullable=False, comment="version of the extractors that gave its records"),
        sa.Column("digest", sa.String(length=64), nullable=True, comment="SHA-256 of its records, to tell whether another reading gives the same"),
        sa.Column("run_id", KEY, nullable=False, comment="run that last changed it"),
        sa.Column("saved_at", sa.DateTime(), nullable=False, comment="UTC, when it was last changed"),
        one_of("documents", "state", "ok", "ok_with_warnings", "partial", "rejected", "quarantined"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_documents_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("key", name=op.f("uq_documents_key")),
        sa.UniqueConstraint("sha256", name=op.f("uq_documents_sha256")),
        comment="Files that were given to the ledger, read or not",
    )
    op.create_index(op.f("ix_documents_path"), "documents", ["path"], unique=False)
    op.create_index(op.f("ix_documents_run_id"), "documents", ["run_id"], unique=False)
    op.create_index(op.f("ix_documents_state"), "documents", ["state"], unique=False)


def plans() -> None:
    """The table ``plans``."""
    op.create_table(
        "plans",
        sa.Column("id", KEY, autoincrement=False, nullable=False, comment="number of its document"),
        sa.Column("key", sa.String(length=64), nullable=False, comment="public id, that of its document"),
        sa.Column("series", sa.String(length=64), nullable=False, comment="public id of the first version of this plan in the store"),
        sa.Column("version", sa.Integer(), nullable=False, comment="which publication of the plan this is, from 1"),
        sa.Column("current", sa.Boolean(), nullable=False, comment="whether no later version is in the store"),
        sa.Column("title", sa.Text(), nullable=True, comment="the plan's own title"),
        sa.Column("issuer", sa.Text(), nullable=True, comment="who issues it, as written"),
        sa.Column("doc_number", sa.Text(), nullable=True, comment="its own 文号"),
        sa.Column("published", sa.Date(), nullable=True, comment="day of publication"),
        sa.Column("region", sa.Text(), nullable=True, comment="place that it governs"),
        sa.Column("level", sa.String(length=12), nullable=True, comment="central, province, city, county, township"),
        sa.Column("period_start", sa.Date(), nullable=True, comment="first day that it runs"),
        sa.Column("period_end", sa.Date(), nullable=True, comment="last day that it runs"),
        sa.Column("how", sa.JSON(), nullable=False, comment="by field, where a value was taken from when it was not simply stated"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_plans_version")),
        sa.ForeignKeyConstraint(["id"], ["documents.id"], name=op.f("fk_plans_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("key", name=op.f("uq_plans_key")),
        comment="Plans, one row a published version",
    )
    op.create_index("ix_plans_doc_number", "plans", ["doc_number"], unique=False)
    op.create_index("ix_plans_region", "plans", ["region"], unique=False)
    op.create_index(op.f("ix_plans_series"), "plans", ["series"], unique=False)
    op.create_index("ix_plans_title", "plans", ["title"], unique=False)


def warnings() -> None:
    """The table ``warnings``."""
    op.create_table(
        "warnings",
        sa.Column("id", KEY, autoincrement=False, nullable=False, comment="number of the warning"),
        sa.Column("document_id", KEY, nullable=False, comment="document it is about"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the document, from 1"),
        sa.Column("code", sa.String(length=80), nullable=False, comment="stable name"),
        sa.Column("message", sa.Text(), nullable=False, comment="what was removed, doubted or not understood"),
        sa.Column("count", sa.Integer(), nullable=False, comment="how often"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_warnings_document_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warnings")),
        sa.UniqueConstraint("document_id", "ordinal", name=op.f("uq_warnings_document_id_ordinal")),
        comment="What a reader of the ledger should know about a document",
    )
    op.create_index(op.f("ix_warnings_code"), "warnings", ["code"], unique=False)


def citations() -> None:
    """The table ``citations``."""
    op.create_table(
        "citations",
        sa.Column("id", KEY, autoincrement=False, nullable=False, comment="number of the citation"),
        sa.Column("plan_id", KEY, nullable=False, comment="plan that cites"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the plan, from 1"),
        sa.Column("title", sa.Text(), nullable=False, comment="document cited, as between 《》"),
        sa.Column("number", sa.Text(), nullable=True, comment="its 文号"),
        sa.Column("basis", sa.Boolean(), nullable=False, comment="whether the plan is made on it"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="first code point of the evidence in the plan's source text, from 0"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="code point after the last of the evidence"),
        sa.Column("page", sa.Integer(), nullable=True, comment="page the evidence stands on, from 1; empty where the file has none"),
        sa.Column("quote", sa.Text(), nullable=False, comment="the evidence as the source has it, in its own script and width"),
        sa.Column(
            "how", sa.String(length=12), nullable=False, comment="stated, inherited, inferred (completed from the plan) or defaulted (by convention)"
        ),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("rule", sa.Text(), nullable=False, comment="name of the rule that found it; empty where it has none"),
        one_of("citations", "how", "stated", "inherited", "inferred", "defaulted"),
        sa.CheckConstraint("span_start >= 0 AND span_end >= span_start", name=op.f("ck_citations_span")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_citations_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citations")),
        sa.UniqueConstraint("plan_id", "ordinal", name=op.f("uq_citations_plan_id_ordinal")),
        comment="Documents that plans cite",
    )
    op.create_index(op.f("ix_citations_number"), "citations", ["number"], unique=False)
    op.create_index(op.f("ix_citations_title"), "citations", ["title"], unique=False)


def items() -> None:
    """The table ``items``."""
    op.create_table(
        "items",
        sa.Column("id", KEY, autoincrement=False, nullable=False, comment="number of the item"),
        sa.Column("plan_id", KEY, nullable=False, comment="plan that it is part of"),
        sa.Column("parent_id", KEY, nullable=True, comment="item that it lies in"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the plan, from 1"),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="section, item, paragraph, clause, row …"),
        sa.Column("label", sa.Text(), nullable=False, comment="(一), 1., 一是 as written; empty without one"),
        sa.Column("title", sa.Text(), nullable=True, comment="its heading"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="first code point of the evidence in the plan's source text, from 0"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="code point after the last of the evidence"),
        sa.Column("page", sa.Integer(), nullable=True, comment="page the evidence stands on, from 1; empty where the file has none"),
        sa.Column("quote", sa.Text(), nullable=False, comment="the evidence as the source has it, in its own script and width"),
        sa.Column(
            "how", sa.String(length=12), nullable=False, comment="stated, inherited, inferred (completed from the plan) or defaulted (by convention)"
        ),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("rule", sa.Text(), nullable=False, comment="name of the rule that found it; empty where it has none"),
        one_of("items", "how", "stated", "inherited", "inferred", "defaulted"),
        sa.CheckConstraint("span_start >= 0 AND span_end >= span_start", name=op.f("ck_items_span")),
        sa.ForeignKeyConstraint(["parent_id"], ["items.id"], name=op.f("fk_items_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_items_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("plan_id", "ordinal", name=op.f("uq_items_plan_id_ordinal")),
        comment="The outline of each plan",
    )
    op.create_index(op.f("ix_items_parent_id"), "items", ["parent_id"], unique=False)


def plan_texts() -> None:
    """The table ``plan_texts``."""
    op.create_table(
        "plan_texts",
        sa.Column("plan_id", KEY, autoincrement=False, nullable=False, comment="plan whose text it is"),
        sa.Column("deflated", sa.LargeBinary(), nullable=False, comment="the text as read, UTF-8, compressed by zlib"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_texts_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_texts")),
        comment="What the files say, uncleaned; spans count its code points",
    )


def tasks() -> None:
    """The table ``tasks``."""
    op.create_table(
        "tasks",
        sa.Column("id", KEY, autoincrement=False, nullable=False, comment="number of the task"),
        sa.Column("key", sa.Text(), nullable=False, comment="public id: that of the plan, a colon, the path of labels (3f2a9c10:二.(一).2)"),
        sa.Column("plan_id", KEY, nullable=False, comment="plan that it stands in"),
        sa.Column("parent_id", KEY, nullable=True, comment="task that it lies in"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the plan, from 1"),
        sa.Column("ref", sa.Text(), nullable=False, comment="path of labels in the plan"),
        sa.Column("label", sa.Text(), nullable=False, comment="its own label, as written"),
        sa.Column("path", sa.JSON(), nullable=False, comment="headings above it, outermost first, a list"),
        sa.Column("title", sa.Text(), nullable=True, comment="its heading"),
        sa.Column("category", sa.String(length=12), nullable=False, comment="task, safeguard (保障措施), stage (实施步骤) or goal (工作目标)"),
        sa.Column("text", sa.Text(), nullable=False, comment="the whole item, in simplified script"),
        sa.Column("due", sa.Date(), nullable=True, comment="earliest day on which one of its deadlines ends"),
        sa.Column("due_last", sa.Date(), nullable=True, comment="latest day on which one of its deadlines ends"),
        sa.Column("unit_count", sa.Integer(), nullable=False, comment="bodies bound to it"),
        sa.Column("deadline_count", sa.Integer(), nullable=False, comment="deadlines that bind it"),
        sa.Column("target_count", sa.Integer(), nullable=False, comment="numbers that it commits to"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="first code point of the evidence in the plan's source text, from 0"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="code point after the last of the evidence"),
        sa.Column("page", sa.Integer(), nullable=True, comment="page the evidence stands on, from 1; empty where the file has none"),
        sa.Column("quote", sa.Text(), nullable=False, comment="the evidence as the source has it, in its own script and width"),
        sa.Column(
            "how", sa.String(length=12), nullable=False, comment="stated, inherited, inferred (completed from the plan) or defaulted (by convention)"
        ),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("rule", sa.Text(), nullable=False, comment="name of the rule that found it; empty where it has none"),
        one_of("tasks", "category", "task", "safeguard", "stage", "goal"),
        one_of("tasks", "how", "stated", "inherited", "inferred", "defaulted"),
        sa.CheckConstraint("span_start >= 0 AND span_end >= span_start", name=op.f("ck_tasks_span")),
        sa.ForeignKeyConstraint(["parent_id"], ["tasks.id"], name=op.f("fk_tasks_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_tasks_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_tasks_key")),
        sa.UniqueConstraint("plan_id", "ordinal", name=op.f("uq_tasks_plan_id_ordinal")),
        sa.UniqueConstraint("plan_id", "ref", name=op.f("uq_tasks_plan_id_ref")),
        comment="Things to do",
    )
    op.create_index("ix_tasks_deadline_count", "tasks", ["deadline_count"], unique=False)
    op.create_index("ix_tasks_due", "tasks", ["due"], unique=False)
    op.create_index("ix_tasks_due_last", "tasks", ["due_last"], unique=False)
    op.create_index(op.f("ix_tasks_parent_id"), "tasks", ["parent_id"], unique=False)
    op.create_index("ix_tasks_target_count", "tasks", ["target_count"], unique=False)
    op.create_index("ix_tasks_unit_count", "tasks", ["unit_count"], unique=False)


def deadlines() -> None:
    """The table ``deadlines``."""
    op.create_table(
        "deadlines",
        sa.Column("id", KEY, autoincrement=False, nullable=False, comment="number of the deadline"),
        sa.Column("task_id", KEY, nullable=False, comment="task that is bound"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the task, from 1"),
        sa.Column("text", sa.Text(), nullable=False, comment="the time as written, in simplified script"),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="by, during, recurring, ongoing"),
        sa.Column("start_date", sa.Date(), nullable=True, comment="first day; empty where the text does not bound it"),
        sa.Column("end_date", sa.Date(), nullable=True, comment="last day; empty where the text does not bound it"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="first code point of the evidence in the plan's source text, from 0"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="code point after the last of the evidence"),
        sa.Column("page", sa.Integer(), nullable=True, comment="page the evidence stands on, from 1; empty where the file has none"),
        sa.Column("quote", sa.Text(), nullable=False, comment="the evidence as the source has it, in its own script and width"),
        sa.Column(
            "how", sa.String(length=12), nullable=False, comment="stated, inherited, inferred (completed from the plan) or defaulted (by convention)"
        ),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("rule", sa.Text(), nullable=False, comment="name of the rule that found it; empty where it has none"),
        one_of("deadlines", "how", "stated", "inherited", "inferred", "defaulted"),
        one_of("deadlines", "kind", "by", "during", "recurring", "ongoing"),
        sa.CheckConstraint("span_start >= 0 AND span_end >= span_start", name=op.f("ck_deadlines_span")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_deadlines_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
        sa.UniqueConstraint("task_id", "ordinal", name=op.f("uq_deadlines_task_id_ordinal")),
        comment="By when: times that bind tasks",
    )
    op.create_index("ix_deadlines_end_date", "deadlines", ["end_date"], unique=False)


def targets() -> None:
    """The table ``targets``."""
    op.create_table(
        "targets",
        sa.Column("id", KEY, autoincrement=False, nullable=False, comment="number of the target"),
        sa.Column("key", sa.Text(), nullable=False, comment="public id: that of its task, or of its plan, and its place there"),
        sa.Column("plan_id", KEY, nullable=False, comment="plan that it stands in"),
        sa.Column("task_id", KEY, nullable=True, comment="task that it stands in; empty in a goal section"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the plan, from 1"),
        sa.Column("text", sa.Text(), nullable=False, comment="as written, in simplified script"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="what is counted"),
        sa.Column("comparator", sa.String(length=12), nullable=False, comment=">= <= = ~ range increase decrease"),
        sa.Column("low", sa.Numeric(), nullable=True, comment="the value, or the lower end of a range; 万 and 亿 multiplied out"),
        sa.Column("high", sa.Numeric(), nullable=True, comment="the value of <=, or the upper end of a range"),
        sa.Column("unit", sa.Text(), nullable=False, comment="measure word as written"),
        sa.Column("masked", sa.Boolean(), nullable=False, comment="whether the text hides the number (X个)"),
        sa.Column("due", sa.Date(), nullable=True, comment="day by which it is to be met"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="first code point of the evidence in the plan's source text, from 0"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="code point after the last of the evidence"),
        sa.Column("page", sa.Integer(), nullable=True, comment="page the evidence stands on, from 1; empty where the file has none"),
        sa.Column("quote", sa.Text(), nullable=False, comment="the evidence as the source has it, in its own script and width"),
        sa.Column(
            "how", sa.String(length=12), nullable=False, comment="stated, inherited, inferred (completed from the plan) or defaulted (by convention)"
        ),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("rule", sa.Text(), nullable=False, comment="name of the rule that found it; empty where it has none"),
        one_of("targets", "comparator", ">=", "<=", "=", "~", "range", "increase", "decrease"),
        one_of("targets", "how", "stated", "inherited", "inferred", "defaulted"),
        sa.CheckConstraint("span_start >= 0 AND span_end >= span_start", name=op.f("ck_targets_span")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_targets_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_targets_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sa.UniqueConstraint("key", name=op.f("uq_targets_key")),
        sa.UniqueConstraint("plan_id", "ordinal", name=op.f("uq_targets_plan_id_ordinal")),
        comment="Numbers that plans commit to",
    )
    op.create_index("ix_targets_due", "targets", ["due"], unique=False)
    op.create_index("ix_targets_indicator", "targets", ["indicator"], unique=False)
    op.create_index(op.f("ix_targets_task_id"), "targets", ["task_id"], unique=False)


def task_units() -> None:
    """The table ``task_units``."""
    op.create_table(
        "task_units",
        sa.Column("id", KEY, autoincrement=False, nullable=False, comment="number of the binding"),
        sa.Column("task_id", KEY, nullable=False, comment="task that is bound"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the task, from 1"),
        sa.Column("body_id", KEY, nullable=False, comment="body that is bound"),
        sa.Column("role", sa.String(length=12), nullable=False, comment="lead 牵头, cooperate 配合, responsible 责任"),
        sa.Column("inherited", sa.Boolean(), nullable=False, comment="whether a clause elsewhere binds it"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="first code point of the evidence in the plan's source text, from 0"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="code point after the last of the evidence"),
        sa.Column("page", sa.Integer(), nullable=True, comment="page the evidence stands on, from 1; empty where the file has none"),
        sa.Column("quote", sa.Text(), nullable=False, comment="the evidence as the source has it, in its own script and width"),
        sa.Column(
            "how", sa.String(length=12), nullable=False, comment="stated, inherited, inferred (completed from the plan) or defaulted (by convention)"
        ),
        sa.Column("confidence", sa.Float(), nullable=False, comment="0 to 1"),
        sa.Column("rule", sa.Text(), nullable=False, comment="name of the rule that found it; empty where it has none"),
        one_of("task_units", "how", "stated", "inherited", "inferred", "defaulted"),
        one_of("task_units", "role", "lead", "cooperate", "responsible"),
        sa.CheckConstraint("span_start >= 0 AND span_end >= span_start", name=op.f("ck_task_units_span")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_task_units_body_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_units_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_units")),
        sa.UniqueConstraint("task_id", "ordinal", name=op.f("uq_task_units_task_id_ordinal")),
        comment="Who does what: bodies bound to tasks",
    )
    op.create_index("ix_task_units_body_id_role", "task_units", ["body_id", "role", "task_id"], unique=False)
