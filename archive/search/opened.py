"""Opened: the index as it stands, open for reading, and kept as it stood for who pages on."""

import json
import logging
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy

from archive.search import index
from archive.search.queue import Place

logger = logging.getLogger(__name__)

# Who pages through an answer goes on in the state of the index it began in, while this many
# states are no older (a commit a second makes a state; files of old ones are freed with them).
KEPT_STATES = 20
# Some megabytes.
KEPT_FREQUENCIES = 20_000


class IndexMissing(Exception):  # noqa: N818  a state, not a fault
    """There is no search index yet: it is being built."""


@dataclass
class State:
    """The index at one commit. `name` tells states apart, among machines too."""

    name: str
    searcher: tantivy.Searcher
    # Where the index lay when it was opened, and how far in the queue of changes it was.
    root: Path
    place: Place | None
    # Answers that many ask for, of this state alone (ask.py).
    remembered: dict[Any, Any] = field(default_factory=dict)
    # (field, term) -> articles.
    _frequencies: dict[tuple[str, str | int], int] = field(default_factory=dict)

    def frequency(self, field: str, term: str | int) -> int:
        """How many articles have a term in a field.

        Kept, since what a question costs is told by the same terms that it is made of, and a
        page asks it once for each of its parts.
        """
        found = self._frequencies.get((field, term))
        if found is None:
            if len(self._frequencies) > KEPT_FREQUENCIES:
                self._frequencies.clear()
            found = self._frequencies[field, term] = self.searcher.doc_freq(field, term)
        return found

    def forget(self) -> None:
        """Forget what was kept of answers; it can be made again."""
        self.remembered.clear()
        self._frequencies.clear()


_states: OrderedDict[str, State] = OrderedDict()
_opening = threading.Lock()


def state(name: str = "") -> State:
    """The newest state, or the one of this name if it is still kept; IndexMissing before the
    first build."""
    newest = _newest()
    return _states.get(name, newest)


def kept() -> State | None:
    """The newest state this process has open, whatever became of its folder since."""
    with _opening:
        newest = next(reversed(_states.values()), None)
    return newest if newest and newest.root == index.root() else None


def can_be_read() -> bool:
    """Whether this process can answer: from the index as it lies, or from what it has open."""
    try:
        state()
    except IndexMissing:
        return False
    return True


def _newest() -> State:
    # A rebuild may take the folder away between two lines; the next look finds the new one.
    for _ in range(3):
        try:
            # A rebuild renews `current`, a commit by the indexer meta.json; looked at before
            # every answer, so the newest is read, and not opened again while it is the same.
            # Not by paths: it takes half as long, and no answer is made without.
            named = os.stat(f"{index.root()}/current")  # noqa: PTH116
            folder = _folder(index.root(), named.st_ino, named.st_mtime_ns)
            with _opening:
                return _state_of(folder, os.stat(f"{folder}/meta.json").st_mtime_ns)  # noqa: PTH116
        except (OSError, ValueError):
            logger.info("The search index was replaced while it was opened")
            _folder.cache_clear()
        except IndexMissing:
            break
    # A deleted folder is built anew; what this process has open it can read to the end.
    if found := kept():
        return found
    raise IndexMissing


@lru_cache(maxsize=1)
def _folder(root: Path, name_file: int, named_at: int) -> Path:
    """The folder of the index in use; IndexMissing if there is none that can be read."""
    folder = index.current_folder()
    if folder is None or index.position_of(folder) is None:
        raise IndexMissing
    return folder


@lru_cache(maxsize=1)
def _state_of(folder: Path, changed_at: int) -> State:
    # Read before the reload: a commit in between makes another state, looked at next time.
    commit = json.loads((folder / "meta.json").read_text())["opstamp"]
    opened = _opened(folder)
    opened.reload()
    name = f"{folder.name[-8:]}-{commit}"
    found = State(name, opened.searcher(), index.root(), index.position_of(folder))
    # Few ask an old one, and what was asked of twenty is more than a process may hold.
    for older in _states.values():
        older.forget()
    _states[name] = found
    _states.move_to_end(name)
    while len(_states) > KEPT_STATES:
        _states.popitem(last=False)
    return found


@lru_cache(maxsize=1)
def _opened(folder: Path) -> tantivy.Index:
    return tantivy.Index.open(str(folder))
