"""Columns that several tables have, and how quantities are kept."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, get_args

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import UserDefinedType

from schemas.records import How


class Exact(UserDefinedType[Decimal]):
    """A decimal number kept exactly to 15 significant digits, and comparable as a number in SQL."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """NUMERIC, in both databases."""
        return "NUMERIC"

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], object] | None:
        """Decimals travel as digits to SQLite, which has no type for them."""
        if dialect.name != "sqlite":
            return None
        return lambda value: None if value is None else format(value, "f")

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[object], Decimal | None]:  # noqa: ARG002
        """Numbers come back as Decimal, without an exponent."""
        return lambda value: None if value is None else Decimal(str(value))


Key = BigInteger().with_variant(Integer, "sqlite")


def one_of(column: str, kind: object) -> CheckConstraint:
    """A check that a column has one of the values of a Literal type.

    Value by value: of ``IN`` with three values or more SQLite makes a table for each row that it inserts, which took half of the time.
    """
    return CheckConstraint(" OR ".join(f"{column} = {value!r}" for value in get_args(kind)), name=column)


def some_of(name: str, column: str, which: str, *more: str, unique: bool = False) -> Index:
    """An index over those rows of a table that a condition holds for."""
    return Index(name, column, *more, unique=unique, sqlite_where=text(which), postgresql_where=text(which))


def own_id(comment: str) -> "Column[int]":
    """A key that follows from the document and the place in it (``schemas.tables.row_id``)."""
    return Column("id", Key, primary_key=True, autoincrement=False, comment=comment)


def belongs(name: str, table: str, comment: str, *, nullable: bool = False, index: bool = False) -> "Column[int]":
    """A reference to a row that this one goes with."""
    return Column(name, Key, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable, index=index, comment=comment)


def evidence() -> list["Column[Any] | CheckConstraint"]:
    """Where a record stands, how it was found, and how sure that is."""
    return [
        Column("span_start", Integer, nullable=False, comment="first code point of the evidence in the plan's source text, from 0"),
        Column("span_end", Integer, nullable=False, comment="code point after the last of the evidence"),
        Column("page", Integer, comment="page the evidence stands on, from 1; empty where the file has none"),
        Column("quote", Text, nullable=False, comment="the evidence as the source has it, in its own script and width"),
        Column("how", String(12), nullable=False, comment="stated, inherited, inferred (completed from the plan) or defaulted (by convention)"),
        Column("confidence", Float, nullable=False, comment="0 to 1"),
        Column("rule", Text, nullable=False, comment="name of the rule that found it; empty where it has none"),
        one_of("how", How),
        CheckConstraint("span_start >= 0 AND span_end >= span_start", name="span"),
    ]
