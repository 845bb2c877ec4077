"""How the ledger is kept: the tables, their constraints and what each column means.

Derived rows carry ids that follow from their document and their place in it (``row_id``), so reading a file
again gives the same ids. Spans count code points of the plan's source text; days are inclusive; times are UTC.
"""

from typing import Final, Literal, get_args

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from schemas.columns import Exact, Key, belongs, evidence, one_of, own_id, some_of
from schemas.document import State
from schemas.records import Category, Comparator, DeadlineKind, Nature, Role

PLACES: Final = 1 << 20
"""How many rows of one kind a document can have: the room between the ids of two documents."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_id(document: int, ordinal: int) -> int:
    """The id of the ``ordinal``-th (from 0) row of its kind in a document; ValueError when the document has no room for it."""
    if not 0 <= ordinal < PLACES:
        raise ValueError(f"a document has room for {PLACES} rows of a kind, not for number {ordinal}")
    return document * PLACES + ordinal


COUNTED: Final = ("task", "unit", "deadline", "target")
"""Kinds of records that a plan's row counts."""

BodyKind = Literal["body", "enterprise", "institution", "group", "role", "person", "unknown"]
"""What a name that is bound to a task stands for."""

runs = Table(
    "runs",
    metadata,
    Column("id", Key, primary_key=True, comment="number of the run"),
    Column("started_at", DateTime, nullable=False, comment="UTC"),
    Column("finished_at", DateTime, comment="UTC; empty while running and for a run that was killed"),
    Column("pid", Integer, nullable=False, comment="process that ran it"),
    Column("host", String(255), nullable=False, comment="machine that ran it"),
    Column("version", String(40), nullable=False, comment="version of the extractors"),
    Column("settings", JSON, nullable=False, comment="options of the run, an object"),
    Column("counts", JSON, nullable=False, comment="documents by what became of them, an object"),
    comment="Runs of ingest that changed the store",
)

documents = Table(
    "documents",
    metadata,
    Column("id", Key, primary_key=True, comment="number of the document"),
    Column("key", String(64), nullable=False, unique=True, comment="short public id: the first digits of the SHA-256"),
    Column("sha256", String(64), unique=True, comment="of the file's bytes; empty for a file that could not be opened"),
    Column("name", Text, nullable=False, comment="file name"),
    Column("path", Text, nullable=False, index=True, comment="where it was first read"),
    Column("size", BigInteger, comment="bytes"),
    Column("media_type", String(120), comment="what the content is, whatever the name says"),
    Column("pages", Integer, comment="empty where the format has none"),
    Column("characters", Integer, comment="code points of its text"),
    Column("script", String(4), comment="hans simplified, hant traditional"),
    Column("state", String(20), nullable=False, index=True, comment="how reading it ended"),
    Column("code", String(80), comment="name of the failure"),
    Column("message", Text, comment="the failure in a sentence, with what to do"),
    Column("version", String(40), nullable=False, comment="version of the extractors that gave its records"),
    Column("digest", String(64), comment="SHA-256 of its records, to tell whether another reading gives the same"),
    Column("run_id", Key, ForeignKey("runs.id"), nullable=False, index=True, comment="run that last changed it"),
    Column("saved_at", DateTime, nullable=False, comment="UTC, when it was last changed"),
    one_of("state", State),
    comment="Files that were given to the ledger, read or not",
)

warnings = Table(
    "warnings",
    metadata,
    own_id("number of the warning"),
    belongs("document_id", "documents", "document it is about"),
    Column("ordinal", Integer, nullable=False, comment="place in the document, from 1"),
    Column("code", String(80), nullable=False, index=True, comment="stable name"),
    Column("message", Text, nullable=False, comment="what was removed, doubted or not understood"),
    Column("count", Integer, nullable=False, comment="how often"),
    UniqueConstraint("document_id", "ordinal"),
    comment="What a reader of the ledger should know about a document",
)

attempts = Table(
    "attempts",
    metadata,
    Column("sha256", String(64), primary_key=True, comment="of the bytes that are being read"),
    Column("name", Text, nullable=False, comment="file name"),
    Column("path", Text, nullable=False, comment="where it is read"),
    Column("size", BigInteger, nullable=False, comment="bytes"),
    Column("run_id", Key, ForeignKey("runs.id"), index=True, comment="run that reads it; empty once that run is known to have died"),
    Column("started_at", DateTime, nullable=False, comment="UTC"),
    Column("killed", Integer, nullable=False, comment="runs that died while reading it"),
    comment="Documents being read now, or when their run was killed",
)

plans = Table(
    "plans",
    metadata,
    Column("id", Key, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, comment="number of its document"),
    Column("key", String(64), nullable=False, unique=True, comment="public id, that of its document"),
    Column("series", String(64), nullable=False, index=True, comment="public id of the first version of this plan in the store"),
    Column("version", Integer, nullable=False, comment="which publication of the plan this is, from 1"),
    Column("current", Boolean, nullable=False, comment="whether no later version is in the store"),
    Column("title", Text, comment="the plan's own title"),
    Column("issuer", Text, comment="who issues it, as written"),
    Column("doc_number", Text, comment="its own 文号"),
    Column("published", Date, comment="day of publication"),
    Column("region", Text, comment="place that it governs"),
    Column("level", String(12), comment="central, province, city, county, township"),
    Column("period_start", Date, comment="first day that it runs"),
    Column("period_end", Date, comment="last day that it runs"),
    Column("place_id", Key, ForeignKey("places.id"), index=True, comment="that place, where it has a name"),
    Column("how", JSON, nullable=False, comment="by field, where a value was taken from when it was not simply stated"),
    Column("effective", Date, comment="first day that it is in force (自印发之日起施行)"),
    Column("expires", Date, comment="last day that it is in force (有效期5年)"),
    Column("evidence", JSON, comment="by field, the code points of the source text that say it: of effective and expires"),
    Index("ix_plans_expires", "expires"),
    *(Column(f"{kind}_count", Integer, nullable=False, server_default="0", comment=f"{kind}s in it") for kind in COUNTED),
    Index("ix_plans_published", "published"),
    Index("ix_plans_region", "region"),
    Index("ix_plans_title", "title"),
    Index("ix_plans_doc_number", "doc_number"),
    CheckConstraint("version >= 1", name="version"),
    comment="Plans, one row a published version",
)

plan_texts = Table(
    "plan_texts",
    metadata,
    Column("plan_id", Key, ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, comment="plan whose text it is"),
    Column("deflated", LargeBinary, nullable=False, comment="the text as read, UTF-8, compressed by zlib"),
    comment="What the files say, uncleaned; spans count its code points",
)

tasks = Table(
    "tasks",
    metadata,
    own_id("number of the task"),
    Column("key", Text, nullable=False, unique=True, comment="public id: that of the plan, a colon, the path of labels (3f2a9c10:二.(一).2)"),
    belongs("plan_id", "plans", "plan that it stands in"),
    belongs("parent_id", "tasks", "task that it lies in", nullable=True),
    Column("ordinal", Integer, nullable=False, comment="place in the plan, from 1"),
    Column("ref", Text, nullable=False, comment="path of labels in the plan"),
    Column("label", Text, nullable=False, comment="its own label, as written"),
    Column("path", JSON, nullable=False, comment="headings above it, outermost first, a list"),
    Column("title", Text, comment="its heading"),
    Column("category", String(12), nullable=False, comment="task, safeguard (保障措施), stage (实施步骤) or goal (工作目标)"),
    Column("text", Text, nullable=False, comment="the whole item, in simplified script"),
    Column("due", Date, comment="earliest day on which one of its deadlines ends"),
    Column("due_last", Date, comment="latest day on which one of its deadlines ends"),
    Column("unit_count", Integer, nullable=False, comment="bodies bound to it"),
    Column("deadline_count", Integer, nullable=False, comment="deadlines that bind it"),
    Column("target_count", Integer, nullable=False, comment="numbers that it commits to"),
    Column("same_as", Integer, comment="for a row of an annex: place in the plan, from 1, of the clause that states the same task"),
    *evidence(),
    UniqueConstraint("plan_id", "ordinal"),
    UniqueConstraint("plan_id", "ref"),
    Index("ix_tasks_due", "due"),
    Index("ix_tasks_due_last", "due_last"),
    some_of("ix_tasks_parent_id", "parent_id", "parent_id IS NOT NULL"),
    *(some_of(f"ix_tasks_{name}", name, f"{name} = 0") for name in ("unit_count", "deadline_count", "target_count")),
    one_of("category", Category),
    comment="Things to do",
)

functions = Table(
    "functions",
    metadata,
    Column("id", Key, primary_key=True, comment="number of the line of work"),
    Column("name", Text, nullable=False, unique=True, comment="城市管理, 生态环境 …"),
    comment="Lines of work of bodies, the same in every place",
)

places = Table(
    "places",
    metadata,
    Column("id", Key, primary_key=True, comment="number of the place"),
    Column("name", Text, nullable=False, comment="full name; as the plan has it where no division is known by it"),
    Column("code", String(6), nullable=False, comment="GB/T 2260; empty where no division, or more than one, is known by the name"),
    Column("level", String(12), comment="province, city, county; empty where unknown"),
    belongs("parent_id", "places", "place that it lies in", nullable=True, index=True),
    UniqueConstraint("name", "code"),
    comment="Places that plans govern and bodies belong to, with those above them",
)

bodies = Table(
    "bodies",
    metadata,
    Column("id", Key, primary_key=True, comment="number of the body"),
    Column("name", Text, nullable=False, unique=True, comment="canonical name; the name as written while unresolved"),
    Column("kind", String(12), nullable=False, comment="body, enterprise, institution; group, role, person are none of their own; unknown"),
    Column("level", String(12), comment="central, province, city, county, township; empty where the name does not tell"),
    Column("function_id", Key, ForeignKey("functions.id"), index=True, comment="its line of work"),
    Column("place_id", Key, ForeignKey("places.id"), index=True, comment="place that it belongs to"),
    one_of("kind", BodyKind),
    comment="Bodies that plans bind to tasks",
)

body_names = Table(
    "body_names",
    metadata,
    Column("id", Key, primary_key=True, comment="number of the name"),
    Column("name", Text, nullable=False, comment="as written"),
    Column("canonical", Text, nullable=False, comment="body that it stands for in its plan; empty while unresolved"),
    Column("function", Text, nullable=False, comment="line of work (城市管理) that it tells; empty while unresolved"),
    Column("body_id", Key, ForeignKey("bodies.id"), index=True, comment="body that it stands for"),
    UniqueConstraint("name", "canonical", "function", name="uq_bodies_name_canonical_function"),  # named so before 0003; SQLite renames no constraint
    Index("ix_body_names_function", "function"),
    comment="Names of bodies as plans write them",
)

body_merges = Table(
    "body_merges",
    metadata,
    Column("id", Key, primary_key=True, comment="number of the merge"),
    Column("name", Text, nullable=False, index=True, comment="name of the body that is no body of its own"),
    Column("into_name", Text, nullable=False, comment="name of the body that it is"),
    Column("author", Text, nullable=False, comment="who said so"),
    Column("made_at", DateTime, nullable=False, comment="UTC"),
    Column("undone_by", Text, comment="who took it back; empty while it holds"),
    Column("undone_at", DateTime, comment="UTC"),
    CheckConstraint("name <> into_name", name="itself"),
    comment="Bodies that people said are one; no run of ingest touches it",
)

body_loads = Table(
    "body_loads",
    metadata,
    Column("name", Text, primary_key=True, comment="name of the body, of the last one that it is after all merges"),
    Column("tasks", Integer, nullable=False, comment="tasks that name it, bound or only acting"),
    *(Column(role, Integer, nullable=False, comment=f"tasks of these in the role {role}") for role in get_args(Role)),
    Column("plans", Integer, nullable=False, comment="plans that have these tasks"),
    Column("first_due", Date, comment="earliest day on which a deadline of these tasks ends"),
    Column("last_due", Date, comment="latest day on which a deadline of these tasks ends"),
    comment="What each body has to do by the current plans, counted; roles and persons are none. Kept up to date with every change",
)

task_units = Table(
    "task_units",
    metadata,
    own_id("number of the binding"),
    belongs("task_id", "tasks", "task that is bound"),
    Column("ordinal", Integer, nullable=False, comment="place in the task, from 1"),
    Column("name_id", Key, ForeignKey("body_names.id"), nullable=False, comment="name under which a body is bound"),
    Column("role", String(12), nullable=False, comment="lead 牵头, cooperate 配合, responsible 责任"),
    Column("inherited", Boolean, nullable=False, comment="whether a clause elsewhere binds it"),
    *evidence(),
    UniqueConstraint("task_id", "ordinal"),
    Index("ix_task_units_name_id_role", "name_id", "role", "task_id"),
    one_of("role", Role),
    comment="Who does what: bodies bound to tasks",
)

deadlines = Table(
    "deadlines",
    metadata,
    own_id("number of the deadline"),
    belongs("task_id", "tasks", "task that is bound"),
    Column("ordinal", Integer, nullable=False, comment="place in the task, from 1"),
    Column("text", Text, nullable=False, comment="the time as written, in simplified script"),
    Column("kind", String(12), nullable=False, comment="by, during, recurring, ongoing"),
    Column("start_date", Date, comment="first day; empty where the text does not bound it"),
    Column("end_date", Date, comment="last day; empty where the text does not bound it"),
    *evidence(),
    UniqueConstraint("task_id", "ordinal"),
    Index("ix_deadlines_end_date", "end_date"),
    one_of("kind", DeadlineKind),
    comment="By when: times that bind tasks",
)

targets = Table(
    "targets",
    metadata,
    own_id("number of the target"),
    Column("key", Text, nullable=False, unique=True, comment="public id: that of its task, or of its plan, and its place there"),
    belongs("plan_id", "plans", "plan that it stands in"),
    belongs("task_id", "tasks", "task that it stands in; empty in a goal section", nullable=True, index=True),
    Column("ordinal", Integer, nullable=False, comment="place in the plan, from 1"),
    Column("text", Text, nullable=False, comment="as written, in simplified script"),
    Column("indicator", Text, nullable=False, comment="what is counted"),
    Column("comparator", String(12), nullable=False, comment=">= <= = ~ range increase decrease"),
    Column("low", Exact, comment="the value, or the lower end of a range; 万 and 亿 multiplied out"),
    Column("high", Exact, comment="the value of <=, or the upper end of a range"),
    Column("unit", Text, nullable=False, comment="measure word as written"),
    Column("masked", Boolean, nullable=False, comment="whether the text hides the number (X个)"),
    Column("due", Date, comment="day by which it is to be met"),
    *evidence(),
    Column("baseline", Exact, comment="value that it starts from (由2020年的35%提高到60%); 万 and 亿 multiplied out"),
    Column("baseline_unit", Text, comment="measure word of that value"),
    Column("baseline_as_of", Date, comment="last day of the time that the text names for that value"),
    Column("baseline_start", Integer, comment="first code point of that value in the plan's source text"),
    Column("baseline_end", Integer, comment="code point after its last"),
    Column("nature", String(12), comment="binding 约束性, expected 预期性; empty where the text does not say"),
    Column("nature_start", Integer, comment="first code point of the word that says so"),
    Column("nature_end", Integer, comment="code point after its last"),
    UniqueConstraint("plan_id", "ordinal"),
    Index("ix_targets_due", "due"),
    Index("ix_targets_indicator", "indicator"),
    one_of("comparator", Comparator),
    one_of("nature", Nature),
    comment="Numbers that plans commit to",
)

citations = Table(
    "citations",
    metadata,
    own_id("number of the citation"),
    belongs("plan_id", "plans", "plan that cites"),
    Column("ordinal", Integer, nullable=False, comment="place in the plan, from 1"),
    Column("title", Text, nullable=False, index=True, comment="document cited, as between 《》"),
    Column("number", Text, index=True, comment="its 文号"),
    Column("basis", Boolean, nullable=False, comment="whether the plan is made on it"),
    *evidence(),
    Column("repealed", Boolean, nullable=False, server_default=false(), comment="whether the plan ends it (同时废止)"),
    Column("repealed_start", Integer, comment="first code point of the words that say so, its name among them"),
    Column("repealed_end", Integer, comment="code point after their last"),
    UniqueConstraint("plan_id", "ordinal"),
    comment="Documents that plans cite",
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Key, primary_key=True, comment="number of the correction"),
    Column("sha256", String(64), nullable=False, index=True, comment="document that was reviewed"),
    Column("kind", String(20), nullable=False, comment="task, unit, deadline, target, citation or plan"),
    Column("record", Text, nullable=False, index=True, comment="public id of the record"),
    Column("span_start", Integer, comment="its evidence when it was reviewed"),
    Column("span_end", Integer, comment="its evidence when it was reviewed"),
    Column("field", String(40), nullable=False, comment="what was changed; empty for a record that was added or struck out"),
    Column("before", JSON, comment="what the extractors gave"),
    Column("before_how", String(12), comment="for a field of a plan: where the extractors took the value from, if it was not stated"),
    Column("after", JSON, comment="what the reviewer put"),
    Column("author", Text, nullable=False, comment="reviewer"),
    Column("made_at", DateTime, nullable=False, comment="UTC"),
    Column("undone_by", Text, comment="who struck it out; empty while it holds"),
    Column("undone_at", DateTime, comment="UTC"),
    some_of("ix_corrections_holds", "sha256", "undone_at IS NULL", "kind", "record", "field", unique=True),
    comment="What reviewers changed; no run of ingest touches it",
)
