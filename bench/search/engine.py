"""Engine: each class of questions, through the project's search and by the bare library.

Bare is the least that could answer: the word's stems or the phrase in title and text; for a name
the people who bear it, and the word too where it is a surname alone, which texts may have unlinked;
the filters beside it; the twenty ids of a page, or one call for all facets. It is on the same
index, in the same process, turn by turn, so the ratio is what names, languages, order, folding and
paging cost, whatever the machine does. No question is asked twice, and what an answer leaves to the
next is forgotten before it; the index's files are in memory. The last column is the ratio of the
processor's time instead: without what either waits for, which on a machine busy with other things
says more.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import tantivy
from django.http import QueryDict
from tantivy import Occur, Query

from archive.search import ask, counting, index
from archive.search.analysis import person_term
from archive.search.filters import ArticleFilter
from archive.search.opened import state
from bench.search.questions import PAGE_SIZE, Asked, questions, read_vocabulary
from bench.search.times import heading, line, milliseconds, p50, p95

QUESTIONS = 200
# Those the page shows.
FACETS = dict.fromkeys(
    ("leader", "city", "country", "outlet", "language", "kind", "year"), counting.FACET_VALUES
)


def measure(count: int = QUESTIONS) -> None:
    """Print the table of the index in use."""
    bare = Bare(index.current_folder())
    warm(index.current_folder())
    vocabulary = read_vocabulary(bare.searcher)
    heading(
        "engine, ms", "found", "bare found", "p50", "p95", "bare p50", "bare p95", "p95 ratio",
        "of CPU",
    )  # fmt: skip
    for name, asked in questions(vocabulary, count).items():
        ours: list[tuple[float, float]] = []
        theirs: list[tuple[float, float]] = []
        found: list[tuple[int, int]] = []
        for number, each in enumerate(asked):
            is_facets = name == "facets"
            works = [
                (through_the_project(each, is_facets), ours),
                (bare.work(each, is_facets), theirs),
            ]
            # Whoever is second finds the index in the processor's cache.
            for work, times in works if number % 2 else reversed(works):
                state().forget()
                times.append(timed(work))
            question = ArticleFilter(QueryDict(each.query_string)).question
            found.append((ask.find(question, 1).count, bare.count(each)))
        (wall, cpu), (bare_wall, bare_cpu) = zip(*ours, strict=True), zip(*theirs, strict=True)
        line(
            name, *(f"{statistics.median(each):,.0f}" for each in zip(*found, strict=True)),
            p50(wall), p95(wall), p50(bare_wall), p95(bare_wall),
            p95(wall) / p95(bare_wall), p95(cpu) / p95(bare_cpu),
        )  # fmt: skip


def warm(folder: Path | None) -> None:
    """Have an index in memory, where one that is in use is: what a disk takes is not measured."""
    for file in folder.iterdir() if folder else ():
        with file.open("rb") as opened:
            while opened.read(1 << 24):
                pass


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds it took, and those the processor was at it."""
    started = time.thread_time()
    took = milliseconds(work)
    return took, (time.thread_time() - started) * 1000


def through_the_project(asked: Asked, is_facets: bool) -> Callable[[], object]:
    """A call that answers as the page would; the question is read before."""
    question = ArticleFilter(QueryDict(asked.query_string)).question
    after = place_after(asked)

    def work() -> object:
        if is_facets:
            return counting.facets(question, FACETS)
        return ask.find(question, PAGE_SIZE, after, folded=True)

    return work


def place_after(asked: Asked) -> str:
    """The place where its page begins, as the link on the page before would have it."""
    if not asked.skipped:
        return ""
    question = ArticleFilter(QueryDict(asked.query_string)).question
    return ask.find(question, asked.skipped).next


class Bare:
    """The index opened by hand."""

    def __init__(self, folder: Path | None) -> None:
        if folder is None:
            raise SystemExit("There is no index of this archive: build it first.")
        self.searcher = tantivy.Index.open(str(folder)).searcher()
        self.schema = index.schema()

    def work(self, asked: Asked, is_facets: bool) -> Callable[[], object]:
        return (lambda: self.facets(asked)) if is_facets else (lambda: self.ids(asked))

    def ids(self, asked: Asked) -> list:
        """The ids of one page."""
        offset = asked.skipped
        query = self.query(asked)
        if asked.is_newest:
            result = self.searcher.search(
                query, limit=PAGE_SIZE, offset=offset, order_by_field="newest"
            )
        else:
            result = self.searcher.search(query, limit=PAGE_SIZE, offset=offset)
        addresses = [address for _, address in result.hits]
        return self.searcher.fast_field_values("id", addresses) if addresses else []

    def facets(self, asked: Asked) -> dict:
        """The commonest values of every facet, in one call."""
        return self.searcher.aggregate(
            self.query(asked),
            {
                name: {
                    "terms": {
                        "field": counting.FACETS[name][0],
                        "size": size,
                        "segment_size": 65_000,
                    }
                }
                for name, size in FACETS.items()
            },
        )

    def count(self, asked: Asked) -> int:
        return self.searcher.search(self.query(asked), limit=1).count  # type: ignore[attr-defined]

    def query(self, asked: Asked) -> Query:
        must = [
            (Occur.Must, Query.term_query(self.schema, field, value))
            for field, value in asked.numbers
        ]
        choices = [
            (Occur.Should, query)
            for field in ("title", "body")
            for query in self._any(field, asked)
        ]
        if choices:
            must.append((Occur.Must, Query.boolean_query(choices)))
        if asked.days:
            days = Query.range_query(self.schema, "day", tantivy.FieldType.Integer, *asked.days)
            must.append((Occur.Must, days))
        return Query.boolean_query(must) if must else Query.all_query()

    def _any(self, field: str, asked: Asked) -> list[Query]:
        """What the words and names asked for are in a field."""
        queries = [Query.term_query(self.schema, field, term) for term in asked.terms]
        if asked.phrase:
            queries.append(Query.phrase_query(self.schema, field, list(asked.phrase)))
        for person in asked.people:
            term = person_term(person)
            queries.append(Query.term_query(self.schema, f"{field}_named", term))
        return queries
