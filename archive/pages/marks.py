"""Marks: an article's text cut into pieces, those that name somebody with an address."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from archive.models import Article, Location, Mention, Person


@dataclass(frozen=True)
class MarkedPiece:
    """A stretch of text; `record` is the person or place it names, if any."""

    text: str
    record: Person | Location | None = None

    @property
    def kind(self) -> str:
        return "person" if isinstance(self.record, Person) else "place"


def marked_title(article: Article, mentions: Iterable[Mention]) -> list[MarkedPiece]:
    return _pieces(article.title, 0, _of_field(mentions, Mention.Field.TITLE))


def marked_paragraphs(article: Article, mentions: Iterable[Mention]) -> list[list[MarkedPiece]]:
    """The body's paragraphs in pieces. Offsets count code points of the whole body."""
    # One walk through both, each in order: a long text may have thousands of mentions.
    waiting = deque(_of_field(mentions, Mention.Field.BODY))
    paragraphs, start = [], 0
    for line in article.body.split("\n"):
        end = start + len(line)
        inside = []
        while waiting and waiting[0].end <= end:
            inside.append(waiting.popleft())
        if line.strip():
            paragraphs.append(_pieces(line, start, inside))
        start = end + 1
    return paragraphs


def _of_field(mentions: Iterable[Mention], field: str) -> list[Mention]:
    return sorted((m for m in mentions if m.field == field), key=lambda m: m.start)


def _pieces(text: str, offset: int, mentions: Iterable[Mention]) -> list[MarkedPiece]:
    pieces, at = [], 0
    for mention in mentions:
        start, end = mention.start - offset, mention.end - offset
        if start < at:
            continue
        if start > at:
            pieces.append(MarkedPiece(text[at:start]))
        pieces.append(MarkedPiece(text[start:end], mention.person or mention.location))
        at = end
    if at < len(text):
        pieces.append(MarkedPiece(text[at:]))
    return pieces
