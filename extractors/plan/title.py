"""The plan's own title: headings of the front, and which of them is the plan's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.lexicon import lexicon
from extractors.mentions.citations import doc_numbers, titles
from extractors.plan.bodies import is_body
from extractors.plan.sheet import Found, Sheet
from extractors.plan.signature import DAY
from schemas.spans import Span

LONGEST = 130
_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉「」]")
_EDITION = r"试行|暂行|修订|修订版|修订稿|征求意见稿|草案|送审稿|节选|全文|2\.0版?|第[一二三四五六七八九十]版"
_BRACKET = rf"(?: ?\((?![^()\n]{{0,30}}日\))(?:[^()\n号]{{0,6}}(?:19|20)[\dXx]{{2}}[^()\n号]{{0,14}}|{_EDITION})\)){{0,2}}"
_DATE = re.compile(r"\(?(?:19|20)[\dXx]{2} ?[-年./] ?[\dXx]{1,2} ?[-月./] ?[\dXx]{1,2} ?日?\)?(?: ?\d{1,2}:\d\d(?::\d\d)?)?")
_MORE = re.compile("实施|行动|工作|管理|若干|的通知|和|及|与|暨")
_SENTENCE = re.compile(r"[。;!?]|,(?![^“”]{0,30}”)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A standing title and the stretch that it fills, line breaks included."""

    title: str
    span: Span

    @property
    def carries(self) -> bool:
        """Whether it is of a notice that brings another document: 关于印发…的通知."""
        ends = re.search(r"(?:通知|函|公告|通告)(?:\([^()]{1,20}\))?\Z", self.title)
        return ends is not None and any(word in self.title for word in lexicon("plan")["carrying"])


def title(sheet: Sheet, found: list[Heading]) -> Found | None:
    """The plan's own title among the headings ``found``; a notice's where the plan in it has none; None where the text shows none.

    ``某市人民政府关于印发《停车管理方案》的通知 … 停车管理方案 为缓解…`` → ``停车管理方案``.
    """
    notice = next((heading for heading in found if heading.carries), None)
    carried = _carried(sheet, notice)
    if carried:
        own = _standing(sheet, carried[0], carried[1], found)
        if own:
            return Found(own.title, end=own.span.end)
    floor = carried[1] if carried and notice else 0
    own = next((heading for heading in found if not heading.carries and heading.span.start >= floor), None)
    if own or notice:
        best = own or notice
        assert best is not None
        best = _annexed(sheet, best) or best
        return Found(best.title, end=best.span.end)
    if carried:
        return Found(carried[0], how="stated")
    return _elsewhere(sheet) or _first_words(sheet)


_ITEM = re.compile(r"^ ?(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]|\d{1,2}[.、](?!\d))", re.M)
_ANNEX = re.compile(r"^ ?附件 ?\d{0,2} ?[::] ?(?:1[.、])?《?(?P<title>[^\n《》]{6,60}?)》?$", re.M)


def _annexed(sheet: Sheet, notice: Heading) -> Heading | None:
    """What a notice without items of its own brings as 附件, where that stands in the text under its title."""
    listed = _ANNEX.search(sheet.text, notice.span.end) if notice.title.endswith("通知") else None
    if listed is None or _ITEM.search(sheet.text, notice.span.end, listed.start()):
        return None
    at = sheet.text.find("\n" + listed["title"] + "\n", listed.end())
    return Heading(listed["title"], Span(at + 1, at + 1 + len(listed["title"]))) if at >= 0 else None


_DATED_LINE = re.compile(r"[^,。;:!?|\n]{0,20}(?:19|20)\d\d年度?(?!\d)[^,。;:!?|\n]{4,30}")


def _first_words(sheet: Sheet) -> Found | None:
    """A first line that names a year and ends no sentence: ``教育局2030年为民办实事``."""
    line = next(iter(sheet.lines), None)
    if line is None or not _DATED_LINE.fullmatch(sheet.read(line)) or _DATE.search(sheet.read(line)) or doc_numbers(sheet.read(line)):
        return None
    return Found(sheet.read(line), how="inferred", end=line.end) if line.end <= sheet.front.end else None


def headings(sheet: Sheet) -> list[Heading]:
    """The standing titles of the front in order: on lines of their own, over several lines, or glued to what follows."""
    found: list[Heading] = []
    floor = 0
    for index, line in enumerate(sheet.lines):
        if line.start < floor:
            continue
        for heading in _on_line(sheet, index, floor):
            found.append(heading)
            floor = heading.span.end
    return found


def _on_line(sheet: Sheet, index: int, floor: int) -> Iterator[Heading]:
    """The title that ends on a line, with the lines before it that belong to it."""
    line = sheet.lines[index]
    text = sheet.text
    start = max(_opening(text, line), floor)
    end = _title_end(text, start, line.end)
    if end is None or not _may_be_title(text[start:end], text, end):
        return
    first = _first_line(sheet, index, start, end, floor)
    value = _joined(text[first:end])
    if value.count("《") > value.count("》"):
        return
    following = sheet.lines[index + 1] if index + 1 < len(sheet.lines) else None
    if end == line.end and following and re.fullmatch(_BRACKET, sheet.read(following)):
        end = following.end
        value += sheet.read(following)
    if 5 <= len(_MARKS.sub("", value)) <= LONGEST:
        yield Heading(_bare(value), Span(first, end))


_TAG = re.compile(r"(?:【[^【】\n]{2,24}】|\[[^\[\]\n]{2,24}\]) ?(?=\S{6})")


def _opening(text: str, line: Span) -> int:
    """Where a title could begin on a line: behind a tag in brackets, a breadcrumb, the document's number, a share site's label."""
    start = line.start
    while start < line.end and text[start] in "#*-·●■◆ ":
        start += 1
    tag = _TAG.match(text, start, line.end)
    start = tag.end() if tag else start
    value = text[start : line.end]
    crumb = max(value.rfind(">", 0, 200), value.rfind("»", 0, 200))
    if crumb >= 0:
        start += crumb + 1
        while start < line.end and text[start] == " ":
            start += 1
        column = _columns().match(text, start, line.end)
        start = column.end() if column else start
    numbers = doc_numbers(text[start : min(line.end, start + 60)])
    if numbers and not text[start : start + numbers[0].span.start].strip("( "):
        start += numbers[0].span.end
        while start < line.end and text[start] in " )-—:":
            start += 1
    return start


@cache
def _columns() -> re.Pattern[str]:
    words = sorted(lexicon("plan")["columns"], key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + ")(?=[\u4e00-\u9fff“]{6})")


@cache
def _kind() -> re.Pattern[str]:
    words = sorted(lexicon("plan")["kinds"], key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + ")[》”]?" + _BRACKET)


@cache
def _after() -> re.Pattern[str]:
    words = sorted(lexicon("plan")["after_title"], key=len, reverse=True)
    number = r"[(（][^()\n]{0,30}[〔\[][12][^\n]{3,20}号|[\u4e00-\u9fff]{1,12}〔(?:19|20)\d\d〕"
    return re.compile(rf" ?(?:{'|'.join(map(re.escape, words))}|(?:19|20)\d\d ?[年\-./]|{number})")


def _title_end(text: str, start: int, end: int) -> int | None:
    """Where the title that opens at ``start`` ends: behind a word for a document, before a break, an address or the preamble."""
    stop = min(end, start + LONGEST + 40)
    opening = text[start : start + 8]
    broken = _SENTENCE.search(text, start, stop)
    for match in _kind().finditer(text, start, stop):
        at = match.end()
        if broken and broken.start() < at:
            return None
        if text.count("《", start, at) > text.count("》", start, at) or text.count("(", start, at) > text.count(")", start, at):
            continue
        if at == end or _after().match(text, at, end) or text.startswith(opening, at):
            return at
        if text[at] == " " and not _MORE.match(text, at + 1):
            return at
    return None


def _may_be_title(value: str, text: str, end: int) -> bool:
    words = lexicon("plan")
    if _SENTENCE.search(value) or _DATE.match(value) or text[end : end + 1] in tuple(":,、"):
        return False
    if value.startswith("《") and re.search(r"》.", value):
        return False
    return not value.startswith(tuple(word for word in words["never_title_start"] if word != "《" or not value.endswith("》")))


def _first_line(sheet: Sheet, index: int, start: int, end: int, floor: int) -> int:
    """Where the title that ends on line ``index`` begins: on an earlier line when that one runs on."""
    first = start
    for back in range(index - 1, max(-1, index - 6), -1):
        line = sheet.lines[back]
        if line.start < floor or not _runs_on(sheet, line, Span(first, end)):
            break
        first = max(_opening(sheet.text, line), floor)
    return first


def _runs_on(sheet: Sheet, line: Span, rest: Span) -> bool:
    """Whether a title goes on from ``line`` to ``rest``: no site's name, no sentence, no heading of its own, no repetition."""
    value, following = sheet.read(line), sheet.read(rest)
    words = lexicon("plan")
    if value.startswith("(") or re.search(r"[。;:!?,]\Z|>", value) or _SENTENCE.search(value) or len(value) > 60:
        return False
    if DAY.fullmatch(value) or _DATE.fullmatch(value) or doc_numbers(value) or "|" in sheet.text[line.end : rest.start]:
        return False
    if value.startswith(tuple(words["never_title_start"])) or value.endswith(("文件", *words["site_ends"])):
        return False
    if following.startswith(("关于", "印发", "转发", "批转")):
        return is_body(re.sub(r"[ 、]", "", value)) or value.endswith(("、", "等"))
    inside = following.count("》") > following.count("《")
    if not inside and (is_body(value) or _title_end(sheet.text, line.start, line.end) is not None):
        return False
    return len(value) > 6 or value.startswith(("关于", "印发", "转发"))


_SHARE = re.compile("(?P<tail>[^,。;、《》已]{0,8}(?:分解|分工|任务分解|清单|分解表|实施方案|工作方案))(?=印发|转发|下发|发给)")
"""What a notice brings of a document that it only cites: 现将《应急规划》责任分解印发给你们."""


def _carried(sheet: Sheet, notice: Heading | None) -> tuple[str, int] | None:
    """The document that a notice brings and where the notice says so: ``现将《停车方案》印发给你们``."""
    front = sheet.read(sheet.front)
    for citation in titles(front):
        clause = re.split(r"(?<![、和及])[。\n《]", front[citation.inner.end + 1 :][:120], maxsplit=1)[0]
        if any(word in clause for word in lexicon("plan")["carried"]):
            share = _SHARE.match(clause)
            return citation.title + (share["tail"] if share else ""), sheet.front.start + citation.span.end
    if notice is None:
        return None
    inner = re.search(r"(?:" + "|".join(lexicon("plan")["carrying"]) + r")(?P<title>.{4,120})的(?:通知|函|公告|通告)", notice.title)
    return (inner["title"].strip("《》 "), notice.span.end) if inner else None


def _standing(sheet: Sheet, title: str, behind: int, found: list[Heading]) -> Heading | None:
    """Where the carried document shows its title behind the notice: as a heading, glued into a line, or on a line further down."""
    wanted = _MARKS.sub("", title)
    for heading in found:
        if heading.span.start >= behind and _same(_MARKS.sub("", heading.title), wanted):
            return heading
    return _glued(sheet.text, wanted, behind) or _citing(sheet.text, wanted, behind)


_CITED = re.compile(r"《[^《》\n]{2,60}》")


def _citing(text: str, wanted: str, behind: int) -> Heading | None:
    """The title on a line of its own that cites what the notice left out: 2016年《政府工作报告》任务分工 for 《2016年任务分工》."""
    for line in re.finditer(r"^ ?(?P<title>[^\n。;,]{6,80}?) ?$", text[behind:], re.M):
        if "《" in line["title"] and _MARKS.sub("", _CITED.sub("", line["title"])) == wanted:
            return Heading(line["title"], Span(behind + line.start("title"), behind + line.end("title")))
    return None


def _same(one: str, other: str) -> bool:
    """The same title, one of them perhaps with its years, its place or 关于."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and (long.endswith(short) or long.startswith(short)) and 3 * len(short) >= 2 * len(long)


def _glued(text: str, wanted: str, behind: int) -> Heading | None:
    """The title standing right behind a line's start, a signature or a sentence: ``…2022年9月28日广安市…行动方案为贯彻``."""
    spread = re.compile(f"{_MARKS.pattern}*".join(map(re.escape, wanted)))
    found = spread.search(text, behind) if wanted else None
    while found:
        start, end = found.span()
        start -= text[start - 1 : start] in ("“", "《")
        end += text[end : end + 1] in ("”", "》")
        before, after = text[start - 1 : start], text[end : end + 40]
        years = re.match(_BRACKET, after)
        opens = before in "\n。日号)|" or (before == " " and text[start - 2] != "将")
        if opens and not re.match(r"(?:[》〉]|的|[,、;。]|\.[a-z])", after):
            end += years.end() if years else 0
            return Heading(_joined(text[start:end]), Span(start, end))
        found = spread.search(text, found.start() + 1)
    return None


def _elsewhere(sheet: Sheet) -> Found | None:
    """From a portal's facts, a share site's line, or the file's name."""
    stated = sheet.facts.get("标题", "")
    if _title_end(stated, 0, len(stated)) == len(stated) and stated:
        return Found(_bare(stated))
    shared = re.search(r"《(?P<title>[^《》\n]{5,100})\.(?:docx?|pdf|wps|txt)》?", sheet.read(sheet.front))
    if shared:
        return Found(shared["title"], how="inferred")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}\Z", "", sheet.name).strip()
    match = re.search(r"[\u4e00-\u9fff“][^\\/]{4,}\Z", stem)
    if match and _kind().search(match.group()) and _title_end(match.group(), 0, len(match.group())):
        return Found(match.group(), how="inferred")
    return None


def _joined(value: str) -> str:
    return re.sub(r"(?<=[\u4e00-\u9fff、“”(]) ?\n ?| ?\n ?(?=\()|\n", "", value).strip()


def _bare(value: str) -> str:
    """Without the 《》 around the whole."""
    value = value.strip()
    return value[1:-1] if value.startswith("《") and value.endswith("》") and value.count("《") == 1 else value
