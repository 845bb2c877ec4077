"""Places in a text, counted in code points."""

from typing import NamedTuple


class Span(NamedTuple):
    """The half-open stretch ``[start, end)`` of a string, in code points."""

    start: int
    end: int

    def moved(self, by: int) -> "Span":
        """The same stretch, ``by`` code points further on."""
        return Span(self.start + by, self.end + by)

    def covers(self, other: "tuple[int, int]") -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other[0] and other[1] <= self.end

    def meets(self, other: "tuple[int, int]") -> bool:
        """Whether the two share at least one character."""
        return self.start < other[1] and other[0] < self.end
