"""Several values in one clause: 国家级、省级企业分别达到10家、40家."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.targets.phrases import joint, last_joint
from extractors.targets.readings import Reading
from extractors.targets.sheet import Sheet
from schemas.spans import Span


def distributed(text: str, sheet: Sheet, rows: Sequence[Reading]) -> list[Reading]:
    """The readings with each run of values (10家、40家) given its own indicators where they are as many as the values."""
    out: list[Reading] = []
    run: list[Reading] = []
    for row in rows:
        if run and not (row.chain and row.clause == run[0].clause):
            out += _shared(sheet.signs, run)
            run = []
        run.append(row)
    if run:
        out += _shared(sheet.signs, run)
    return out


def _shared(signs: str, run: list[Reading]) -> list[Reading]:
    size = len(run)
    if size == 1:
        return run
    first, last = run[0], run[-1]
    text = Span(first.text.start, last.text.end)
    run = [replace(row, chain_length=size, text=text) for row in run]
    if last.order == "behind" and not first.indicator.end > first.indicator.start:
        return [replace(row, indicator=last.indicator) for row in run]
    if first.indicator.start == first.indicator.end or first.order != "before":
        return run
    parts = _parts(signs, first.indicator)
    if len(parts) != size:
        return [replace(row, indicator=first.indicator) for row in run]
    return [replace(row, indicator=part) for row, part in zip(run, parts, strict=True)]


_HEADS = ("级", "类", "型", "性", "等", "县", "市", "区", "乡", "镇", "村", "国", "省")


def _parts(signs: str, span: Span) -> list[Span]:
    """The members of a list; where they are modifiers of one noun (国家级、省级企业) each runs on to the noun's end."""
    members: list[Span] = []
    at = span.start
    while at < span.end:
        step = next((i for i in range(at, span.end) if joint(signs, i)), span.end)
        members.append(Span(at, step))
        cut = last_joint(signs, step, min(step + 2, span.end)) if step < span.end else None
        at = cut.end if cut else span.end
    members = [m for m in members if m.end > m.start]
    if len(members) > 1 and all(signs[m.end - 1] in _HEADS for m in members[:-1]):
        return [Span(m.start, span.end) for m in members]
    return members
