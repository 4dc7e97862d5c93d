"""Ask: a Question -> how many articles, which ones in order, and counts by facet."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from archive.models import Article
from archive.search import index
from archive.search.analysis import exact_term, person_term, place_term, stems_asked
from archive.search.filters import Question
from archive.search.words import Clause, Name, Part, Words, Year

logger = logging.getLogger(__name__)

# Past this nobody reads on; a narrower question is the answer (search study, S3).
DEEPEST = 10_000
# Articles an export reads at a time.
BLOCK = 1000
FACET_VALUES = 12

# A word in the title tells more of an article than one in its text.
TITLE_WEIGHT = 3.0
# A spelling the extractor did not link still counts, but never above a link.
UNLINKED_WEIGHT = 0.05
# Alternatives of a phrase: two stems a word make at most this many.
MOST_PHRASES = 64

# Facet -> field of the index, and the parts of the question that are its own filter.
FACETS: dict[str, tuple[str, dict[str, Any]]] = {
    "leader": ("people", {"leaders": ()}),
    "city": ("cities", {"cities": ()}),
    "country": ("countries", {"countries": ()}),
    "year": ("year", {"date_from": None, "date_to": None}),
    "outlet": ("outlet", {"outlets": ()}),
}


class IndexMissing(Exception):  # noqa: N818  a state, not a fault
    """There is no search index yet: it is being built."""


@dataclass(frozen=True)
class Found:
    """One page of an answer: the number of all articles found, and the ids on this page."""

    count: int
    ids: list[int]

    def articles(self) -> list[Article]:
        """The articles of this page in the order found.

        One that was deleted within the last second may be missing.
        """
        stored = Article.objects.for_listing().prefetch_related(
            "mentions__person", "mentions__location"
        )
        by_id = stored.in_bulk(self.ids)
        return [by_id[pk] for pk in self.ids if pk in by_id]


def find(question: Question, offset: int = 0, limit: int = 20) -> Found:
    """The articles at `offset` and after in the question's order; 0 <= offset < DEEPEST."""
    searcher = _searcher()
    query = query_of(question)
    if question.order == "relevance":
        return _by_relevance(searcher, query, offset, limit)
    newest = question.order == "newest"
    result = searcher.search(
        query,
        limit=limit,
        offset=offset,
        order_by_field="newest" if newest else "oldest",
        order=tantivy.Order.Desc if newest else tantivy.Order.Asc,
    )
    return Found(_count(result), _ids(searcher, [address for _, address in result.hits]))


def every_id(question: Question) -> Iterator[int]:
    """All articles found, newest first, to the end and without a cap: for exports."""
    searcher = _searcher()
    query = query_of(question)
    rest = query
    while True:
        result = searcher.search(rest, limit=BLOCK, order_by_field="newest", count=False)
        yield from _ids(searcher, [address for _, address in result.hits])
        if len(result.hits) < BLOCK:
            return
        # On from the last key: an offset would sort all that went before once more.
        older = Query.range_query(
            _schema(),
            "newest",
            tantivy.FieldType.Unsigned,
            upper_bound=result.hits[-1][0],
            include_upper=False,
        )
        rest = Query.boolean_query([(Occur.Must, query), (Occur.Must, older)])


def facet_counts(
    question: Question, facet: str, limit: int = FACET_VALUES
) -> list[tuple[int, int]]:
    """The commonest values of a facet and their exact numbers of articles.

    The facet's own filter is left out, so that the other choices can be seen. A year is its
    own value; other values are ids.
    """
    field, own = FACETS[facet]
    return _counts(replace(question, **own), field, limit)


def named_together(question: Question, limit: int = FACET_VALUES) -> list[tuple[int, int]]:
    """People named in the articles found besides those asked for: what adding each gives."""
    counts = _counts(question, "people", limit + len(question.leaders))
    return [pair for pair in counts if pair[0] not in question.leaders][:limit]


def _counts(question: Question, field: str, limit: int) -> list[tuple[int, int]]:
    # Ties at the end of the list are cut by key, so more are asked for than shown.
    buckets = _searcher().aggregate(
        query_of(question),
        {"values": {"terms": {"field": field, "size": limit * 2, "segment_size": 65_000}}},
    )["values"]["buckets"]
    counts = [(int(bucket["key"]), bucket["doc_count"]) for bucket in buckets]
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:limit]


def _by_relevance(searcher: tantivy.Searcher, query: Query, offset: int, limit: int) -> Found:
    # Equal scores come in an order that a merge may change; date and id settle them. Every
    # page is cut from the same depth, or an article could stand on two pages or on none.
    result = searcher.search(query, limit=DEEPEST)
    addresses = [address for _, address in result.hits]
    newest = searcher.fast_field_values("newest", addresses) if addresses else []
    ranked = sorted(
        zip(result.hits, newest, strict=True),
        # Scores are sums of floats, whose last digits depend on the order of adding.
        key=lambda pair: (-round(pair[0][0], 4), -int(pair[1] or 0)),
    )
    page = [hit[1] for hit, _ in ranked[offset : offset + limit]]
    return Found(_count(result), _ids(searcher, page))


def _count(result: tantivy.SearchResult) -> int:
    return result.count  # type: ignore[attr-defined]  # missing in the binding's stubs


def _ids(searcher: tantivy.Searcher, addresses: list) -> list[int]:
    if not addresses:
        return []
    return [int(pk or 0) for pk in searcher.fast_field_values("id", addresses)]


# --- The index open for reading ------------------------------------------------


def _searcher() -> tantivy.Searcher:
    # A rebuild may take the folder away between two lines; the next look finds the new one.
    for _ in range(3):
        folder = index.current_folder()
        if folder is None or index.position_of(folder) is None:
            break
        try:
            # A commit by the indexer renews meta.json; so the newest is read, not the first.
            opened = _opened(folder)
            _reloaded(folder, (folder / "meta.json").stat().st_mtime_ns)
            return opened.searcher()
        except (OSError, ValueError):
            logger.info("The search index was replaced while it was opened")
    raise IndexMissing


@lru_cache(maxsize=1)
def _opened(folder: Path) -> tantivy.Index:
    return tantivy.Index.open(str(folder))


@lru_cache(maxsize=1)
def _reloaded(folder: Path, changed_at: int) -> None:
    _opened(folder).reload()


# --- The question in the engine's terms -------------------------------------------


@lru_cache
def _schema() -> tantivy.Schema:
    return index.schema()


def query_of(question: Question) -> Query:
    """The engine's query for a question, order and page apart."""
    must = [_clause(clause) for clause in question.words.clauses]
    must += [(Occur.Must, _unscored(_number("people", pk))) for pk in question.leaders]
    for field, values in (
        ("cities", question.cities),
        ("countries", question.countries),
        ("outlet", question.outlets),
        ("language", [index.LANGUAGES[language] for language in question.languages]),
        ("kinds", [index.KINDS[kind] for kind in question.kinds]),
    ):
        if values:
            must.append((Occur.Must, _unscored(_any([_number(field, v) for v in values]))))
    if question.date_from or question.date_to:
        must.append((Occur.Must, _unscored(_days(question))))
    if not any(occur == Occur.Must for occur, _ in must):
        must.append((Occur.Must, Query.all_query()))
    return Query.boolean_query(must)


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _number(field: str, value: int) -> Query:
    return Query.term_query(_schema(), field, value)


def _any(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _days(question: Question) -> Query:
    return Query.range_query(
        _schema(),
        "day",
        tantivy.FieldType.Integer,
        question.date_from.toordinal() if question.date_from else None,
        question.date_to.toordinal() if question.date_to else None,
    )


def _clause(clause: Clause) -> tuple[Occur, Query]:
    query = _any([_part(part) for part in clause.parts])
    return (Occur.MustNot if clause.is_negated else Occur.Must), query


def _part(part: Part) -> Query:
    if isinstance(part, Year):
        undated = [
            (Occur.Must, _term(exact_term(part.text))),
            (Occur.MustNot, Query.exists_query("day")),
        ]
        return _unscored(_any([_number("year", part.year), Query.boolean_query(undated)]))
    if isinstance(part, Name):
        return _name(part)
    return _words(part)


def _name(name: Name) -> Query:
    """The persons and places themselves, and the spellings the extractor did not link."""
    terms = [person_term(pk) for pk in sorted(name.people)]
    terms += [place_term(pk) for pk in sorted(name.places)]
    choices = [_term(term) for term in terms]
    if name.spellings:
        spelt = [exact_term(word) for word in sorted(name.spellings)]
        for field in ("title", "body"):
            written = Query.term_set_query(_schema(), field, spelt)
            choices.append(Query.const_score_query(written, UNLINKED_WEIGHT))
    if name.word:
        choices.append(_words(Words((name.word,), name.word)))
    return _any(choices)


def _words(words: Words) -> Query:
    """Words side by side, each in any of its stems."""
    stems = [stems_asked(word) for word in words.words]
    if len(stems) == 1:
        return _any([_term(stem) for stem in stems[0]])
    if prod(len(each) for each in stems) > MOST_PHRASES:
        # A long phrase is most often pasted: as it stands, word by word.
        stems = [(exact_term(word),) for word in words.words]
    return _any(
        [
            _weighted(field, Query.phrase_query(_schema(), field, list(choice)))
            for choice in product(*stems)
            for field in ("title", "body")
        ]
    )


def _term(term: str) -> Query:
    return _any(
        [_weighted(field, Query.term_query(_schema(), field, term)) for field in ("title", "body")]
    )


def _weighted(field: str, query: Query) -> Query:
    return Query.boost_query(query, TITLE_WEIGHT) if field == "title" else query
