"""What a comparison of plans says: one frame a question, each row with its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The plans compared are sides A, B, C …, in the order in which they were named; so many may be compared at once."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plans side by side. ``sentences`` says the result in Chinese; every other field is a pandas frame whose first column is ``id``.

    A plan is named by its *side* (``A``, ``B`` …) and its id, a task by its public id (``3f2a9c10:二.(一).2``); ``quote…`` is what the file says
    there, in its own script. Text is ``str`` (NaN where there is none), counts ``Int64``, flags ``boolean``, days ``datetime64[s]``, shares and
    scores ``float64`` from 0 to 1, quantities ``decimal.Decimal`` or None, lists Python lists of ``str``. Frames without rows keep their columns.

    ``plans``         side, plan, name (short, to show), title, region, level, issuer, published, period_start, period_end, file, state, tasks,
                      targets
    ``pairs``         one row for two sides: a, b (sides), plan_a, plan_b, relation (self, years, cascade_down: a above b, cascade_up, peer),
                      through (the title cited, or place; NaN for peers), same, changed (aligned tasks), only_a, only_b (tasks without
                      partner), copied_a, copied_b (share of the characters of its tasks that stand in the other's), sentence
    ``overview``      measure, label, then one column a side (``A``, ``B`` …), numbers
    ``topics``        domain, topic, then one column a side: number of tasks that are about it first of all (0 where it has none)
    ``tasks``         a, b, status (same: 时限, 数值 and 牵头 agree; changed; only_in), only_in (side, for that status), relation (one-to-one,
                      one-to-many, many-to-one, none), score, reasons (list: 主题 停车, 措辞 0.61, 指标 停车泊位, 牵头 城市管理), changes
                      (list of 时限, 数值, 牵头, 措辞), domain, topic, and for each of a and b: plan_a, task_a, part_a (heading above it),
                      title_a (or the beginning of its text), lead_a, due_a, quote_a
    ``only``          tasks that have no partner in any other plan: side, plan, task, part, domain, topic, title, lead, due, targets (number),
                      nearest (id of the likest task elsewhere), nearest_score, quote
    ``targets``       a, b, indicator (normalised), year (NA where the two differ), measure (level, growth), scale (alike: a share, time or limit,
                      in which to ask more is to be stricter; amount), unit (both are converted to), difference (b - a in that unit), stricter (the
                      side that promises more, equal, NaN where that cannot be said), days (b is due so many days after a), timing (the
                      side that is earlier, equal, NaN), status (same, changed, only_in), only_in, note (why it cannot be held: 数字隐去,
                      水平值与增长值不可比, 年份不同), and for each of a and b: plan_a, task_a, text_a, value_a (to show: ≥85%),
                      comparator_a, low_a, high_a (in ``unit``), due_a, masked_a, quote_a
    ``deadlines``     pace: side, plan, year, quarter, tasks (that have a last day in it), share (of its dated tasks), done (share whose last day
                      is past by its end)
    ``gaps``          toothless and orphan tasks: side, plan, task, title, topic, without (list of deadline, target, unit), toothless (no date and
                      no number), orphan (no body), quote
    ``bodies``        load: side, plan, body (canonical name, else as written), function, lead, cooperate, responsible (numbers of tasks), tasks,
                      topics (list)
    ``leads``         who leads a topic: domain, topic, side, plan, functions (list), bodies (list), tasks
    ``network``       bodies bound to the same task: side, plan, body_a, body_b, function_a, function_b, tasks
    ``cascade``       what a plan above asks and a plan below answers: upper, lower (sides), kind (task, target), status (covered, diluted, later,
                      missing), through, topic, indicator, plan_upper, task_upper, title_upper, value_upper, due_upper, quote_upper, the same
                      for lower, score
    ``unclassified``  tasks of no topic: side, plan, task, part, title, quote
    ``evidence``      one row a quotation: frame, row (``id`` there), column (side letter, or what it supports there), side, plan, task, page, quote
    """

    sentences: tuple[str, ...]
    plans: "pd.DataFrame"
    pairs: "pd.DataFrame"
    overview: "pd.DataFrame"
    topics: "pd.DataFrame"
    tasks: "pd.DataFrame"
    only: "pd.DataFrame"
    targets: "pd.DataFrame"
    deadlines: "pd.DataFrame"
    gaps: "pd.DataFrame"
    bodies: "pd.DataFrame"
    leads: "pd.DataFrame"
    network: "pd.DataFrame"
    cascade: "pd.DataFrame"
    unclassified: "pd.DataFrame"
    evidence: "pd.DataFrame"

    @property
    def sides(self) -> list[str]:
        """The letters of the plans, in order."""
        return list(self.plans["side"])

    def frames(self) -> "Iterator[tuple[str, pd.DataFrame]]":
        """Every frame with its name, in the order of the class."""
        for one in fields(self):
            if one.name != "sentences":
                yield one.name, getattr(self, one.name)
