"""Snippets: a stored text and a Question -> its best sentences, what was found marked.

Made from the stored text at serving time, for the few articles shown. Gives plain pieces,
never HTML: pages escape them. What is marked is what the engine looks for (queries.py), word by
word: a phrase where it stands whole, two words near each other where they are near.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Q

from archive.models import Article, Location, Mention
from archive.search import reading
from archive.search.analysis import (
    compound_term,
    exact_term,
    prefix_pattern,
    starts_of,
    stems_asked,
    terms_of_text,
)
from archive.search.filters import Question
from archive.search.queries import stems_near
from archive.search.reading import Name, Words
from archive.text import WORD

SNIPPET_CHARS = 280
# A very long text must not hold a web worker: past here nothing is looked for.
READ_CHARS = 60_000
# A second sentence is shown if the first leaves it so much room.
_SHORTEST_SENTENCE = 40

# Not after an initial: К.-Ж. Токаев.
_SENTENCE_END = re.compile(r"(?<!\b[^\W\d_])[.!?…]+[»”\")]*(?=\s)|\n")


class Piece(NamedTuple):
    """A stretch of text, found or not."""

    text: str
    is_found: bool


class Span(NamedTuple):
    """A stretch of a text that was found, as offsets; `what` numbers the condition it meets."""

    start: int
    end: int
    what: int


@dataclass(frozen=True)
class Matches:
    """What a question found in an article: in its title, and in its body up to READ_CHARS."""

    title: list[Span]
    body: list[Span]

    @property
    def count(self) -> int:
        return len(self.title) + len(self.body)


@dataclass
class _Terms:
    """The words of a text, and the text: as written, exactly, by stem, as names."""

    text: str
    written: list[str]
    exact: list[str]
    stems: list[str]
    spelt: list[str]


# Which words of a text meet a condition: (index of the first, number of words).
_Finder = Callable[[_Terms], Iterator[tuple[int, int]]]


@dataclass
class Marker:
    """What a question looks for, ready to be looked for in many texts."""

    question: Question
    _people: dict[int | None, int] = field(default_factory=dict, init=False)
    _places: dict[int | None, int] = field(default_factory=dict, init=False)
    # Field ("" for both), number of the condition, finder.
    _finders: list[tuple[str, int, _Finder]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        leaves = list(self.question.words.leaves())
        for what, leaf in enumerate(leaves):
            self._look_for(leaf, what)
        beside = len(leaves)
        for person in self.question.leaders:
            self._people.setdefault(person, beside)
        for place in self.question.cities:
            self._places.setdefault(place, beside + 1)
        self._look_for_countries(self.question.countries, beside + 2)

    @property
    def looks_for_something(self) -> bool:
        """Whether there is anything to be found in a text: an outlet or a date is not."""
        return bool(self._people or self._places or self._finders)

    def matches(self, article: Article) -> Matches:
        """What the question found in an article, which comes with its mentions."""
        return Matches(
            self._spans(article, "title", article.title),
            self._spans(article, "body", article.body[:READ_CHARS]),
        )

    def _spans(self, article: Article, field: str, text: str) -> list[Span]:
        """What the question found in a field, in order, not overlapping."""
        mentions = [
            mention
            for mention in article.mentions.all()
            if mention.field == field and mention.end <= len(text)
        ]
        spans = []
        for each in mentions:
            what = self._people.get(each.person_id, self._places.get(each.location_id))
            if what is not None:
                spans.append(Span(each.start, each.end, what))
        names = [(each.start, each.end) for each in mentions if each.basis == Mention.Basis.NAME]
        spans += self._words_found(field, text, names, article.language)
        return _apart(spans)

    def _words_found(
        self, field: str, text: str, names: list[tuple[int, int]], language: str
    ) -> list[Span]:
        finders = [each for each in self._finders if each[0] in ("", field)]
        if not finders:
            return []
        terms = _Terms(text, WORD.findall(text), *terms_of_text(text, names, language))
        found = [(first, count, what) for _, what, find in finders for first, count in find(terms)]
        if not found:
            return []
        offsets = _offsets(
            text, terms.written, {i for first, n, _ in found for i in (first, first + n - 1)}
        )
        return [
            Span(offsets[first][0], offsets[first + count - 1][1], what)
            for first, count, what in found
            if first in offsets and first + count - 1 in offsets
        ]

    def _look_for(self, leaf: reading.Leaf, what: int, field: str = "") -> None:
        match leaf:
            case Words():
                self._finders += [(field, what, find) for find in _finders_of_words(leaf)]
            case Name():
                self._people |= dict.fromkeys(leaf.people, what)
                self._places |= dict.fromkeys(leaf.places, what)
                self._finders += [(field, what, find) for find in _finders_of_name(leaf)]
                if leaf.word:
                    self._look_for(Words((leaf.word,)), what, field)
            case reading.Prefix(letters):
                self._finders.append((field, what, _beginning(letters)))
            case reading.Year(year):
                self._finders.append((field, what, _single(lambda t: t.exact, {str(year)})))
            case reading.InTitle(part):
                self._look_for(part, what, "title")
            case reading.Near(left, right, distance):
                sides = [set(stems_near(side)) for side in (left, right)]
                self._finders.append((field, what, _near(sides[0], sides[1], distance)))
            case reading.Has("leader", values):
                self._people |= {int(value): what for value in values}
            case reading.Has("city", values):
                self._places |= {int(value): what for value in values}
            case reading.Has("country", values):
                self._look_for_countries(values, what)

    def _look_for_countries(self, countries: Iterable[int | str], what: int) -> None:
        """The countries themselves and the places in them."""
        if countries:
            there = Q(pk__in=countries) | Q(country__in=countries)
            for place in Location.objects.filter(there).order_by().values_list("pk", flat=True):
                self._places.setdefault(place, what)


def marked_title(article: Article, found: Matches) -> list[Piece]:
    """The title in pieces."""
    return pieces(article.title, found.title)


def snippet(article: Article, found: Matches) -> list[Piece]:
    """The best sentences of the body in pieces."""
    text = article.body[:READ_CHARS]
    spans = found.body
    shown: list[Piece] = []
    end = 0
    for start, stop in _best_stretches(text, spans):
        if shown or start:
            shown.append(Piece(" … " if shown else "… ", False))
        shown += pieces(text, spans, start, stop)
        end = stop
    if end < len(article.body.rstrip()):
        shown.append(Piece(" …", False))
    return shown


def pieces(text: str, spans: Sequence[Span], start: int = 0, end: int | None = None) -> list[Piece]:
    """A stretch of a text in pieces, found and not."""
    end = len(text) if end is None else end
    cut, at = [], start
    for span in spans:
        if span.end <= start or span.start >= end:
            continue
        found_start, found_end = max(span.start, start), min(span.end, end)
        if found_start > at:
            cut.append(Piece(text[at:found_start], False))
        cut.append(Piece(text[found_start:found_end], True))
        at = found_end
    if at < end:
        cut.append(Piece(text[at:end], False))
    return cut


def _best_stretches(text: str, spans: list[Span]) -> list[tuple[int, int]]:
    """Where most conditions are met, from the head of a sentence on; and, if that leaves one
    out and there is room, a sentence that meets it. In the order of the text."""
    if not spans:
        return [_clipped(text, 0, len(text), 0)] if text else []
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    sentences = [_trimmed(text, *each) for each in pairwise([0, *ends, len(text)])]
    starts = [span.start for span in spans]
    # What a reader would see who began to read there, cut at the length of a snippet.
    seen = {
        (start, end): spans[bisect_left(starts, start) : bisect_left(starts, start + SNIPPET_CHARS)]
        for start, end in sentences
    }

    def value(sentence: tuple[int, int]) -> tuple[int, int, int]:
        found = seen[sentence]
        return len({span.what for span in found}), len(found), -sentence[0]

    best = max(sentences, key=value)
    around = seen[best][0].start if seen[best] else spans[0].start
    whole = _clipped(text, best[0], len(text), around)
    met = {span.what for span in spans if whole[0] <= span.start < whole[1]}
    first = _clipped(text, *best, around)
    room = SNIPPET_CHARS - (first[1] - first[0])
    others = [span for span in spans if span.what not in met]
    if not others or room < _SHORTEST_SENTENCE:
        return [whole]
    other = others[0].start
    start, end = next(each for each in reversed(sentences) if each[0] <= other)
    second = _clipped(text, start, end, other, room)
    (begin, stop), (again, last) = sorted([first, second])
    # Two sentences that follow each other are one stretch.
    if again <= stop or not text[stop:again].strip():
        return [(begin, max(stop, last))]
    return [(begin, stop), (again, last)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _clipped(
    text: str, start: int, end: int, around: int, most: int = SNIPPET_CHARS
) -> tuple[int, int]:
    """At most so many characters of a stretch, with what stands at `around` among them."""
    if end - start <= most:
        return start, end
    if around - start > most // 2:
        start = text.rfind(" ", start, max(around - most // 4, start + 1)) + 1 or around
    stop = min(start + most, end)
    if stop < end:
        stop = max(text.rfind(" ", start, stop), around + 1)
    return start, stop


def _apart(spans: list[Span]) -> list[Span]:
    """In order, what overlaps as one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


# --- Finders: which words of a text meet a condition ---------------------------------------


def _offsets(text: str, words: list[str], indexes: set[int]) -> dict[int, tuple[int, int]]:
    """Where some words of a text stand, by their index among all of them."""
    by_word: dict[str, list[int]] = {}
    wanted = {words[index] for index in indexes}
    for index, word in enumerate(words):
        if word in wanted:
            by_word.setdefault(word, []).append(index)
    return {
        index: (start, start + len(word))
        for word, numbers in by_word.items()
        for index, start in zip(numbers, starts_of(word, text), strict=False)
    }


def _finders_of_words(words: Words) -> list[_Finder]:
    if words.is_exact:
        return [_run(lambda t: t.exact, [{exact_term(word)} for word in words.words])]
    finders = [_run(lambda t: t.stems, [set(stems_asked(word)) for word in words.words])]
    if words.is_compound:
        whole = "".join(words.words)
        finders.append(_single(lambda t: t.stems, set(stems_asked(whole))))
    elif len(words.words) == 1:
        finders.append(_written_apart(compound_term(words.text)))
    return finders


def _finders_of_name(name: Name) -> Iterator[_Finder]:
    yield _single(lambda t: t.spelt, name.spellings)
    for phrase in name.phrases:
        yield _run(lambda t: t.exact, [{word} for word in phrase.split()])


def _single(
    terms_of: Callable[[_Terms], list[str]], wanted: Sequence[str] | set[str] | frozenset[str]
) -> _Finder:
    def find(terms: _Terms) -> Iterator[tuple[int, int]]:
        return ((index, 1) for index, term in enumerate(terms_of(terms)) if term in wanted)

    return find


def _run(terms_of: Callable[[_Terms], list[str]], wanted: list[set[str]]) -> _Finder:
    """Words side by side, each one of its set."""
    if len(wanted) == 1:
        return _single(terms_of, wanted[0])

    def find(terms: _Terms) -> Iterator[tuple[int, int]]:
        stand = terms_of(terms)
        for index, term in enumerate(stand[: len(stand) - len(wanted) + 1]):
            if term in wanted[0] and all(
                stand[index + number] in each for number, each in enumerate(wanted)
            ):
                yield index, len(wanted)

    return find


def _written_apart(whole: str) -> _Finder:
    """A word written with a hyphen, or a number with a space, where it was asked for as one."""

    def find(terms: _Terms) -> Iterator[tuple[int, int]]:
        for index, (word, following) in enumerate(zip(terms.exact, terms.exact[1:], strict=False)):
            if whole.startswith(word) and compound_term(f"{word}-{following}") == whole:
                # «по ходу» is not поход, nor «форум и» форум.
                joint = " " if word.isdecimal() else "-"
                if joint.join(terms.written[index : index + 2]) in terms.text:
                    yield index, 2

    return find


def _beginning(letters: str) -> _Finder:
    begins = re.compile(prefix_pattern(letters)).match

    def find(terms: _Terms) -> Iterator[tuple[int, int]]:
        return ((index, 1) for index, term in enumerate(terms.exact) if begins(term))

    return find


def _near(left: set[str], right: set[str], distance: int) -> _Finder:
    def find(terms: _Terms) -> Iterator[tuple[int, int]]:
        sides = [
            [index for index, stem in enumerate(terms.stems) if stem in side]
            for side in (left, right)
        ]
        # Each word once, however many stand near it: of common ones there are thousands.
        for some, others in (sides, sides[::-1]):
            for index in some:
                first = bisect_left(others, index - distance)
                if any(
                    other != index and other <= index + distance
                    for other in others[first : first + 2]
                ):
                    yield index, 1

    return find
