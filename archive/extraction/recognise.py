"""Recognise: a text -> where persons and places are named in it.

Joins what the namebook knows with what each language's own reading adds: the model for
Russian (recognise_russian), shapes of names for Kazakh and English. Says nothing of who is
meant: clusters.py and link.py do. Knows no database.
"""

from dataclasses import dataclass

from archive.extraction.mentions import Span

PERSON, LOCATION = "person", "location"


@dataclass(frozen=True)
class Found:
    """A name in a text: offsets in code points, and the namebook's span, if it has one there."""

    start: int
    end: int
    kind: str
    span: Span | None = None

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


def without_overlaps(found: list[Found]) -> list[Found]:
    """In order of the text; of two that overlap the longer stays."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if not any(each.overlaps(other.start, other.end) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)
