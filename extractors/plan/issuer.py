"""Who issues a plan."""

import re

from extractors.plan.bodies import body_at_start, is_body
from extractors.plan.sheet import Found, Sheet
from extractors.plan.signature import Signature
from extractors.plan.title import Heading

_RED_HEAD = re.compile(r"(?P<body>[\u4e00-\u9fff“”() ]{4,50})文 ?件")

_OFFICE = re.compile(r"[\u4e00-\u9fff()、 ]{2,40}(?:局|委|办|厅|府|室|会|部|院|处|中心|队|公司)(?:\([^()]{1,30}\))?")


def issuer(sheet: Sheet, signed: Signature | None, found: list[Heading]) -> Found | None:
    """The issuing body as written: 发文机关 of the facts table, else the signature, the notice's title, the red head; None where none is named.

    The poster of an article site (``发布:笔杆子``) and the printing office of the imprint are not issuers.
    """
    stated = sheet.facts.get("发布机构", "").strip()
    if stated and _names_body(stated) and not (signed and _is_short_for(stated, signed.body or "")):
        return Found(stated)
    if signed and signed.body:
        return Found(signed.body)
    for heading in found:
        body = body_at_start(heading.title)
        if body:
            return Found(body)
    for line in sheet.lines:
        match = _RED_HEAD.fullmatch(sheet.read(line))
        if match and is_body(match["body"].replace(" ", "")):
            return Found(match["body"].replace(" ", ""))
    return None


def _is_short_for(stated: str, signed: str) -> bool:
    """``省卫生健康委`` of the facts table for the signature ``浙江省卫生健康委``: the fuller name is taken."""
    return len(signed) > len(stated) and signed.endswith(re.sub(r"\A[省市县区州]", "", stated))


def _names_body(value: str) -> bool:
    return is_body(value) or _OFFICE.fullmatch(value) is not None
