"""Marks: an article's text cut into pieces, those that name somebody with an address.

No word is lost or doubled, however mentions overlap: each piece belongs to the innermost
mention over it, so «президент Казахстана» is the president up to the country's own name. What
a search found is marked around those pieces, which are cut where it begins and ends.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

from archive.models import Article, Location, Mention, Person

NOT_KNOWN = {
    Mention.Kind.PERSON: "not in the archive's list of people yet",
    Mention.Kind.LOCATION: "not in the archive's list of places yet",
}
UNCLEAR = "not clear who is meant"


class Match(NamedTuple):
    """A stretch of a title or body that a search found, as offsets; numbered from 1 on."""

    number: int
    start: int
    end: int
    # The paragraph before has its beginning.
    is_continued: bool = False


@dataclass(frozen=True)
class MarkedPiece:
    """A stretch of text, the mention it is part of, if any, and the match."""

    text: str
    mention: Mention | None = None
    match: Match | None = None

    @property
    def record(self) -> Person | Location | None:
        return (self.mention.person or self.mention.location) if self.mention else None

    @property
    def kind(self) -> str:
        """The class of the mark: what it names, and how surely."""
        if self.mention is None:
            return ""
        if self.record is None:
            return "candidate"
        kind = "person" if self.mention.person else "place"
        return f"{kind} office" if self.mention.basis == Mention.Basis.OFFICE else kind

    @property
    def title(self) -> str:
        """What a reader is told about the mark."""
        if self.mention is None:
            return ""
        if self.record is None:
            return why_not_known(self.mention)
        is_by_office = self.mention.basis == Mention.Basis.OFFICE
        return f"{self.record}, named by office" if is_by_office else str(self.record)


def why_not_known(mention: Mention) -> str:
    """Why a mention leads to no page: a single word may be a name the archive has twice."""
    is_one_word = " " not in mention.label_key
    if is_one_word and mention.kind == Mention.Kind.PERSON:
        return UNCLEAR
    return NOT_KNOWN[Mention.Kind(mention.kind)]


def marked_title(
    article: Article, mentions: Iterable[Mention], matches: Iterable[Match] = ()
) -> list[MarkedPiece]:
    pieces = _pieces(article.title, 0, _of_field(mentions, Mention.Field.TITLE))
    return _matched(pieces, 0, matches)


def marked_paragraphs(
    article: Article, mentions: Iterable[Mention], matches: Iterable[Match] = ()
) -> list[list[MarkedPiece]]:
    """The body's paragraphs in pieces. Offsets count code points of the whole body.

    Matches come in order and do not overlap; one may reach from a paragraph into the next.
    """
    # One walk through all three, each in order: a long text may have thousands of mentions.
    waiting = deque(_of_field(mentions, Mention.Field.BODY))
    ahead = deque(matches)
    paragraphs, start = [], 0
    for line in article.body.split("\n"):
        end = start + len(line)
        inside = []
        while waiting and waiting[0].start < end:
            inside.append(waiting.popleft())
        while ahead and ahead[0].end <= start:
            ahead.popleft()
        if line.strip():
            found = [
                match._replace(is_continued=match.start < start)
                for match in takewhile(lambda each: each.start < end, ahead)  # noqa: B023
            ]
            paragraphs.append(_matched(_pieces(line, start, inside), start, found))
        start = end + 1
    return paragraphs


def _of_field(mentions: Iterable[Mention], field: str) -> list[Mention]:
    """In order of the text, of two from one letter on the longer first."""
    return sorted((m for m in mentions if m.field == field), key=lambda m: (m.start, -m.end))


def _pieces(text: str, offset: int, mentions: Iterable[Mention]) -> list[MarkedPiece]:
    pieces: list[MarkedPiece] = []
    at = 0
    open_mentions: list[Mention] = []

    def write_until(stop: int) -> None:
        """The text up to there, each part for the innermost mention that is open over it."""
        nonlocal at
        while at < stop:
            while open_mentions and open_mentions[-1].end - offset <= at:
                open_mentions.pop()
            mention = open_mentions[-1] if open_mentions else None
            end = min(mention.end - offset, stop) if mention else stop
            _add(pieces, text[at:end], mention)
            at = end

    for mention in mentions:
        write_until(mention.start - offset)
        open_mentions.append(mention)
    write_until(len(text))
    return pieces


def _add(pieces: list[MarkedPiece], text: str, mention: Mention | None) -> None:
    """A piece, the spaces at its ends outside the mark: an outer mention that is cut has them."""
    if mention is None:
        pieces.append(MarkedPiece(text))
        return
    inside = text.strip()
    before, _, after = text.partition(inside) if inside else (text, "", "")
    for part, of in ((before, None), (inside, mention), (after, None)):
        if part:
            pieces.append(MarkedPiece(part, of))


def _matched(
    pieces: Iterable[MarkedPiece], offset: int, matches: Iterable[Match]
) -> list[MarkedPiece]:
    """The pieces cut where matches begin and end, those inside with their match."""
    cut: list[MarkedPiece] = []
    ahead, at = deque(matches), offset
    for piece in pieces:
        text = piece.text
        while text:
            while ahead and ahead[0].end <= at:
                ahead.popleft()
            following = ahead[0] if ahead else None
            match = following if following and following.start <= at else None
            stop = at + len(text)
            if following:
                stop = min(stop, following.end if match else following.start)
            cut.append(replace(piece, text=text[: stop - at], match=match))
            text, at = text[stop - at :], stop
    return cut
