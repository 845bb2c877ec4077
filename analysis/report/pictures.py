"""The pictures of a report as SVG to stand in its page: drawn by Altair, with places reckoned here.

No label is measured by the fonts of the machine that draws: the room for words is reckoned by characters, so the same
comparison gives the same picture everywhere, and a machine without Chinese fonts cuts no word off.
"""

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from lxml import etree

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

FONTS: Final = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','Hiragino Sans GB',sans-serif"
"""Families that have Chinese, of the usual systems; the reader's own stand in for those that are not there."""
COLOURS: Final = ("#1f5f99", "#b4552d", "#3d7d4f", "#7a5195", "#8a6d1d", "#4d5a66")
"""One a plan, in turn; each can be told from white, and the first two from each other by the colour-blind."""
INK: Final = "#22303c"
FAINT: Final = "#d5dbe1"
SIZE: Final = 12
"""Points of the letters."""
ACROSS: Final = 420
"""Points from edge to edge: what a telephone shows without making letters small."""
NODES: Final = 14
"""Bodies in a network; more cannot be read."""

LINE: Final = 11
"""Characters of a name in one line beside an axis."""

SVG: Final = "{http://www.w3.org/2000/svg}"


def bars(counts: "pd.DataFrame", label: str, colours: Mapping[str, str]) -> str:
    """Counts as bars in groups: a frame of ``group`` (in the order of its rows), ``plan`` and ``count``; empty text for an empty frame.

    ``label`` says in a sentence what the picture shows, for those who hear it.
    """
    import altair as alt

    if counts.empty:
        return ""
    groups, plans = list(dict.fromkeys(counts["group"])), list(dict.fromkeys(counts["plan"]))
    left = _room(groups) + 10
    across: alt.X = alt.X("count:Q", axis=None, scale=alt.Scale(domain=[0, max(1, int(counts["count"].max()))]))
    base = alt.Chart(counts).encode(
        x=across,
        y=alt.Y("group:N", sort=groups, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=left, labelPadding=6)),
        yOffset=alt.YOffset("plan:N", sort=plans),
        color=_coloured(plans, colours),
    )
    words = base.mark_text(align="left", dx=4, fontSize=SIZE, baseline="middle").encode(text="count:Q", color=alt.value(INK))
    height = len(groups) * (len(plans) * 13 + 9)
    return _svg(base.mark_bar(height=11) + words, ACROSS - left - 36, height, (left, 4, 36, 4), label)


def dumbbells(pairs: "pd.DataFrame", label: str, colours: Mapping[str, str]) -> str:
    """Percentages of the same indicators side by side: a frame of ``indicator``, ``plan`` and ``value``; empty text for an empty frame."""
    import altair as alt

    if pairs.empty:
        return ""
    rows = pairs.assign(indicator=[_broken(name) for name in pairs["indicator"]])
    names, plans = list(dict.fromkeys(rows["indicator"])), list(dict.fromkeys(rows["plan"]))
    left = _room([line for name in names for line in name.split("\n")]) + 10
    low, high = min(0.0, float(rows["value"].min())), max(100.0, float(rows["value"].max()))
    y = alt.Y("indicator:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False, grid=False, labelExpr="split(datum.label, '\\n')"))
    x = alt.X("value:Q", scale=alt.Scale(domain=[low, high]), axis=alt.Axis(title=None, labelExpr="datum.label + '%'", tickCount=5, gridColor=FAINT))
    base = alt.Chart(rows).encode(y=y)
    line = base.mark_rule(color="#9aa5af", strokeWidth=2).encode(x=alt.X("min(value):Q"), x2="max(value):Q")
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=x, color=_coloured(plans, colours), shape=alt.Shape("plan:N", legend=None, scale=alt.Scale(domain=plans, range=_shapes(plans)))
    )
    return _svg(line + dots, ACROSS - left - 24, len(names) * 34, (left, 4, 24, 26), label)


def network(nodes: "pd.DataFrame", edges: "pd.DataFrame", label: str, colour: str) -> str:
    """Bodies on a circle, joined where they work on the same tasks; empty text without bodies.

    ``nodes``: ``name`` and ``tasks`` (0 for a body that this plan does not name: its place stays empty), in the order of the circle;
    ``edges``: ``one``, ``other`` and ``tasks`` that both are bound to.
    """
    import altair as alt
    import pandas as pd

    if nodes.empty:
        return ""
    places = {name: _place(at, len(nodes)) for at, name in enumerate(nodes["name"])}
    heaviest = max(1, int(edges["tasks"].max())) if len(edges) else 1
    lines = [(*a, *b, tasks / heaviest) for a, b, tasks in _ties(edges, places)]
    dots = [
        (name, x, y, x * 1.15, y * (1.12 if abs(x) > 0.05 else 1.2), int(tasks))
        for (name, (x, y)), tasks in zip(places.items(), nodes["tasks"], strict=True)
        if tasks
    ]
    across, down = (partial(kind, axis=None, scale=alt.Scale(domain=[-1, 1])) for kind in (alt.X, alt.Y))
    charts: list[alt.Chart] = []
    if lines:
        weight = alt.StrokeWidth("w:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[0.6, 7]))
        ties = alt.Chart(pd.DataFrame(lines, columns=["x", "y", "x2", "y2", "w"])).mark_rule(color=colour, opacity=0.45)
        charts.append(ties.encode(across("x:Q"), down("y:Q"), alt.X2("x2:Q"), alt.Y2("y2:Q"), weight))
    named = alt.Chart(pd.DataFrame(dots, columns=["name", "x", "y", "tx", "ty", "tasks"]))
    size = alt.Size("tasks:Q", legend=None, scale=alt.Scale(domain=[0, max(1, int(nodes["tasks"].max()))], range=[20, 420]))
    charts.append(named.mark_circle(color=colour, opacity=1, stroke="white").encode(across("x:Q"), down("y:Q"), size))
    aligns: tuple[tuple[Literal["left", "right", "center"], str], ...] = (("left", "> 0.05"), ("right", "< -0.05"), ("center", "== 0"))
    for align, test in aligns:
        words = named.transform_filter(f"(abs(datum.x) > 0.05 ? datum.x : 0) {test}").mark_text(
            align=align, fontSize=SIZE, baseline="middle", color=INK
        )
        charts.append(words.encode(across("tx:Q"), down("ty:Q"), alt.Text("name:N")))
    side = max(120, ACROSS - 2 * (_room(list(nodes["name"])) + 18))
    return _svg(alt.LayerChart(layer=charts), side, side, ((ACROSS - side) // 2, 34, (ACROSS - side) // 2, 34), label)


def around(names: Sequence[str], ties: Mapping[tuple[str, str], int]) -> list[str]:
    """Names in an order that puts beside each name the one that it has most ties with."""
    left, circle = list(names), list[str]()
    while left:
        last = circle[-1] if circle else None
        best = max(left, key=lambda name: (ties.get((last, name), 0) + ties.get((name, last), 0) if last else 0, -left.index(name)))
        circle.append(best)
        left.remove(best)
    return circle


def width(text: str) -> int:
    """How wide a text is, in half-width letters: a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _room(texts: Sequence[str]) -> int:
    return math.ceil(max(map(width, texts), default=0) * SIZE * 0.52)


def _place(at: int, of: int) -> tuple[float, float]:
    turn = 2 * math.pi * at / of
    return round(math.sin(turn), 4), round(math.cos(turn), 4)


def _broken(name: str) -> str:
    """A long name in two lines; what stands in closing brackets goes to the second."""
    half = len(name) if len(name) <= LINE else name.rfind("(") if name.endswith(")") and name.find("(") > 0 else max(LINE, math.ceil(len(name) / 2))
    return "\n".join(part for part in (name[:half], name[half:]) if part)


def _shapes(plans: Sequence[str]) -> list[str]:
    return [("circle", "diamond", "square", "triangle-up", "cross", "triangle-down")[at % 6] for at in range(len(plans))]


def _coloured(plans: Sequence[str], colours: Mapping[str, str]) -> "alt.Color":
    import altair as alt

    return alt.Color("plan:N", legend=None, scale=alt.Scale(domain=list(plans), range=[colours[plan] for plan in plans]))


def _ties(edges: "pd.DataFrame", places: Mapping[str, tuple[float, float]]) -> Iterator[tuple[tuple[float, float], tuple[float, float], float]]:
    for one, other, tasks in zip(edges["one"], edges["other"], edges["tasks"], strict=True):
        if one in places and other in places and one != other:
            yield places[one], places[other], float(tasks)


def _svg(chart: "alt.LayerChart", across: int, down: int, padding: tuple[int, int, int, int], label: str) -> str:
    import vl_convert

    left, top, right, bottom = padding
    sized = chart.properties(width=across, height=down, padding={"left": left, "top": top, "right": right, "bottom": bottom})
    spec = sized.configure(font=FONTS, autosize="none").configure_view(stroke=None).configure_axis(labelFontSize=SIZE, labelColor=INK).to_dict()
    return _inlined(vl_convert.vegalite_to_svg(spec), label)


def _inlined(svg: str, label: str) -> str:
    """The picture without what only a page of its own needs, named by a sentence; it takes the width that it is given."""
    root: Any = etree.fromstring(svg.encode())
    for part in list(root.iter()):
        for name in [name for name in part.attrib if name.startswith("aria-") or name in ("role", "pointer-events", "class")]:
            del part.attrib[name]
        if part.tag == f"{SVG}path" and part.get("d") in ("", "M0,0h0v0h0Z"):
            part.getparent().remove(part)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    title = etree.Element(f"{SVG}title")
    title.text = label
    root.insert(0, title)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))
