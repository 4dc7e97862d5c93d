"""Effort: how much an answer will cost the engine, and the turn a costly one waits for.

The engine cannot be stopped once it has begun. So what an answer will take is estimated before,
and of the costly ones a web process makes one at a time, whoever asks how many: ordinary
searches meanwhile find a processor.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import tantivy

from archive.search import reading
from archive.search.analysis import exact_term, person_term, place_term, stems_asked
from archive.search.queries import stems_near
from archive.search.reading import Name, Words

# An answer is costly that goes over more entries of the index than so many for each article of
# the archive. A word in every article has one or two; a million entries take the engine some 8 ms.
COSTLY = 2.0
# Over a plain entry: one with its positions, one found by a pattern (`bench/search`).
PHRASE, PATTERN = 4, 8
# So many costly answers of one process wait for their turn, and so long; more are turned away.
# Of a process's sixteen threads (serve.py) three are free for others even so.
MOST_WAITING, PATIENCE_SECONDS = 12, 5.0

_turn = threading.Semaphore(1)
_waiting = threading.Semaphore(MOST_WAITING)
# Whether it is this request's turn already: a page takes one for all its parts.
_has_turn: ContextVar[bool] = ContextVar("has_turn", default=False)


class TooBusy(Exception):  # noqa: N818  a state, not a fault
    """As many costly searches as the machine can bear are being answered already."""


@contextmanager
def admitted(is_costly: bool, *, is_patient: bool = False) -> Iterator[None]:
    """Let an answer be made; a costly one in its turn.

    TooBusy if too many wait already, or it waits too long. `is_patient`: it waits until its turn
    comes, as what has begun to be sent must be.
    """
    if not is_costly or _has_turn.get():
        yield
        return
    if is_patient:
        _turn.acquire()
    else:
        _wait_for_turn()
    mark = _has_turn.set(True)
    try:
        yield
    finally:
        _has_turn.reset(mark)
        _turn.release()


def _wait_for_turn() -> None:
    if not _waiting.acquire(blocking=False):
        raise TooBusy
    try:
        if not _turn.acquire(timeout=PATIENCE_SECONDS):
            raise TooBusy
    finally:
        _waiting.release()


def is_costly(words: reading.Reading, searcher: tantivy.Searcher) -> bool:
    """Whether the answer to the box is one that waits for its turn."""
    return effort_of(words, searcher) > COSTLY * searcher.num_docs


def effort_of(words: reading.Reading, searcher: tantivy.Searcher) -> int:
    """How many entries of the index the answer to the box goes over, roughly: never far too few.

    Filters only make it less, and are not counted.
    """
    if words.tree is None:
        return searcher.num_docs
    return _Effort(searcher).of(words.tree)


class _Effort:
    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher

    def of(self, node: reading.Node) -> int:
        match node:
            case reading.Not(part):
                return self.searcher.num_docs + self.of(part)
            case reading.All(nodes):
                # The rarest leads, the others are asked about its articles alone; but all that
                # a pattern finds is gathered beforehand.
                every = [self.of(each) for each in nodes]
                patterns = sum(
                    effort
                    for effort, each in zip(every, nodes, strict=True)
                    if isinstance(each, reading.Prefix)
                )
                return patterns + min(every) * len(every)
            case reading.Any(nodes) | reading.Most(nodes):
                return sum(self.of(each) for each in nodes)
            case reading.InTitle(part):
                return self.of(part)
            case Words():
                return self._words(node)
            case Name():
                terms = [*map(person_term, node.people), *map(place_term, node.places)]
                return self._entries(terms, ("title_named", "body_named")) + self._entries(
                    sorted(node.spellings), ("title_exact", "body_exact")
                )
            case reading.Near(left, right):
                sides = [stems_near(side) for side in (left, right)]
                each = PHRASE if all(len(side) == 1 for side in sides) else PATTERN
                # Sides that share a word are looked for in up to four ways (queries.py).
                ways = 1 if set(sides[0]).isdisjoint(sides[1]) else 4
                return ways * each * sum(self._entries(side, ("title", "body")) for side in sides)
            case _:
                # Of a prefix too: three letters are those of one article in two, at most.
                return self.searcher.num_docs

    def _words(self, words: Words) -> int:
        if words.is_exact:
            fields = ("title_exact", "body_exact")
            every = [self._entries([exact_term(word)], fields) for word in words.words]
        else:
            every = [self._entries(stems_asked(word), ("title", "body")) for word in words.words]
        if len(every) == 1:
            return every[0]
        return PHRASE * min(every) * len(every)

    def _entries(self, terms: Sequence[str], fields: Sequence[str]) -> int:
        return sum(self.searcher.doc_freq(field, term) for field in fields for term in terms)
