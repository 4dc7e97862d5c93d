"""Ask: a Question -> how many articles, and which ones, in order.

Facets are counted by counting.py, on the same Answer.
"""

import datetime
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

import tantivy
from tantivy import Occur, Query

from archive.models import Article
from archive.search import effort, index, indexer
from archive.search.filters import Question
from archive.search.opened import IndexMissing, State, state
from archive.search.paging import NO_PLACE, Place, PlaceUnreadable, place_of
from archive.search.queries import any_of, query_of

__all__ = ["IndexMissing", "PlaceUnreadable"]

# Past this rank no reader reads on by relevance, and pages end; by date they go on to the end.
DEEPEST = 10_000
# Articles read at a time where all of them are wanted, and where nearly alike ones are folded.
BLOCK, FOLDED_BLOCK = 10_000, 24
# By relevance articles are put in order so many at a time.
WINDOW, WINDOW_OF_NAMES = 50, 200
# Of names alone an article counts twice as much as one this much older. A ratio, so that the
# order of two articles does not hang on the day of asking.
RECENCY_DOUBLES_IN_YEARS = 20
# So many counts and facets are remembered as long as nothing changes.
REMEMBERED = 200

# How far the index is behind is looked at so often, not for each answer: it takes as long as
# finding a rare word.
LOOK_SECONDS = 0.5

Counts = list[tuple[int, int]]


def articles_of(ids: list[int]) -> list[Article]:
    """The articles with these ids, in their order, as lists show them; without those that are
    no more."""
    stored = Article.objects.for_listing().prefetch_related(
        "mentions__person", "mentions__location"
    )
    by_id = stored.in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


class Hit(NamedTuple):
    """An article found, and how many more of those found are nearly alike and folded away."""

    id: int
    alike: int = 0


@dataclass(frozen=True)
class Found:
    """One page of an answer: the number of all articles found, and those on this page.

    `next` is the place where the next page begins; empty on the last. `behind` is how long the
    oldest change that this answer does not know of has waited.
    """

    count: int
    hits: list[Hit]
    next: str = ""
    behind: datetime.timedelta = datetime.timedelta(0)

    @property
    def ids(self) -> list[int]:
        return [hit.id for hit in self.hits]

    def articles(self) -> list[Article]:
        """The articles of this page in the order found.

        One that was deleted within the last second may be missing.
        """
        return articles_of(self.ids)


def admitted(question: Question) -> AbstractContextManager[None]:
    """In its turn, if it is a costly one, all that is made of the answer to a question.

    TooBusy if too many wait already. What is asked outside waits for a turn by itself.
    """
    return effort.admitted(effort.is_costly(question, state()))


def state_at(question: Question, after: str = "", *, folded: bool = False) -> State:
    """The state of the index in which the page from this place on is answered.

    PlaceUnreadable if there is no such page.
    """
    place = place_of(after, question)
    here = state(place.state if place else "")
    if place and place.order == "relevance" and place.at >= _deepest(here, folded=folded):
        raise PlaceUnreadable(NO_PLACE)
    return here


def _deepest(here: State, *, folded: bool) -> int:
    """By rank the engine sorts all that went before once more, and makes room for it."""
    return DEEPEST if folded else here.searcher.num_docs


def find(
    question: Question,
    limit: int = 20,
    after: str = "",
    *,
    folded: bool = False,
    here: State | None = None,
) -> Found:
    """A page of the articles that answer the question, in its order, from a place on.

    `folded`: as readers see it, of nearly alike texts one alone (the count is of all), and by
    relevance to DEEPEST. PlaceUnreadable if `after` is no place in this answer. `here` is the
    state of this place, for who asks for more of the same.
    """
    here = here or state_at(question, after, folded=folded)
    place, answer = place_of(after, question), Answer(question, here)
    if folded and not question.alike:
        hits, last = answer.folded_page(place, limit)
    else:
        ranked = answer.ranked(place, limit + 1)
        hits = [Hit(each.id) for each in ranked[:limit]]
        last = answer.place_after(ranked[limit - 1]) if len(ranked) > limit else None
    if last and last.order == "relevance" and last.at >= _deepest(here, folded=folded):
        last = None
    return Found(
        count=answer.count,
        hits=hits,
        next=str(last) if last else "",
        behind=_behind(answer.state.name, int(time.monotonic() / LOOK_SECONDS)),
    )


@lru_cache(maxsize=1)
def _behind(state_name: str, look: int) -> datetime.timedelta:
    return indexer.lag() or datetime.timedelta(0)


def every_id(question: Question) -> Iterator[int]:
    """All articles found, in the question's order, to the end and without a cap."""
    answer, place = Answer(question, state(), is_patient=True), None
    while True:
        ranked = answer.ranked(place, BLOCK)
        yield from (each.id for each in ranked)
        if len(ranked) < BLOCK:
            return
        place = answer.place_after(ranked[-1])


class _Ranked(NamedTuple):
    """An article in order: the rank or sort key that is reached with it, and the group of texts
    nearly alike to it."""

    id: int
    reached: int
    group: int


class Answer:
    """One question put to one state of the index."""

    def __init__(self, question: Question, here: State, *, is_patient: bool = False) -> None:
        self.question, self.state, self.searcher = question, here, here.searcher
        self.query = query_of(question, here)
        is_costly = effort.is_costly(question, here)
        self.admitted = partial(effort.admitted, is_costly, is_patient=is_patient)
        # The order changes no number.
        self._unsorted = question.sorted_by("")
        # Group of nearly alike texts -> the article that stands for it, and how many are found.
        self._groups: dict[int, tuple[int, int]] = {}

    def _once(self, what: tuple, make: Callable[[], Any]) -> Any:
        """What is made of this question, made once as long as the index does not change."""
        key = (self._unsorted, *what)
        found = self.state.remembered.get(key)
        if found is None:
            found = make()
            if len(self.state.remembered) > REMEMBERED:
                self.state.remembered.clear()
            self.state.remembered[key] = found
        return found

    @property
    def count(self) -> int:
        return self._once(("count",), lambda: _count(self._search(self.query, limit=1)))

    def ranked(self, place: Place | None, limit: int) -> list[_Ranked]:
        """The articles from a place on, in order."""
        if self.question.order == "relevance":
            return self._by_relevance(place.at if place else 0, limit)
        query = self._beyond(place) if place else self.query
        result = self._by_date(query, self.question.order, limit)
        if place is None:
            # As exact as counting them by themselves, and at no further cost.
            self._once(("count",), lambda: _count(result))
        return self._ranked(_addresses(result), [key for key, _ in result.hits])

    def _by_relevance(self, rank: int, limit: int) -> list[_Ranked]:
        """The articles after a rank; of equal ones the newest first, window by window.

        The engine itself would weigh or part them by a further field at twice the time.
        """
        is_of_names = self.question.words.is_of_names
        window = WINDOW_OF_NAMES if is_of_names else WINDOW
        begin, end = rank - rank % window, -(-(rank + limit) // window) * window
        result = self._search(self.query, limit=end - begin, offset=begin)
        self._once(("count",), lambda: _count(result))
        hits = result.hits
        scores, addresses = [score for score, _ in hits], [address for _, address in hits]
        keys = self._values("newest", addresses)
        if is_of_names:
            # Who asks for a name alone means what is new of it.
            scores = [
                score * 2 ** (index.years_of(key) / RECENCY_DOUBLES_IN_YEARS)
                for score, key in zip(scores, keys, strict=True)
            ]
        found = list(zip(scores, keys, addresses, strict=True))
        ordered: list[Any] = []
        for first in range(0, len(found), window):
            # No two keys are equal, so addresses, which have no order, are never compared.
            ordered += sorted(found[first : first + window], reverse=True)
        wanted = [address for *_, address in ordered[rank - begin :][:limit]]
        return self._ranked(wanted, range(rank + 1, rank + 1 + len(wanted)))

    def _ranked(self, addresses: Sequence[Any], reached: Sequence[int]) -> list[_Ranked]:
        ids, groups = self._values("id", addresses), self._values("twins", addresses)
        return list(map(_Ranked, ids, reached, groups))

    def place_after(self, article: _Ranked) -> Place:
        order = self.question.order
        return Place(order, article.reached, self.state.name if order == "relevance" else "")

    def _search(self, query: Query, **options: Any) -> tantivy.SearchResult:
        with self.admitted():
            return self.searcher.search(query, **options)

    def _by_date(self, query: Query, order: str, limit: int) -> tantivy.SearchResult:
        return self._search(
            query,
            limit=limit,
            order_by_field=order,
            order=tantivy.Order.Desc if order == "newest" else tantivy.Order.Asc,
        )

    def _beyond(self, place: Place) -> Query:
        """What comes after a sort key: an offset would sort all that went before once more."""
        bound: dict[str, Any] = (
            {"upper_bound": place.at, "include_upper": False}
            if place.order == "newest"
            else {"lower_bound": place.at, "include_lower": False}
        )
        rest = Query.range_query(index.schema(), place.order, tantivy.FieldType.Unsigned, **bound)
        return Query.boolean_query(
            [(Occur.Must, self.query), (Occur.Must, Query.const_score_query(rest, 0.0))]
        )

    def _values(self, field: str, addresses: Sequence[Any]) -> list[int]:
        if not addresses:
            return []
        values = self.searcher.fast_field_values(field, list(addresses))
        return [int(value or 0) for value in values]

    def folded_page(self, place: Place | None, limit: int) -> tuple[list[Hit], Place | None]:
        """The page with nearly alike texts folded, and the place after it unless it is the last."""
        hits: list[Hit] = []
        last: _Ranked | None = None
        block = FOLDED_BLOCK
        while True:
            ranked = self.ranked(place, block)
            of_several = self._of_several(ranked)
            for each in ranked:
                alike = self._alike(each) if each.group in of_several else 0
                if alike is None:
                    continue
                if last and len(hits) == limit:
                    return hits, self.place_after(last)
                hits.append(Hit(each.id, alike))
                last = each
            if len(ranked) < block:
                return hits, None
            place = self.place_after(ranked[-1])
            # Thousands may be alike, and are gone through in a few long steps.
            block = min(block * 2, BLOCK)

    def _of_several(self, ranked: list[_Ranked]) -> set[int]:
        """The groups among these that may have several of the articles found."""
        groups = Counter(each.group for each in ranked)
        if len(ranked) == self.count:
            return {group for group, number in groups.items() if number > 1}
        return {group for group in groups if self.searcher.doc_freq("twins", group) > 1}

    def _alike(self, article: _Ranked) -> int | None:
        """How many of those found are nearly alike to this one; None if another stands for them.

        Which one does hangs on the question alone, not on the page, so that a group shows once
        on all pages together: by relevance the best, else the oldest, which none of
        those that come in while a reader pages on displaces.
        """
        if article.group not in self._groups:
            group = any_of("twins", [article.group])
            query = Query.boolean_query([(Occur.Must, self.query), (Occur.Must, group)])
            if self.question.order == "relevance":
                result = self._search(query, limit=1)
            else:
                result = self._by_date(query, "oldest", limit=1)
            self._groups[article.group] = self._values("id", _addresses(result))[0], _count(result)
        first, number = self._groups[article.group]
        return number - 1 if article.id == first else None

    def counts(self, sizes: Mapping[str, int]) -> dict[str, Counts]:
        """The commonest values of fields of the index, at most so many of each, and how many
        articles have them: exact, ties in the order of the values."""
        return self._once(("facets", *sorted(sizes.items())), lambda: self._counted(sizes))

    def _counted(self, sizes: Mapping[str, int]) -> dict[str, Counts]:
        asked = {
            # Ties at the end of the list are cut by key, so more are asked for than given.
            field: {"terms": {"field": field, "size": size * 2, "segment_size": 65_000}}
            for field, size in sizes.items()
        }
        with self.admitted():
            answer = self.searcher.aggregate(self.query, asked)
        return {
            field: sorted(
                ((int(each["key"]), each["doc_count"]) for each in answer[field]["buckets"]),
                key=lambda pair: (-pair[1], pair[0]),
            )[:size]
            for field, size in sizes.items()
        }


def _count(result: tantivy.SearchResult) -> int:
    return result.count  # type: ignore[attr-defined]  # missing in the binding's stubs


def _addresses(result: tantivy.SearchResult) -> list[Any]:
    return [address for _, address in result.hits]
