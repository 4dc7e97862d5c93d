"""Counting: a Question -> how many of its articles have each value of a facet."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from archive.search import index
from archive.search.ask import Answer
from archive.search.filters import Question
from archive.search.opened import State, state

FACET_VALUES = 12
# More people and places than any archive has.
EVERY_VALUE = 50_000

# Facet -> field of the index, and the filters that are its own and left out.
FACETS = {
    "leader": ("people", ("leader",)),
    "city": ("cities", ("city",)),
    "country": ("countries", ("country",)),
    "outlet": ("outlet", ("outlet",)),
    "language": ("language", ("language",)),
    "kind": ("kinds", ("kind",)),
    "year": ("year", ("date",)),
    "month": ("month", ("date",)),
    # People named besides those asked for, and places: what adding each of them gives.
    "together": ("people", ()),
    "places": ("cities", ()),
}

FacetCounts = dict[str, list[tuple[Any, int]]]


def facets(question: Question, sizes: Mapping[str, int]) -> FacetCounts:
    """The commonest values of each facet, at most so many, and their exact numbers of articles.

    A facet's own filter is left out, so that the other choices can be seen. Values are ids, a
    code of a language or kind, a year, or a month as index.month_number has it.
    """
    return _facets(state(), question, sizes)


def begin_facets(
    question: Question, sizes: Mapping[str, int], here: State
) -> Callable[[], FacetCounts]:
    """Count facets beside other work, on another processor; call what is answered for them."""
    with_one_thread = ThreadPoolExecutor(1)
    in_turn = copy_context().run
    counting = with_one_thread.submit(in_turn, _facets, here, question, sizes)
    with_one_thread.shutdown(wait=False)
    return counting.result


def _facets(here: State, question: Question, sizes: Mapping[str, int]) -> FacetCounts:
    # Facets whose own filter is not in use share the question, and one walk of the index.
    by_question: dict[Question, dict[str, int]] = {}
    for facet, size in sizes.items():
        own = FACETS[facet][1]
        size += len(question.leaders) if facet == "together" else 0
        by_question.setdefault(question.without(*own), {})[facet] = size
    found: FacetCounts = {}
    for asked, facet_sizes in by_question.items():
        fields: dict[str, int] = {}
        for facet, size in facet_sizes.items():
            field = FACETS[facet][0]
            fields[field] = max(size, fields.get(field, 0))
        counts = Answer(asked, here).counts(fields)
        for facet in facet_sizes:
            found[facet] = [
                (_CODES[facet][value] if facet in _CODES else value, count)
                for value, count in counts[FACETS[facet][0]]
                if facet != "together" or value not in question.leaders
            ][: sizes[facet]]
    return {facet: found[facet] for facet in sizes}


_CODES = {
    "language": {number: code for code, number in index.LANGUAGES.items()},
    "kind": {number: code for code, number in index.KINDS.items()},
}
