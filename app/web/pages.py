"""What a page needs to be drawn: templates, links and words in the language that was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from app.web.evidence import anchor
from app.web.fields import COMMANDS
from app.web.tables import MARKS
from app.web.words import saying, words

STATIC: Final[Mapping[str, str]] = {"page.css": "text/css", "plan.js": "text/javascript", "icon.svg": "image/svg+xml"}
"""The files that pages are drawn with, and what they are."""
COMPARATORS: Final[Mapping[str, str]] = {">=": "≥", "<=": "≤", "=": "", "~": "≈", "increase": "+", "decrease": "−"}
Pairs = Sequence[tuple[str, str]]


def page(name: str, language: str, request: Pairs = (), **shown: Any) -> str:
    """A page as HTML; ``request`` are the (name, value) pairs that it was asked with."""
    say = saying(language)
    shown |= {"language": language, "say": say, "known": lambda word: word in words(), "request": request, "tables": tuple(COMMANDS)}
    shown |= {"link": lambda path, **asked: link(path, language, **asked), "again": lambda path, **changes: again(path, request, **changes)}
    shown |= {"record_link": lambda record: record_link(record, language)}
    return _environment().get_template(name).render(**shown)


def link(path: str, language: str, **asked: object) -> str:
    """A link to another page in the same language: ``link("/", "en", unit="城管")`` → ``/?unit=…&lang=en``."""
    pairs = [(name, str(value)) for name, value in asked.items() if value not in (None, "")]
    return _address(path, [*pairs, *([("lang", language)] if language != "zh" else [])])


def again(path: str, request: Pairs, **changes: object) -> str:
    """The same question of a page, with changes; None leaves out."""
    kept = [(name, value) for name, value in request if name not in changes and value]
    return _address(path, [*kept, *((name, str(value)) for name, value in changes.items() if value is not None)])


def record_link(record: str, language: str) -> str:
    """The page of a plan with the place of a record on it: ``/plans/3f2a9c10#%E4%BA%8C.1``."""
    key, name = record.partition(":")[0].partition("#")[0], anchor(record)
    return link(f"/plans/{quote(key, safe='')}", language) + (fragment(name) if name else "")


def fragment(name: str) -> str:
    """The end of an address that leads to a name on a page."""
    return f"#{quote(name, safe='.()')}"


def amount(row: Mapping[str, Any]) -> str:
    """A target's number with its sign and measure word: ``≥ 85%``, ``60–70座``; empty where the text hides it."""
    low, high = _plain(row["low"]), _plain(row["high"])
    if row["masked"]:
        return ""
    if row["comparator"] == "range":
        return f"{low}–{high}{row['unit']}"
    value = high if row["comparator"] == "<=" else low
    return f"{COMPARATORS[row['comparator']]} {value}{row['unit']}".strip()


def static(name: str) -> bytes:
    """A file that pages are drawn with."""
    return resources.files("app.web").joinpath("static", name).read_bytes()


def _plain(number: object) -> str:
    return "" if number is None else str(number)


def _address(path: str, pairs: Pairs) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _hits(snippet: str) -> Markup:
    return Markup(str(escape(snippet)).replace(MARKS[0], "<em>").replace(MARKS[1], "</em>"))


@cache
def _environment() -> Environment:
    made = Environment(loader=PackageLoader("app.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"hits": _hits, "amount": amount, "fragment": fragment}
    made.globals |= {"amount_of": lambda target: amount(asdict(target))}
    return made
