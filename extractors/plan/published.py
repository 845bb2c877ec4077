"""When a plan was issued."""

import re
from collections.abc import Iterator
from datetime import date

from extractors.plan.sheet import Sheet
from extractors.plan.signature import Signature, day_in, signatures
from schemas.records import How
from schemas.spans import Span

_SITE_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? ?(?:\d{1,2}:\d\d(?::\d\d)?)?")

_CLOCK_LINE = re.compile(r"^(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2} ?\d{1,2}:\d\d(?::\d\d)?(?=$|[ |【\[])", re.MULTILINE)


def signature(sheet: Sheet) -> Signature | None:
    """The covering notice's signature, else the plan's own at its end; a signed one before a mere date."""
    front = [found for found in signatures(sheet, sheet.front) if not found.imprint and not _is_site_day(sheet, found)]
    back = [found for found in signatures(sheet, sheet.back) if not found.imprint]
    for group in (front, back[::-1]):
        best = next((found for found in group if found.body), group[0] if group else None)
        if best:
            return best
    return next(_before_annexes(sheet), None)


def _before_annexes(sheet: Sheet) -> Iterator[Signature]:
    """Signed lines inside the text: annexes follow them."""
    middle = Span(sheet.front.end, max(sheet.front.end, sheet.back.start))
    for found in signatures(sheet, middle):
        alone = sheet.text[found.span.start - 1] == "\n" and sheet.text[found.span.end : found.span.end + 1] in ("", "\n")
        if found.body and alone and not found.imprint:
            yield found


def published(sheet: Sheet, signed: Signature | None) -> tuple[date, How] | None:
    """The day of the signature, else 成文日期, else the imprint's 印发 day, else the site's 发布日期; None where there is no whole date."""
    if signed:
        return signed.day, "stated"
    written = day_in(sheet.facts.get("成文日期", ""))
    if written:
        return written, "stated"
    imprint = next((found for zone in (sheet.back, sheet.front) for found in signatures(sheet, zone) if found.imprint), None)
    if imprint:
        return imprint.day, "stated"
    posted = day_in(sheet.facts.get("发布日期", ""))
    if posted:
        return posted, "inferred"
    site_day = next((sheet.read(line) for line in sheet.lines if _SITE_DAY.fullmatch(sheet.read(line))), None) or _clocked(sheet.text)
    day = day_in(site_day or "")
    return (day, "inferred") if day else None


def _clocked(text: str) -> str | None:
    """A line of the site's with day and clock, wherever the reading order put it."""
    match = _CLOCK_LINE.search(text)
    return match.group() if match else None


def _is_site_day(sheet: Sheet, found: Signature) -> bool:
    """A bare figure date high on a web page (``2025-03-04 09:49:09``) is the site's, not a signature."""
    return found.body is None and re.fullmatch(r"[\d\-./ ]+", sheet.read(found.span)) is not None
