"""Labels that Word computes (一、 (一) 1.): numbering.xml and styles.xml evaluated paragraph by paragraph.

The counter belongs to the abstract list: two lists (``w:num``) of one abstract list count on, unless the second overrides the start.
"""

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.readers.counting import counted
from pipeline.readers.docx.names import W

PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its first number, counting style, pattern (``第%1条``), and what stands between label and text."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    bound: str | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted; :meth:`label` must be asked in document order.

    ``unknown`` counts numbers in a style that is not known, ``missing`` paragraphs whose list the file does not define.
    """

    numbering: etree._Element | None
    styles: etree._Element | None
    unknown: int = 0
    missing: int = 0
    _abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    _lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = field(default_factory=dict)
    _styles: dict[str, tuple[str | None, str | None, int | None]] = field(default_factory=dict)
    _default: str | None = None
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.styles is not None:
            self._read_styles(self.styles)
        if self.numbering is not None:
            self._read_lists(self.numbering)

    def label(self, properties: etree._Element | None) -> tuple[str, bool]:
        """The label of a paragraph with these ``w:pPr`` and whether it is a bullet; ``("", False)`` without numbering."""
        place = self._place(properties) if self._lists or properties is not None else None
        if place is None:
            return "", False
        number, depth = place
        abstract, own, starts = self._lists[number]
        levels = {**self._abstract.get(abstract, {}), **own}
        level = levels.get(depth)
        if level is None:
            return "", False
        counter = self._counters.setdefault(abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            for overridden in starts:
                counter.pop(overridden, None)
        self._step(counter, levels, starts, depth)
        if level.style == "bullet":
            return "", True
        text = PLACE.sub(lambda match: self._written(levels, counter, int(match[1]) - 1, level.legal), level.pattern)
        return text + (" " if text and level.suffix == "space" else ""), False

    def _step(self, counter: dict[int, int], levels: dict[int, Level], starts: dict[int, int], depth: int) -> None:
        def first(index: int) -> int:
            return starts.get(index, levels[index].start if index in levels else 1)

        for above in range(depth):
            counter.setdefault(above, first(above))
        counter[depth] = counter[depth] + 1 if depth in counter else first(depth)
        for below in [index for index in counter if index > depth]:
            restart = levels[below].restart if below in levels else None
            if restart is None or (restart and depth < restart):
                del counter[below]

    def _written(self, levels: dict[int, Level], counter: dict[int, int], index: int, legal: bool) -> str:
        level = levels.get(index, Level())
        number = counter.get(index, level.start)
        text = counted(number, "decimal" if legal and level.style != "none" else level.style)
        if text is None:
            self.unknown += 1
            return str(number)
        return text

    def _place(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """List and level of a paragraph: its own, else that of its style and of the styles this is based on."""
        number, depth, style = None, None, self._default
        if properties is not None:
            named = properties.find(W + "pStyle")
            style = named.get(W + "val") if named is not None else style
            own = properties.find(W + "numPr")
            if own is not None:
                number, depth = _reference(own)
        seen: set[str] = set()
        while style and style not in seen and (number is None or depth is None):
            seen.add(style)
            parent, styled, styled_depth = self._styles.get(style, (None, None, None))
            if styled is not None and number is None:
                number = styled
                bound = [index for index, level in self._levels(styled).items() if level.bound == style]
                depth = depth if depth is not None else bound[0] if bound else styled_depth
            style = parent
        if number is None or number == "0":
            return None
        if number not in self._lists:
            self.missing += 1
            return None
        return number, depth or 0

    def _levels(self, number: str) -> dict[int, Level]:
        abstract, own, _ = self._lists.get(number, ("", {}, {}))
        return {**self._abstract.get(abstract, {}), **own}

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iterfind(W + "style"):
            name, based = style.get(W + "styleId"), style.find(W + "basedOn")
            if name is None or style.get(W + "type", "paragraph") not in ("paragraph", "numbering"):
                continue
            reference = style.find(f"{W}pPr/{W}numPr")
            number, depth = _reference(reference) if reference is not None else (None, None)
            self._styles[name] = (based.get(W + "val") if based is not None else None, number, depth)
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self._default = name

    def _read_lists(self, root: etree._Element) -> None:
        links: dict[str, str] = {}
        targets: dict[str, str] = {}
        for abstract in root.iterfind(W + "abstractNum"):
            name = abstract.get(W + "abstractNumId", "")
            self._abstract[name] = {_int(level.get(W + "ilvl"), 0): _level(level) for level in abstract.iterfind(W + "lvl")}
            if (link := abstract.find(W + "numStyleLink")) is not None:
                links[name] = link.get(W + "val", "")
            if (target := abstract.find(W + "styleLink")) is not None:
                targets[target.get(W + "val", "")] = name
        for name, style in links.items():
            if style in targets and not self._abstract[name]:
                self._abstract[name] = self._abstract[targets[style]]
        for number in root.iterfind(W + "num"):
            abstract_id = number.find(W + "abstractNumId")
            if abstract_id is not None:
                name = abstract_id.get(W + "val", "")
                self._lists[number.get(W + "numId", "")] = (name, *self._overrides(number, name))

    def _overrides(self, number: etree._Element, abstract: str) -> tuple[dict[int, Level], dict[int, int]]:
        levels: dict[int, Level] = {}
        starts: dict[int, int] = {}
        for override in number.iterfind(W + "lvlOverride"):
            depth = _int(override.get(W + "ilvl"), 0)
            if (own := override.find(W + "lvl")) is not None:
                levels[depth] = _level(own)
            if (start := override.find(W + "startOverride")) is not None:
                starts[depth] = _int(start.get(W + "val"), 1)
                base = levels.get(depth, self._abstract.get(abstract, {}).get(depth, Level()))
                levels[depth] = replace(base, start=starts[depth])
        return levels, starts


def _reference(numbering: etree._Element) -> tuple[str | None, int | None]:
    number, depth = numbering.find(W + "numId"), numbering.find(W + "ilvl")
    return (number.get(W + "val") if number is not None else None, _int(depth.get(W + "val"), 0) if depth is not None else None)


def _level(element: etree._Element) -> Level:
    def value(name: str) -> str | None:
        child = element.find(W + name)
        return child.get(W + "val") if child is not None else None

    style = value("numFmt") or "decimal"
    legal = element.find(W + "isLgl")
    custom = element.find(f".//{W}numFmt")
    if style == "custom" and custom is not None:
        style = "decimalZero" if "0" in (custom.get(W + "format") or "") else "decimal"
    return Level(
        start=_int(value("start"), 0),
        style=style,
        pattern=value("lvlText") or "",
        suffix=value("suff") or "tab",
        legal=legal is not None and legal.get(W + "val", "1") not in ("0", "false", "off"),
        restart=_int(value("lvlRestart"), 0) if element.find(W + "lvlRestart") is not None else None,
        bound=value("pStyle"),
    )


def _int(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
