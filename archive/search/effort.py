"""Effort: how much an answer will cost the engine, and the turn a costly one waits for.

The engine cannot be stopped once it has begun. So what an answer will take is estimated before,
and of the costly ones a machine makes one at a time, whoever asks how many: ordinary searches
meanwhile find a processor.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from archive.search import index, reading
from archive.search.analysis import exact_term, person_term, place_term, stems_asked
from archive.search.filters import Question
from archive.search.opened import State
from archive.search.queries import numbers_of, stems_near
from archive.search.reading import Name, Words

# What follows was measured on a million articles (`bench/search`). The engine goes over an entry
# of the index in some 8 ns, twice: for the best articles, and for the facets. An entry with its
# position takes longer, one found by a pattern, one of words of which half must be there; and
# counting what an article found is on takes as long as this many.
PHRASE, PATTERN, MOST, FOUND = 4, 8, 4, 19
# A word of every other article is worth 11 for each article of the archive, and a page of it takes
# 55 ms of the engine's time at a million; past this an answer is costly.
COSTLY = 20.0
# So many costly answers of one process wait for their turn, and so long; more are turned away.
MOST_WAITING, PATIENCE_SECONDS = 20, 5.0
# So many exports a process sends at once: each takes as long as its reader, and waits for its turn.
# Of a process's twenty-eight threads (serve.py) three are free for others even so.
MOST_SENT = 4
# How often the one of this process that is next looks whether the other processes have none.
_LOOK_SECONDS = 0.01

_turn = threading.Lock()
_waiting = threading.Semaphore(MOST_WAITING)
_sending = threading.Semaphore(MOST_SENT)
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
    with _turn_of_machine(None if is_patient else time.monotonic() + PATIENCE_SECONDS):
        mark = _has_turn.set(True)
        try:
            yield
        finally:
            _has_turn.reset(mark)


def sent(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces of a long answer; TooBusy before the first if too many are being sent already."""
    if not _sending.acquire(blocking=False):
        raise TooBusy("too many exports")
    try:
        yield from pieces
    finally:
        _sending.release()


@contextmanager
def _turn_of_machine(until: float | None) -> Iterator[None]:
    """The turn of this process, then that of the machine; TooBusy if either takes too long."""
    if until is None:
        _turn.acquire()
    elif not _waiting.acquire(blocking=False):
        raise TooBusy("too many wait")
    else:
        try:
            if not _turn.acquire(timeout=max(until - time.monotonic(), 0)):
                raise TooBusy("waited too long")
        finally:
            _waiting.release()
    try:
        with _folder_of_all() as folder:
            while folder is not None and not _is_locked(folder):
                if until is not None and time.monotonic() > until:
                    raise TooBusy("waited too long for another process")
                time.sleep(_LOOK_SECONDS)
            yield
    finally:
        _turn.release()


@contextmanager
def _folder_of_all() -> Iterator[int | None]:
    """The folder of the index, which all processes have, and can lock without writing to it;
    None if it was deleted."""
    try:
        folder = os.open(index.root(), os.O_RDONLY)
    except FileNotFoundError:
        yield None
        return
    try:
        yield folder
    finally:
        os.close(folder)


def _is_locked(folder: int) -> bool:
    """Lock a folder for this process, if no other has it."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_costly(question: Question, here: State) -> bool:
    """Whether the answer is one that waits for its turn."""
    effort, bearable = _Effort(here), COSTLY * here.searcher.num_docs
    tree = question.words.tree
    cost = effort.of(tree) if tree else _Cost(effort.every, effort.every)
    if 2 * cost.entries + FOUND * cost.found <= bearable:
        return False
    if question.sorted_by("") == Question():
        # Everything: it is counted once as long as nothing changes.
        return False
    found = min([cost.found, *(effort.having(name, question) for name in reading.FIELDS)])
    return 2 * cost.entries + FOUND * found > bearable


class _Cost(NamedTuple):
    """How many entries of the index the engine goes over, and how many articles it finds:
    roughly, and seldom far too few."""

    entries: int
    found: int


class _Effort:
    def __init__(self, here: State) -> None:
        self.frequency = here.frequency
        self.every = here.searcher.num_docs

    def having(self, name: str, question: Question) -> int:
        """How many articles a filter leaves at most."""
        field, numbers = numbers_of(name, question.chosen(name))
        if not numbers:
            return self.every
        return sum(self.frequency(field, number) for number in numbers)

    def of(self, node: reading.Node) -> _Cost:
        match node:
            case reading.Not(part):
                left_out = self.of(part)
                return _Cost(self.every + left_out.entries, self.every - left_out.found)
            case reading.All(nodes):
                # The rarest leads, the others are asked about its articles alone; but all that
                # a pattern finds is gathered beforehand.
                every = [self.of(each) for each in nodes]
                gathered = sum(map(self._gathered, nodes))
                led = min(cost.entries for cost in every) * len(every)
                return _Cost(gathered + led, min(cost.found for cost in every))
            case reading.Any(nodes):
                return self._sum([self.of(each) for each in nodes])
            case reading.Most(nodes, least):
                every = [self.of(each) for each in nodes]
                entries = MOST * sum(cost.entries for cost in every)
                return _Cost(entries, self._sum(every).found // max(least, 1))
            case reading.InTitle(part):
                return self.of(part)
            case Words():
                return self._words(node)
            case Name():
                terms = [*map(person_term, node.people), *map(place_term, node.places)]
                named = self._entries(terms, ("title_named", "body_named"))
                spelt = self._entries(sorted(node.spellings), ("title_spelt", "body_spelt"))
                return _Cost(named.entries + spelt.entries, max(named.found, spelt.found))
            case reading.Near(left, right):
                sides = [stems_near(side) for side in (left, right)]
                each = PHRASE if all(len(side) == 1 for side in sides) else PATTERN
                costs = [self._entries(side, ("title", "body")) for side in sides]
                entries = 2 * each * sum(cost.entries for cost in costs)
                return _Cost(entries, min(cost.found for cost in costs))
            case reading.Prefix():
                # Three letters are those of every other article, at most.
                return _Cost(self.every, self.every // 2)
            case _:
                return _Cost(self.every, self.every)

    def _gathered(self, node: reading.Node) -> int:
        """What the patterns in it take, wherever they stand: left out, or in the title."""
        match node:
            case reading.Prefix():
                return self.of(node).entries
            case reading.Not(part) | reading.InTitle(part):
                return self._gathered(part)
            case reading.All(nodes) | reading.Any(nodes) | reading.Most(nodes):
                return sum(map(self._gathered, nodes))
            case _:
                return 0

    def _words(self, words: Words) -> _Cost:
        if words.is_exact:
            fields = ("title_exact", "body_exact")
            every = [self._entries([exact_term(word)], fields) for word in words.words]
        else:
            every = [self._entries(stems_asked(word), ("title", "body")) for word in words.words]
        if len(every) == 1:
            return every[0]
        led = min(cost.entries for cost in every)
        return _Cost(PHRASE * led * len(every), min(cost.found for cost in every))

    def _entries(self, terms: Sequence[str], fields: Sequence[str]) -> _Cost:
        each = [self.frequency(field, term) for field in fields for term in terms]
        # Most are found by one of the ways to write the same.
        return _Cost(sum(each), max(each, default=0))

    def _sum(self, costs: Sequence[_Cost]) -> _Cost:
        found = min(sum(cost.found for cost in costs), self.every)
        return _Cost(sum(cost.entries for cost in costs), found)
