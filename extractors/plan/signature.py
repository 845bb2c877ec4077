"""Who signed a document and when: the last lines of a notice or of the plan (GB/T 9704-2012, 7.3.5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.lexicon import lexicon
from extractors.mentions.numerals import digits, number
from extractors.plan.bodies import is_body
from extractors.plan.sheet import Sheet
from schemas.spans import Span

_CN_YEAR = "[一二][〇○零Oo一二三四五六七八九]{3}"
DAY = re.compile(
    rf"(?=[12一二])(?<![\d\-./])(?P<year>(?:19|20) ?\d ?\d|{_CN_YEAR}) ?[年.\-/—] ?(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九]) ?[月.\-/—] ?"
    r"(?P<day>\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?: ?[日号]|(?![\d\-./年月]))"
)
_NO_SIGNATURE_AFTER = tuple(",、的至到—-~前起后以之内,.")
_GOES_ON = re.compile(r" ?\d{1,2}:\d\d|[^\n]{0,2}第\d|上午|下午|召开")
_AFTER_STOP = re.compile(r"(?:\A|[\n(|]|[。;)] ?)\Z")
_BEFORE_STOP = re.compile(r" ?(?:\n|\(|\Z|\)|\|)")
_FILE = re.compile(r"\A.*\.(?:pdf|docx?|wps|ofd|xlsx?|zip|rar)(?=[\u4e00-\u9fff])")
_BODY_RUN = re.compile(r"[\u4e00-\u9fff“”()、 XＸ×]{3,90}\Z")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, None where only the date stands; ``imprint`` is the printing office's 印发 line."""

    body: str | None
    day: date
    span: Span
    imprint: bool = False


def day_of(match: "re.Match[str]") -> date | None:
    """The day that a match of ``DAY`` names; None where no calendar has it."""
    year = digits(match["year"].replace(" ", "").translate(str.maketrans("Oo○", "〇〇〇")))
    month, day = number(match["month"]), number(match["day"])
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None


def day_in(text: str) -> date | None:
    """The first full date of a short text, as a facts table gives it: ``2025-03-13 09:20``."""
    return next((day for match in DAY.finditer(text) if (day := day_of(match))), None)


def signatures(sheet: Sheet, within: Span) -> Iterator[Signature]:
    """The signatures in a stretch, in order, glued (``。某市人民政府办公室2022年9月28日``) or on lines of their own."""
    text = sheet.text
    for match in DAY.finditer(text, within.start, within.end):
        day = day_of(match)
        after = text[match.end() : match.end() + 12]
        if day is None:
            continue
        imprint = bool(re.match(r" ?印发", after))
        if not imprint and (after.startswith(_NO_SIGNATURE_AFTER) or _GOES_ON.match(after)):
            continue
        body, start = _signed_by(text, match.start(), within.start)
        if body or (_AFTER_STOP.search(text[max(0, match.start() - 2) : match.start()]) and _BEFORE_STOP.match(after)):
            yield Signature(body, day, Span(start, match.end()), imprint and text[start - 1 : start] != "(")


def _signed_by(text: str, end: int, floor: int) -> tuple[str | None, int]:
    """The body or bodies right before a date, on its line or the lines above it."""
    near, floor = max(floor, end - 100), max(floor, end - 800)
    start = max(near, *(text.rfind(mark, near, end) + 1 for mark in "。\n;|:"))
    run = text[start:end].strip(" (")
    if run:
        name = _last_body(run)
        return (name, text.rfind(name, start, end)) if name else (None, end)
    names: list[str] = []
    at = start - 1
    for _ in range(12):
        line_start = text.rfind("\n", floor, max(at, floor)) + 1
        line_start = max(line_start, floor)
        line = text[line_start:at].strip(" |")
        bodies = _bodies(line)
        if at <= floor or not (line == "" or bodies or _is_seal(line)):
            break
        names = bodies + names
        at = line_start - 1
    return (" ".join(names), at + 1) if names else (None, end)


def _bodies(line: str) -> list[str]:
    """The bodies that a signature line names, parted by spaces; none where one part is no body."""
    line = _FILE.sub("", line)
    parts = line.split()
    if _is_seal(line) or not all(map(is_body, parts)):
        return [line] if is_body(line) and not _is_seal(line) else []
    return parts


def _last_body(run: str) -> str | None:
    """The body at the end of a run that may hold the sentence's last words as well, parted by a space."""
    for part in (run, run.rpartition(" ")[2]):
        match = _BODY_RUN.search(part)
        if match and match.group() == part and is_body(part):
            return part.strip()
    return None


@cache
def _seal() -> re.Pattern[str]:
    return re.compile(r"\([^()]{0,30}(?:" + "|".join(lexicon("plan")["seal_notes"]) + r")\)")


def _is_seal(line: str) -> bool:
    return _seal().fullmatch(line) is not None
