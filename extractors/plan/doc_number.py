"""The plan's own 文号."""

import re

from extractors.mentions.citations import DocNumber, doc_numbers
from extractors.plan.sheet import Found, Sheet

_TITLE_BEFORE = re.compile(r"(?:通知|方案|意见|计划|规划|要点|措施|办法|细则|规定|决定|函|公告|通告)(?:\([^()]{1,20}\))?[》 ]{0,2}\(? ?\Z")
_BODY_AFTER = re.compile(r"[ )〕\-—|]{0,4}(?:\Z|各|关于|[\u4e00-\u9fff“”、()]{2,40}(?:关于|印发|转发)|[\u4e00-\u9fff、,()]{2,60}:)")


def doc_number(sheet: Sheet, title: str | None) -> Found | None:
    """The document's own number: of the facts table, on a line of its own, beside the title, or in the name of its own attached file.

    A number that belongs to a document cited is none: ``《绿化条例》(国务院令第100号)``.
    """
    stated = doc_numbers(sheet.facts.get("发文字号", ""))
    if stated:
        return Found(stated[0].value)
    for number in doc_numbers(sheet.read(sheet.front)):
        if _stands_alone(sheet.read(sheet.front), number):
            return Found(number.value)
    return _of_own_file(sheet, title) if title else None


def _stands_alone(front: str, number: DocNumber) -> bool:
    start, end = front.rfind("\n", 0, number.span.start) + 1, front.find("\n", number.span.end)
    before, after = front[start : number.span.start].strip(" |"), front[number.span.end : end if end >= 0 else len(front)].strip(" |")
    if before.replace(" ", "") in ("文号", "发文字号", "发文文号"):
        return True
    if before in ("", "(", "〔", "【"):
        return after.strip(" )】|") == "" or _BODY_AFTER.match(after) is not None
    headline = _TITLE_BEFORE.search(before) and "《" not in before[-3:] and not re.search(r"[。,:]", before)
    return bool(headline) and not before.endswith("》(") and _BODY_AFTER.match(after) is not None


def _of_own_file(sheet: Sheet, title: str) -> Found | None:
    """``相关附件:广府办〔2022〕8号关于印发停车方案的通知.pdf`` on the plan 停车方案."""
    back = sheet.read(sheet.back)
    bare = re.sub(r"[\s《》“”]", "", title).removeprefix("关于")
    for number in doc_numbers(back):
        after = re.sub(r"[\s《》“”]", "", back[number.span.end : number.span.end + 160])
        if re.match(r"[)\-—]?[\u4e00-\u9fff]{0,30}?(?:关于)?(?:印发|转发|公布|下发)?" + re.escape(bare), after):
            return Found(number.value, how="inferred")
    return None
