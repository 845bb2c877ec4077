"""What an evaluation counts: tallies by kind of record, accuracies by field, and the differences behind them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal, NamedTuple


@dataclass(slots=True)
class Tally:
    """Records found rightly, found wrongly, and missed."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, hit: int, extra: int, missed: int) -> None:
        """Count one document's records."""
        self.hit, self.extra, self.missed = self.hit + hit, self.extra + extra, self.missed + missed

    @property
    def precision(self) -> float | None:
        """The share of the found that is right; None where nothing was found."""
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else None

    @property
    def recall(self) -> float | None:
        """The share of the annotated that was found; None where nothing is annotated."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; 0 where all is wrong, None where there is nothing to find and nothing found."""
        precision, recall = self.precision, self.recall
        if precision and recall:
            return 2 * precision * recall / (precision + recall)
        return 0.0 if self.extra or self.missed else None


@dataclass(slots=True)
class Accuracy:
    """Of ``asked`` fields, how many are ``right``."""

    right: int = 0
    asked: int = 0

    def add(self, right: bool) -> None:
        """Count one field."""
        self.asked += 1
        self.right += right

    @property
    def share(self) -> float:
        """Right ones among those asked, 0 to 1."""
        return self.right / self.asked


class Difference(NamedTuple):
    """One disagreement: ``missed`` (annotated, not found), ``extra`` (found, not annotated) or ``other`` (found with another value)."""

    label: str
    kind: Literal["missed", "extra", "other"]
    what: str
    gold: str = ""
    found: str = ""

    def __str__(self) -> str:
        match self.kind:
            case "missed":
                return f"{self.label} - {self.what} {self.gold}"
            case "extra":
                return f"{self.label} + {self.what} {self.found}"
        return f"{self.label} ~ {self.what}: {self.gold} ≠ {self.found}"


@dataclass(slots=True)
class Scores:
    """Tallies by kind of record, accuracies by field, differences in the order met."""

    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    accuracies: defaultdict[str, Accuracy] = field(default_factory=lambda: defaultdict(Accuracy))
    differences: list[Difference] = field(default_factory=list)

    def figures(self) -> dict[str, dict[str, float | int | None]]:
        """By name: ``p``, ``r``, ``f1``, ``gold``, ``found`` of a tally; ``accuracy``, ``asked`` of a field."""
        kinds: dict[str, dict[str, float | int | None]] = {
            name: {"p": tally.precision, "r": tally.recall, "f1": tally.f1, "gold": tally.hit + tally.missed, "found": tally.hit + tally.extra}
            for name, tally in sorted(self.tallies.items())
        }
        return kinds | {name: {"accuracy": asked.share, "asked": asked.asked} for name, asked in sorted(self.accuracies.items())}
