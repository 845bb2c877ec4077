"""A string whose every character knows where it came from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from schemas.spans import Span


@dataclass(frozen=True, slots=True)
class Text:
    """A cleaned string and, for each of its characters, the index of its source character.

    ``len(origin) == len(value) + 1``; the last entry is the length of the source. Origins never
    decrease, so ``source[slice(*text.source(a, b))]`` is the original of ``value[a:b]``, with
    whatever was dropped between its characters.
    """

    value: str
    origin: Sequence[int]

    @classmethod
    def of(cls, source: str) -> "Text":
        """The text that is its own source."""
        return cls(source, range(len(source) + 1))

    def source(self, start: int, end: int) -> Span:
        """The source stretch of ``value[start:end]``; nothing dropped before or after it is inside."""
        if start >= end:
            return Span(self.origin[start], self.origin[start])
        return Span(self.origin[start], self.origin[end - 1] + 1)

    def part(self, start: int, end: int) -> "Text":
        """The stretch ``value[start:end]`` as a text of its own, of the same source."""
        return Text(self.value[start:end], self.origin[start : end + 1])

    def without(self, spans: Iterable[tuple[int, int]]) -> "Text":
        """The text with these stretches taken out; they are in order and do not overlap."""
        value: list[str] = []
        origin: list[int] = []
        at = 0
        for start, end in (*spans, (len(self.value), len(self.origin))):
            value.append(self.value[at:start])
            origin += self.origin[at:start]
            at = end
        origin.append(self.origin[-1])
        return Text("".join(value), origin)

    def mapped(self, change: Callable[[str], str]) -> "Text":
        """The text after a change that keeps its length, character for character."""
        value = change(self.value)
        if len(value) != len(self.value):
            raise ValueError(f"{change} changed the length: {len(self.value)} to {len(value)}")
        return Text(value, self.origin)
