"""Snippets: a stored text and a Question -> its best stretch, the words found marked.

Made from the stored text at serving time, for the few articles shown. Gives plain pieces,
never HTML: pages escape them.
"""

from typing import NamedTuple

from archive.models import Article
from archive.search.analysis import stems_asked, stems_of
from archive.search.filters import Question
from archive.search.words import Name, Words, Year
from archive.text import Word, words_of

SNIPPET_CHARS = 280
# Nobody is shown a word past here, and a very long text must not hold a web worker.
READ_CHARS = 60_000


class Piece(NamedTuple):
    """A stretch of text, found or not."""

    text: str
    is_found: bool


class Marker:
    """What a question looks for, asked word by word."""

    def __init__(self, question: Question) -> None:
        self.stems: set[str] = set()
        self.spellings: set[str] = set()
        self.people = set(question.leaders)
        self.places = set(question.cities)
        for clause in question.words.clauses:
            if clause.is_negated:
                continue
            for part in clause.parts:
                if isinstance(part, Name):
                    self.people |= part.people
                    self.places |= part.places
                    self.spellings |= part.spellings
                    if part.word:
                        self.stems.update(stems_asked(part.word))
                elif isinstance(part, Year):
                    self.spellings.add(part.text)
                elif isinstance(part, Words):
                    self.stems.update(stem for word in part.words for stem in stems_asked(word))

    def found_in(self, article: Article, field: str, text: str) -> list[tuple[int, int]]:
        """Spans of a field that the question found, in order, not overlapping."""
        spans = [
            (mention.start, mention.end)
            for mention in article.mentions.all()
            if mention.field == field
            and (mention.person_id in self.people or mention.location_id in self.places)
            and mention.end <= len(text)
        ]
        spans += [(word.start, word.end) for word in words_of(text) if self._is_found(word)]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _is_found(self, word: Word) -> bool:
        return word.folded in self.spellings or not self.stems.isdisjoint(stems_of(word.folded))


def marked_title(article: Article, marker: Marker) -> list[Piece]:
    """The title in pieces."""
    spans = marker.found_in(article, "title", article.title)
    return _pieces(article.title, spans, 0, len(article.title))


def snippet(article: Article, marker: Marker) -> list[Piece]:
    """The stretch of the body that holds most of what was found, in pieces."""
    text = article.body[:READ_CHARS]
    spans = marker.found_in(article, "body", text)
    start = _best_start(text, spans)
    end = min(start + SNIPPET_CHARS, len(text))
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    pieces = _pieces(text, spans, start, end)
    if start:
        pieces.insert(0, Piece("… ", False))
    if end < len(article.body):
        pieces.append(Piece(" …", False))
    return pieces


def _best_start(text: str, spans: list[tuple[int, int]]) -> int:
    """Where a window holds the most different words found; the earliest of the best."""
    best, best_value = 0, (0, 0)
    for number, (start, _) in enumerate(spans[:200]):
        inside = [span for span in spans[number : number + 40] if span[1] <= start + SNIPPET_CHARS]
        value = (len({text[a:b].casefold()[:5] for a, b in inside}), len(inside))
        if value > best_value:
            best, best_value = start, value
    if best < SNIPPET_CHARS // 2:
        return 0
    # From the head of the sentence, if that is near.
    head = max(text.rfind(mark, 0, best) for mark in (". ", "\n", "! ", "? "))
    if head >= 0 and best - head < SNIPPET_CHARS // 2:
        return head + (1 if text[head] == "\n" else 2)
    return text.rfind(" ", 0, max(best - 40, 1)) + 1


def _pieces(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    pieces, at = [], start
    for found_start, found_end in spans:
        if found_end <= start or found_start >= end:
            continue
        found_start, found_end = max(found_start, start), min(found_end, end)
        if found_start > at:
            pieces.append(Piece(text[at:found_start], False))
        pieces.append(Piece(text[found_start:found_end], True))
        at = found_end
    if at < end:
        pieces.append(Piece(text[at:end], False))
    return pieces
