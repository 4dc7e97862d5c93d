"""Recognise: what the recognisers of the three languages share.

Each joins what the namebook knows with what the language's own reading adds: the model for
Russian (recognise_russian), shapes of names for Kazakh and English. They say where persons
and places are named, and nothing of who is meant: clusters.py and link.py do. Knows no
database.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from archive.extraction.mentions import Span


class Stretch(Protocol):
    """Something that stands in a text, from one offset to another."""

    @property
    def start(self) -> int:
        """The offset of its first letter."""

    @property
    def end(self) -> int:
        """The offset after its last one."""


StretchType = TypeVar("StretchType", bound=Stretch)


class Stretches(Generic[StretchType]):
    """Things in a text by where they stand.

    A text of nothing but names has thousands, and which of them stands at a place is asked
    for every word: looking at all of them each time would take minutes.
    """

    def __init__(self, things: Iterable[StretchType]) -> None:
        self.things = sorted(things, key=lambda each: each.start)
        self._starts = [each.start for each in self.things]
        # How far those up to each one reach, for things that may overlap.
        self._reach = list(accumulate((each.end for each in self.things), max))

    def at(self, start: int, end: int) -> list[StretchType]:
        """Those that overlap a stretch, in order."""
        found = []
        number = bisect_left(self._starts, end) - 1
        while number >= 0 and self._reach[number] > start:
            if self.things[number].end > start:
                found.append(self.things[number])
            number -= 1
        return found[::-1]

    def meet(self, start: int, end: int) -> bool:
        """Whether one of them overlaps a stretch."""
        number = bisect_left(self._starts, end) - 1
        return number >= 0 and self._reach[number] > start


@dataclass(frozen=True)
class Found:
    """A name in a text: offsets in code points, and the namebook's span, if it has one there."""

    start: int
    end: int
    kind: str  # PERSON or LOCATION
    span: Span | None = None


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """In order of the text; of two that overlap the longer stays."""
    found = list(found)
    is_taken = bytearray(max((each.end for each in found), default=0))
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if not any(is_taken[each.start : each.end]):
            is_taken[each.start : each.end] = b"\1" * (each.end - each.start)
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)
