"""Queries: a Question -> one query in the engine's terms.

Knows which field holds what (index.py) and what it is worth. Filters and years do not score:
they hold or do not.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import Any

import tantivy
from tantivy import Occur, Query

from archive.search import index, reading
from archive.search.analysis import (
    compound_term,
    exact_term,
    person_term,
    place_term,
    prefix_pattern,
    stems_asked,
    stems_of_name,
)
from archive.search.filters import Question
from archive.search.opened import State
from archive.search.reading import Name, Words

# What a word is worth where it stands. Title and lead say what an article is on.
TITLE_WEIGHT, LEAD_WEIGHT = 3.0, 1.0
# Who takes part in the meeting an article covers stands above who is merely mentioned.
MET_WEIGHT = 1.0
# A spelling the extractor did not link still counts, and so does a word written in one that has
# hyphens elsewhere; but never above what was asked for. Weights, where a constant would say it as
# well: terms alone, whatever they weigh, the engine adds up in half the time.
UNLINKED_WEIGHT = COMPOUND_WEIGHT = 0.005
# A phrase of words with several stems is as many phrases; past this the words as they stand.
MOST_PHRASES = 32

_TEXT = ("title", "body")


def query_of(question: Question, here: State) -> Query:
    """The engine's query for a question, order and page apart."""
    must = _filters(question)
    if question.words.tree is not None:
        must.insert(0, _Asked(here).clause(question.words.tree))
    if not any(occur == Occur.Must for occur, _ in must):
        must.append((Occur.Must, Query.all_query()))
    return Query.boolean_query(must)


def _filters(question: Question) -> list[tuple[Occur, Query]]:
    """The conditions of the URL's parameters, the box apart."""
    clauses = [(Occur.Must, any_of("people", [pk])) for pk in question.leaders]
    for name in reading.FIELDS:
        if name != "leader" and (values := question.chosen(name)):
            clauses.append((Occur.Must, _has(name, values)))
        if values := question.excluded(name):
            clauses.append((Occur.MustNot, _has(name, values)))
    if question.date_from or question.date_to:
        clauses.append((Occur.Must, _published(question.date_from, question.date_to)))
    if question.alike:
        clauses.append((Occur.Must, any_of("twins", [question.alike])))
    return clauses


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def any_of(field: str, numbers: Iterable[int]) -> Query:
    """The articles with any of these numbers in a field, at no score."""
    return _unscored(
        _any([Query.term_query(index.schema(), field, number, "basic") for number in numbers])
    )


# Filter -> field of the index.
_FIELD = {
    "leader": "people",
    "city": "cities",
    "country": "countries",
    "outlet": "outlet",
    "language": "language",
    "kind": "kinds",
}


def numbers_of(name: str, values: Iterable[Any]) -> tuple[str, list[int]]:
    """The field of the index for a filter, and the numbers its values have there."""
    if name == "language":
        values = [index.LANGUAGES[value] for value in values]
    elif name == "kind":
        values = [index.KINDS[value] for value in values]
    return _FIELD[name], list(values)


def _has(name: str, values: Iterable[Any]) -> Query:
    """Any of these values of a filter."""
    return any_of(*numbers_of(name, values))


def _published(since: Any, until: Any) -> Query:
    return _unscored(
        Query.range_query(
            index.schema(),
            "day",
            tantivy.FieldType.Integer,
            since.toordinal() if since else None,
            until.toordinal() if until else None,
        )
    )


class _Asked:
    """The tree of the box in the engine's terms; asks the index which stems it has at all."""

    def __init__(self, here: State) -> None:
        self.frequency = here.frequency

    def clause(self, node: reading.Node) -> tuple[Occur, Query]:
        if isinstance(node, reading.Not):
            return Occur.MustNot, self.query(node.node)
        return Occur.Must, self.query(node)

    def query(self, node: reading.Node) -> Query:
        match node:
            case reading.Not():
                return Query.boolean_query(
                    [(Occur.Must, _unscored(Query.all_query())), self.clause(node)]
                )
            case reading.All(nodes):
                clauses = [self.clause(each) for each in nodes]
                if all(occur == Occur.MustNot for occur, _ in clauses):
                    clauses.append((Occur.Must, _unscored(Query.all_query())))
                return Query.boolean_query(clauses)
            case reading.Any(nodes):
                return _any([self.query(each) for each in nodes])
            case reading.Most(nodes, least):
                return Query.boolean_query(
                    [(Occur.Should, self.query(each)) for each in nodes],
                    minimum_number_should_match=least,
                )
            case reading.Words():
                return self._words(node, _TEXT)
            case reading.Name():
                return self._name(node, _TEXT)
            case reading.Prefix():
                return self._prefix(node, _TEXT)
            case reading.InTitle(part):
                return self._in_title(part)
            case reading.Near(left, right, distance):
                return self._near(left, right, distance)
            case reading.Year(year):
                return self._year(year)
            case reading.Has(name, values):
                return _has(name, values) if values else Query.empty_query()
            case reading.Published(since, until):
                return _published(since, until)

    def _in_title(self, part: Words | reading.Prefix | Name) -> Query:
        match part:
            case Words():
                return self._words(part, ("title",))
            case reading.Prefix():
                return self._prefix(part, ("title",))
            case Name():
                return self._name(part, ("title",))

    def _year(self, year: int) -> Query:
        undated = [
            (Occur.Must, _any([_term(f"{field}_exact", str(year)) for field in _TEXT])),
            (Occur.MustNot, Query.exists_query("day")),
        ]
        return _unscored(_any([any_of("year", [year]), Query.boolean_query(undated)]))

    def _words(self, words: Words, fields: Sequence[str]) -> Query:
        """Words side by side, each in any of its stems, or exactly."""
        choices: list[Query] = []
        if words.is_exact:
            terms = [exact_term(word) for word in words.words]
            choices += [_weighted(field, _phrase(f"{field}_exact", terms)) for field in fields]
            return _any(choices)
        stems = [self._known(stems_asked(word)) for word in words.words]
        if prod(len(each) for each in stems) > MOST_PHRASES:
            # Most often pasted: as it stands, word by word.
            stems = [self._known(stems_asked(word))[:1] for word in words.words]
        for choice in product(*stems):
            choices += [
                _weighted(field, _phrase(field, list(choice)))
                for field in fields
                if self._has_all(field, choice)
            ]
            if len(choice) == 1 and "body" in fields:
                choices.append(Query.boost_query(_term("lead", choice[0]), LEAD_WEIGHT))
        if "body" in fields and (words.is_compound or len(words.words) == 1):
            compound = compound_term(words.text)
            if self.frequency("compound", compound):
                choices.append(Query.boost_query(_term("compound", compound), COMPOUND_WEIGHT))
        if words.is_compound:
            whole = Words(("".join(words.words),))
            choices.append(self._words(whole, fields))
        return _any(choices) if choices else Query.empty_query()

    def _known(self, stems: Sequence[str]) -> list[str]:
        """The stems that any text has."""
        return [stem for stem in stems if any(self.frequency(field, stem) for field in _TEXT)]

    def _has_all(self, field: str, terms: Iterable[str]) -> bool:
        """Whether a field has all of these terms at all, be it in different articles."""
        return all(self.frequency(field, term) for term in terms)

    def _name(self, name: Name, fields: Sequence[str]) -> Query:
        """The persons and places themselves, and the spellings the extractor did not link."""
        terms = [person_term(pk) for pk in sorted(name.people)]
        terms += [place_term(pk) for pk in sorted(name.places)]
        choices = []
        for field in fields:
            choices += [_weighted(field, _term(f"{field}_named", term)) for term in terms]
            choices += [
                Query.boost_query(_term(f"{field}_spelt", spelt), UNLINKED_WEIGHT)
                for spelt in sorted(name.spellings)
                if self.frequency(f"{field}_spelt", spelt)
            ]
            choices += [
                Query.boost_query(_phrase(f"{field}_exact", phrase.split()), UNLINKED_WEIGHT)
                for phrase in sorted(name.phrases)
                if self._has_all(f"{field}_exact", phrase.split())
            ]
        if fields == _TEXT:
            choices += [Query.boost_query(_term("met", term), MET_WEIGHT) for term in terms]
        if name.word:
            choices.append(self._words(Words((name.word,)), fields))
        return _any(choices) if choices else Query.empty_query()

    def _prefix(self, prefix: reading.Prefix, fields: Sequence[str]) -> Query:
        pattern = prefix_pattern(prefix.letters) + ".*"
        return _any(
            [
                _weighted(field, Query.regex_query(index.schema(), f"{field}_exact", pattern))
                for field in fields
            ]
        )

    def _near(self, left: Words | Name, right: Words | Name, distance: int) -> Query:
        """Two words at most so far apart, in either order."""
        sides = [self._known(stems_near(side)) for side in (left, right)]
        if not all(sides):
            return Query.empty_query()
        # Slop lets the second word stand so much before or behind where it is expected. It is
        # expected where the first one stands: that is both orders.
        orders, apart = [sides], [(0, distance)]
        if not set(sides[0]).isdisjoint(sides[1]):
            # There one word would do for both, so it is expected so far on that it cannot.
            orders = [sides] if sides[0] == sides[1] else [sides, sides[::-1]]
            middle = (distance + 1) // 2
            apart = [(middle, middle - 1)]
            if distance % 2 == 0:
                apart.append((distance, 0))
        return _any(
            [
                _weighted(field, _two_apart(field, order, offset, slop))
                for field in _TEXT
                for order in orders
                for offset, slop in apart
            ]
        )


def stems_near(side: Words | Name) -> list[str]:
    """The stems by which `near` knows one of its two sides in a text."""
    if isinstance(side, Words):
        return [stem for word in side.words for stem in stems_asked(word)]
    return sorted({stem for word in side.heads for stem in stems_of_name(word)})


def _term(field: str, term: str) -> Query:
    return Query.term_query(index.schema(), field, term)


def _phrase(field: str, terms: list[str]) -> Query:
    if len(terms) == 1:
        return _term(field, terms[0])
    return Query.phrase_query(index.schema(), field, list(terms))


def _two_apart(field: str, sides: Sequence[Sequence[str]], offset: int, slop: int) -> Query:
    """The one side's stems and the other's so many words on, or up to `slop` before or behind."""
    if all(len(side) == 1 for side in sides):
        terms: list[Any] = [(0, sides[0][0]), (offset, sides[1][0])]
        return Query.phrase_query(index.schema(), field, terms, slop=slop)
    # Stems are letters and digits alone, so nothing in them is a pattern.
    patterns: list[Any] = [(0, "|".join(sides[0])), (offset, "|".join(sides[1]))]
    return Query.regex_phrase_query(index.schema(), field, patterns, slop=slop)


def _weighted(field: str, query: Query) -> Query:
    return Query.boost_query(query, TITLE_WEIGHT) if field == "title" else query
