"""Related: counts of the articles found -> the people and places particular to them.

Particular is what is named in them far more often than in the whole archive; the commonest
names of the archive are not, however often they stand there.
"""

from collections.abc import Mapping
from math import log
from typing import Any

from archive.search.filters import Question
from archive.search.opened import State
from archive.search.reading import Has

# Facets of the whole question, no filter left out, and how many of the commonest are looked at.
# They are counted in the same walk of the index as the facets a page shows.
LOOKED_AT = {"together": 200, "places": 200}
SHOWN = 5
# One article says nothing of the others, and what is twice as common as usual stands out.
_LEAST_ARTICLES, _LEAST_TIMES_USUAL = 2, 2.0

# Facet -> field of the index, and the box's name for the filter.
_FIELDS = {"together": ("people", "leader"), "places": ("cities", "city")}


def related(
    question: Question, count: int, counted: Mapping[str, list[tuple[Any, int]]], here: State
) -> dict[str, list[tuple[int, int]]]:
    """Of the facets in LOOKED_AT the most telling values: (id, number of articles found).

    All is counted in one state of the index. Ordered by the log-likelihood of their number in the
    `count` articles found (the term of Dunning's G² that speaks for them); without those that
    were asked for.
    """
    whole = max(here.searcher.num_docs, 1)
    telling = {}
    for facet, (field, name) in _FIELDS.items():
        asked = _asked(question, name)
        scores: dict[tuple[int, int], float] = {}
        for pk, number in counted.get(facet, []):
            if pk in asked or number < _LEAST_ARTICLES:
                continue
            # How many there are in the whole archive stands in the index, ready to be read.
            # Articles replaced a moment ago still count; that makes it a little too careful.
            usual = count * max(here.frequency(field, pk), 1) / whole
            if number >= usual * _LEAST_TIMES_USUAL:
                scores[pk, number] = number * log(number / usual)
        telling[facet] = sorted(scores, key=lambda each: (-scores[each], each))[:SHOWN]
    return telling


def _asked(question: Question, name: str) -> set[int]:
    """The people or places that the question asks for, in the box or beside it."""
    asked = set(question.chosen(name))
    for named in question.words.names:
        asked |= named.people if name == "leader" else named.places
    for leaf in question.words.leaves():
        if isinstance(leaf, Has) and leaf.field == name:
            asked |= {int(value) for value in leaf.values}
    return asked
