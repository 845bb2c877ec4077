"""The documents that a plan cites, and which of them it is made on."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from extractors.lexicon import lexicon
from extractors.mentions.citations import Citation, DocNumber, doc_numbers, titles
from extractors.mentions.repeals import repeals
from schemas.records import Reference
from schemas.spans import Span

_SENTENCE_END = "。\n;;"
_QUOTES = re.compile(r"[\s“”\"'‘’《》〈〉「」]")
_YEARS = re.compile(r"\((?:(?:20\d\d)[^()]{0,12}|试行|暂行)\)\Z")
_SECTION = re.compile(
    r"(?:\A|(?<=[\n。;:)]))[ ]?(?:\(?[一二三四五六七八九十]{1,3}[、.)]|\(?\d{1,2}[.、)]|第[一二三四五六七八九十]{1,3}[章条]) ?"
    r"(?P<head>[^\n。,:]{0,12})"
)
_HEADLINE = re.compile(r"[ )\-—]{0,3}(?:关于|印发|各|[\u4e00-\u9fff“”]{2,40}(?:关于|印发|转发))")
_CARRYING = re.compile(r"关于(?:印发|转发)(?P<title>.{4,140})的通知")
_TITLE = re.compile(r"《[^《》]{0,160}》")
_CLAUSE_END = re.compile(r"[,。;:、\n》|]|(?<=号)\)")
_REACH = 400


def references(text: str, preamble: tuple[int, int] | None, *, own_title: str | None = None, own_number: str | None = None) -> list[Reference]:
    """The documents cited with 《》 or a 文号, one for each title, in the order of the text.

    ``text`` is the whole plan, ``preamble`` what stands before its first numbered section. ``basis`` marks those the plan is made on:
    ``根据《城市绿化条例》,制定本方案`` is, an item's ``按照《绿化条例》养护`` is not. Short names (``以下简称《意见》``), the press, site links
    and the plan itself (``own_title``, ``own_number``) are left out, but not a document of the same title that the plan ends. ``span`` holds the
    title with its number, unquoted numbers alone; ``repealed`` marks what the plan ends (``《停车办法》同时废止``).
    """
    numbers = doc_numbers(text)
    cited = [found for found in titles(text, numbers) if _is_document(text, found)]
    own = _key(own_title or "")
    numbered = list(_named_by_number(text, numbers, cited, preamble, own, own_number))
    ended = repeals(text, sorted([*(one.span for one in cited), *(one.span for one in numbered)]))
    found = [_from_title(text, citation, preamble) for citation in cited if citation.span in ended or not _is_own(_key(citation.title), own)]
    found = [replace(one, repealed=True, repealed_span=ended[one.span]) if one.span in ended else one for one in (*found, *numbered)]
    return _one_each(sorted(found, key=lambda reference: reference.span))


def _key(title: str) -> str:
    """What two writings of one title share."""
    return _QUOTES.sub("", title)


def _is_own(key: str, own: str) -> bool:
    """Whether a cited title is the plan's: the same, without its years, without its place, or in the notice that carries it."""
    if not own or not key:
        return False
    bare, own_bare = _YEARS.sub("", key), _YEARS.sub("", own)
    if bare == own_bare or (own_bare.endswith(bare) and 2 * len(bare) > len(own_bare)):
        return True
    carried = _CARRYING.search(own_bare)
    if carried and _YEARS.sub("", carried["title"]) == bare:
        return True
    notice = _CARRYING.fullmatch(bare)
    return notice is not None and _YEARS.sub("", notice["title"]) == own_bare


def _is_document(text: str, citation: Citation) -> bool:
    """Neither a short name, nor a work of the press or the arts, nor a file that a site offers."""
    words = lexicon("references")
    title, inner = citation.title, citation.inner
    before, after = text[max(0, inner.start - 12) : inner.start - 1], text[inner.end + 1 : inner.end + 40].lstrip()
    if len(title) < 2 or _key(title) in words["short_names"] or before.rstrip(" :“").endswith(tuple(words["alias_marks"])):
        return False
    if title.endswith(tuple(words["press"])) or before.endswith(tuple(words["work_before"])) or after.startswith(tuple(words["work_after"])):
        return False
    if before.rstrip(" :").endswith(tuple(words["site_before"])):
        return False
    tail = re.split(r"[。\n;,《]", after, maxsplit=1)[0]
    return not any(end in title + tail for end in words["file_ends"])


def _from_title(text: str, citation: Citation, preamble: tuple[int, int] | None) -> Reference:
    return Reference(
        title=citation.title,
        number=citation.number,
        basis=_is_basis(text, citation.span, preamble),
        span=citation.span,
        how="stated",
        confidence=0.97 if citation.closed else 0.6,
        rule="quoted-title" if citation.closed else "unclosed-title",
    )


def _named_by_number(
    text: str, numbers: Iterable[DocNumber], cited: Iterable[Citation], preamble: tuple[int, int] | None, own: str, own_number: str | None
) -> Iterator[Reference]:
    """Documents cited by number, with their unquoted title where one stands before the bracket."""
    quoted = [citation.span for citation in cited]
    for number in numbers:
        before = bisect_right(quoted, number.span.start, key=lambda span: span.start) - 1
        inside = before >= 0 and quoted[before].covers(number.span)
        if inside or _key(number.value) == _key(own_number or "") or _is_heading(text, number):
            continue
        title = _unquoted_title(text, number)
        if title and _is_own(_key(text[slice(*title)]), own):
            continue
        span = Span(title.start, number.span.end + (text[number.span.end : number.span.end + 1] == ")")) if title else number.span
        yield Reference(
            title=text[slice(*title)] if title else number.value,
            number=number.value,
            basis=_is_basis(text, span, preamble),
            span=span,
            confidence=0.8 if title else 0.9,
            rule="unquoted-title" if title else "number-alone",
        )


def _is_heading(text: str, number: DocNumber) -> bool:
    """Whether a number stands on a line of its own, at the head of one, or behind a title alone on it: that is how a document shows its own."""
    start = text.rfind("\n", 0, number.span.start) + 1
    end = text.find("\n", number.span.end)
    before, after = text[start : number.span.start].strip(" (|"), text[number.span.end : end if end >= 0 else len(text)]
    ends_line = not after.strip(" )|")
    if not before and (ends_line or _HEADLINE.match(after)):
        return True
    if ends_line and _kind_end().search(before) and not re.search("[。,;:]", before):
        return True
    return any(ending in after[:80].split("。")[0] for ending in lexicon("references")["file_ends"])


@cache
def _lead() -> "re.Pattern[str]":
    words = lexicon("references")
    verbs = sorted([*words["strong_basis_verbs"], *words["title_lead_ins"]], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, verbs))}){{1,3}}|^(?:和|及|与|以及)")


@cache
def _kind_end() -> "re.Pattern[str]":
    words = [word for word in lexicon("references")["kinds"] if len(word) > 1]
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?:\([^()]{1,12}\))?\Z")


def _unquoted_title(text: str, number: DocNumber) -> Span | None:
    """The title before a bracketed number: ``根据省政府关于加强养老服务的意见(鲁政发〔2019〕2号)``; None where no title ends there."""
    if text[number.span.start - 1 : number.span.start] != "(":
        return None
    end = number.span.start - 1
    clause = _CLAUSE_END.split(text[max(0, end - 90) : end])[-1]
    lead = next((match for match in _lead().finditer(clause) if match.end() < len(clause) - 4), None)
    if lead is None:
        return None
    title = clause[lead.end() :]
    return Span(end - len(title), end) if len(title) >= 5 and _kind_end().search(title) else None


def _is_basis(text: str, span: Span, preamble: tuple[int, int] | None) -> bool:
    start, end = _sentence(text, span)
    before, after = _TITLE.sub("", text[start : span.start]), text[span.end : end]
    words = lexicon("references")
    if after.startswith(tuple(words["presented"])) or any(word in after.split("《")[0][:60] for word in words["not_basis_after"]):
        return False
    if before.endswith(tuple(words["not_basis_before"])):
        return False
    if preamble and preamble[0] <= span.start < preamble[1]:
        return before.startswith(("为", "现为")) or any(verb in before for verb in words["basis_verbs"])
    strong = any(verb in before for verb in words["strong_basis_verbs"])
    return strong and (any(word in after for word in words["making"]) or _in_reason_section(text, span.start))


def _sentence(text: str, span: Span) -> Span:
    """The sentence around a stretch, its line's lead included, no longer than ``_REACH`` to either side."""
    floor, ceiling = max(0, span.start - _REACH), min(len(text), span.end + _REACH)
    start = max(text.rfind(mark, floor, span.start) for mark in _SENTENCE_END) + 1
    ends = [at for mark in "。\n" if (at := text.find(mark, span.end, ceiling)) >= 0]
    while start < span.start and text[start] in " \n":
        start += 1
    return Span(max(start, floor), min(ends, default=ceiling))


def _in_reason_section(text: str, at: int) -> bool:
    """Whether the nearest heading before ``at`` names a section of reasons (指导思想, 总体思路 …)."""
    heads = lexicon("references")["reason_sections"]
    nearest = None
    for match in _SECTION.finditer(text, max(0, at - 1200), at):
        nearest = match
    return nearest is not None and any(word in nearest["head"] for word in heads)


def _one_each(found: Iterable[Reference]) -> list[Reference]:
    """One record for each title: a number, a basis or a repeal said anywhere is kept. A number alone gives way to the title that it belongs to."""
    kept: dict[str, Reference] = {}
    for reference in found:
        key = _key(reference.title)
        first = kept.get(key)
        kept[key] = reference if first is None else _joined(first, reference)
    numbered = {reference.number for key, reference in kept.items() if reference.number and key != _key(reference.number)}
    alone = {reference.number: reference for key, reference in kept.items() if reference.repealed and key == _key(reference.number or "")}
    ended = [replace(one, repealed=True, repealed_span=alone[one.number].repealed_span) if one.number in alone else one for one in kept.values()]
    return [reference for reference in ended if reference.number not in numbered or _key(reference.title) != _key(reference.number or "")]


def _joined(first: Reference, other: Reference) -> Reference:
    return replace(
        first,
        number=first.number or other.number,
        basis=first.basis or other.basis,
        repealed=first.repealed or other.repealed,
        repealed_span=first.repealed_span or other.repealed_span,
    )
