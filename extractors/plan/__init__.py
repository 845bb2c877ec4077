"""What a plan says of itself: title, issuer, number, date, place, level, period.

sheet.py what is looked at · bodies.py names of offices · title.py the plan's own heading · signature.py, published.py who signed and when ·
issuer.py · doc_number.py · opening.py the place a title opens with · region.py · level.py · period.py · validity.py
"""

from collections.abc import Mapping
from typing import Literal, cast

from extractors.plan.doc_number import doc_number
from extractors.plan.issuer import issuer
from extractors.plan.level import level
from extractors.plan.period import period
from extractors.plan.published import published, signature
from extractors.plan.region import region
from extractors.plan.sheet import TAIL, Sheet
from extractors.plan.title import headings, title
from extractors.plan.validity import validity
from schemas.records import How, Plan
from schemas.spans import Span

__all__ = ["plan"]

Level = Literal["central", "province", "city", "county", "township"]


def plan(text: str, *, front: tuple[int, int], back: tuple[int, int] | None, facts: Mapping[str, str], name: str) -> Plan:
    """The plan's facts, each None where the text does not say it; ``how`` names the fields that were inferred, ``evidence`` where the text says
    since when and until when it is in force.

    ``text`` is the whole normalised text, ``front`` what stands before the first numbered section, ``back`` what stands behind the
    operative part (None: the end of the text is read), ``facts`` the portal's table as written, ``name`` the file's, used last.
    """
    end = len(text)
    sheet = Sheet(text, Span(*front), Span(*back) if back else Span(max(front[1], end - TAIL), end), facts, name)
    found, signed = headings(sheet), signature(sheet)
    named = title(sheet, found)
    own = named.value if named else None
    body = issuer(sheet, signed, found)
    number = doc_number(sheet, own)
    day = published(sheet, signed)
    notice = next((heading.title for heading in found if heading.carries), None)
    place = region(sheet, own, body.value if body else None, notice, number.value if number else None)
    rank = level(sheet, place.value if place else None, own, body.value if body else None)
    runs = period(sheet, own, day[0] if day else None)
    force = {field: fact for field, fact in validity(text, day[0] if day else None)._asdict().items() if fact}
    how: list[tuple[str, How]] = [
        (field, value.how)
        for field, value in (("title", named), ("issuer", body), ("doc_number", number), ("region", place), ("level", rank))
        if value and value.how != "stated"
    ]
    how += [(field, pair[1]) for field, pair in (("published", day), ("period", runs)) if pair and pair[1] != "stated"]
    how += [(field, fact.how) for field, fact in force.items() if fact.how != "stated"]
    return Plan(
        title=own,
        issuer=body.value if body else None,
        doc_number=number.value if number else None,
        published=day[0] if day else None,
        region=place.value if place else None,
        level=cast("Level", rank.value) if rank else None,
        period=runs[0] if runs else None,
        how=tuple(how),
        effective=force["effective"].day if "effective" in force else None,
        expires=force["expires"].day if "expires" in force else None,
        evidence=tuple((field, fact.span) for field, fact in force.items()),
    )
