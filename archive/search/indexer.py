"""Indexer: brings the index to what the database says. One writer at a time.

A crash loses nothing: the place in the queue is written after the documents, so the same
changes are read again. A lost, damaged, foreign or outdated index is built anew; while it
is, an old one that can still be read serves, and is kept up.
"""

import datetime
import fcntl
import json
import logging
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import tantivy
from django.utils import timezone

from archive.models import Article
from archive.search import index, opened, queue
from archive.search.queue import Place
from archive.search.soundness import fault_of

logger = logging.getLogger(__name__)

BATCH = 500
# Of many changes so many articles are written at once, half a second's work; between two such
# portions comes what else has changed meanwhile.
PORTION = 1_000
# The indexer follows within a second; so far behind, something is wrong.
LATE = datetime.timedelta(minutes=1)
# Tantivy's memory for documents before it writes them out; its smallest is 15 MB.
WRITER_BYTES = 50_000_000


class IndexBusy(Exception):  # noqa: N818  a state, not a fault
    """Another process is writing the index."""


@contextmanager
def writing() -> Iterator[None]:
    """Hold the right to write the index; IndexBusy when another process has it."""
    index.root().mkdir(parents=True, exist_ok=True)
    with (index.root() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexBusy from error
        yield


def catch_up() -> int:
    """Apply every change noted so far; build the index where there is none to apply it to.

    Answers the number of articles indexed. IndexBusy when another process is writing; OSError
    or ValueError when the disk refuses (it is full): all is as before, and can be tried again.
    """
    with writing():
        folder = index.current_folder()
        followed = _follow(folder) if folder else None
        return _rebuild() if followed is None else followed


def rebuild() -> int:
    """Build the index anew and put it in the place of the old one."""
    with writing():
        return _rebuild()


# --- Following the queue ------------------------------------------------------------------


def _follow(folder: Path) -> int | None:
    """Apply to an index what changed since its place; the number of articles.

    None for an index that must be built anew.
    """
    place, here = index.position_of(folder), queue.here()
    # One ahead of its database is of a later time than the backup that was put back.
    if place is None or not here.covers(place):
        return None
    if not queue.reaches_back_to(place, here) or queue.everything_changed_since(place):
        return None
    try:
        fault = fault_of(folder)
        if not fault:
            return _apply(folder, place, here)
    except ValueError:
        # The engine's word for every failure, a full disk among them.
        fault = fault_of(folder, thoroughly=True)
        if not fault:
            raise
    logger.error("The search index is damaged and will be built anew: %s", fault)
    return None


def _apply(folder: Path, place: Place, here: Place) -> int:
    """Bring an index from one place to another, in the order of articles and in portions.

    How far it came is written down after each, so that it goes on from there after a crash.
    """
    progress = _Progress.of(folder, place) or _Progress(here)
    seen, count = place, 0
    while portion := queue.articles_since(place, progress.through, PORTION):
        if len(portion) < PORTION:
            count += _write(folder, portion)
            break
        seen = _apply_few(folder, seen)
        count += _write(folder, portion)
        progress = progress._replace(through=portion[-1])
        progress.write(folder, place)
    if progress.towards != place:
        index.set_position(folder, progress.towards)
    if progress.through:
        (folder / "progress.json").unlink(missing_ok=True)
    return count


def _apply_few(folder: Path, seen: Place) -> Place:
    """What changed since a place an article or a meeting at a time, before the many.

    Nothing is written down, so it is done again in its turn.
    """
    here = queue.here()
    _write(folder, queue.articles_of_few_since(seen, PORTION))
    return here


class _Progress(NamedTuple):
    """How far an index has come on the way from its place to another."""

    # All that was noted up to here is applied for the articles up to `through`.
    towards: Place
    through: int = 0

    @classmethod
    def of(cls, folder: Path, place: Place) -> "_Progress | None":
        """The way begun at this place, if a crash cut it short."""
        try:
            begun = json.loads((folder / "progress.json").read_text())
            if begun["from"] == str(place):
                return cls(Place.of(begun["towards"]), int(begun["through"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            # None begun, or none that can be read: from the beginning.
            pass
        return None

    def write(self, folder: Path, place: Place) -> None:
        begun = {"from": str(place), "towards": str(self.towards), "through": self.through}
        index.write_whole(folder / "progress.json", json.dumps(begun))


# --- Building anew ------------------------------------------------------------------------


def _rebuild() -> int:
    previous = index.current_folder()
    # What a crash or a full disk left half built.
    _remove_others(previous)
    folder = index.root() / f"{time.time_ns():020}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        here = queue.here()
        tantivy.Index(index.schema(), path=str(folder))
        count = _write(folder, _every_article(folder, previous), is_new=True)
        index.set_position(folder, here)
        # What changed meanwhile, and readers may have found in the old one already.
        _follow(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    index.write_whole(index.root() / "current", folder.name)
    _remove_others(folder, previous)
    logger.info("Search index built: %s articles", count)
    return count


def _every_article(folder: Path, previous: Path | None) -> Iterator[int]:
    """The ids of all articles; on the way the old index is kept up, and the progress noted."""
    articles = Article.objects.order_by("pk").values_list("pk", flat=True)
    total = articles.count()
    for number, pk in enumerate(articles.iterator(BATCH)):
        if number % PORTION == 0:
            index.write_whole(folder / "built.json", json.dumps([number, total]))
            if previous:
                # It may be for its faults that another is built.
                with suppress(ValueError):
                    _follow(previous)
        yield pk


def _remove_others(*kept: Path | None) -> None:
    """Old builds go, but for the one that readers may be opening this moment."""
    for other in index.root().iterdir():
        if other.is_dir() and other not in kept:
            shutil.rmtree(other, ignore_errors=True)


# --- Writing ------------------------------------------------------------------------------


def _write(folder: Path, ids, *, is_new: bool = False) -> int:
    if not ids and not is_new:
        return 0
    writer = tantivy.Index.open(str(folder)).writer(WRITER_BYTES, num_threads=1)
    count = 0
    batch: list[int] = []
    for article_id in ids:
        batch.append(article_id)
        if len(batch) == BATCH:
            count += _write_batch(writer, batch, is_new)
            batch = []
    count += _write_batch(writer, batch, is_new)
    writer.commit()
    writer.wait_merging_threads()
    return count


def _write_batch(writer: tantivy.IndexWriter, ids: list[int], is_new: bool) -> int:
    if not is_new and ids:
        # By query: delete_documents_by_term takes a number for a signed one and finds nothing.
        writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema(), "id", ids))
    for _, document in index.documents(ids):
        writer.add_document(document)
    return len(ids)


# --- How far it is ------------------------------------------------------------------------


class Standing(NamedTuple):
    """How far the index of this machine is behind the database."""

    # How long the oldest change not yet indexed has waited; None without an index.
    lag: datetime.timedelta | None
    # The number of changes that wait, up to queue.COUNTED; None without an index.
    waiting: int | None
    # Of an index being built: the articles written, and those there are.
    built: tuple[int, int] | None

    @property
    def is_late(self) -> bool:
        """Whether readers miss what they should long have found."""
        return self.lag is not None and self.lag > LATE

    def __str__(self) -> str:
        if self.lag is None:
            said = "being built"
        elif not self.waiting:
            said = "up to date"
        else:
            more = "or more " if self.waiting == queue.COUNTED else ""
            said = (
                f"{self.lag.total_seconds():,.0f} s behind,"
                f" {self.waiting:,} {more}change{'s' if self.waiting > 1 else ''} waiting"
            )
        if self.built:
            done, total = self.built
            said += "; a new one is being built" if self.lag is not None else ""
            said += f", {done:,} of {total:,} articles"
        return said


def standing() -> Standing:
    """How far the index is behind, what waits, and what is being built."""
    folder = index.current_folder()
    place = index.position_of(folder) if folder else None
    if place is None and (state := opened.kept()):
        # Its folder is lost, and this process answers from what it has open.
        place = state.place
    if place is None:
        return Standing(None, None, _built(folder))
    waiting = queue.waiting_since(place)
    lag = datetime.timedelta(0)
    if waiting.since:
        lag = max(timezone.now() - waiting.since, lag)
    return Standing(lag, waiting.number, _built(folder))


def _built(current: Path | None) -> tuple[int, int] | None:
    """How far the newest build is that is not in use yet."""
    with suppress(OSError, ValueError):
        newer = max(each for each in index.root().iterdir() if (each / "built.json").exists())
        if current is None or newer > current:
            done, total = json.loads((newer / "built.json").read_text())
            return done, total
    return None


def lag() -> datetime.timedelta | None:
    """How long the oldest change not yet indexed has waited; None without an index."""
    return standing().lag


def wait_until_indexed(seconds: float = 30) -> None:
    """Return once every change noted so far can be found; TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    target = queue.here()
    while time.monotonic() < deadline:
        try:
            catch_up()
        except IndexBusy:
            time.sleep(0.05)
        folder = index.current_folder()
        place = index.position_of(folder) if folder else None
        if place is not None and place.covers(target):
            return
    raise TimeoutError(f"The index did not catch up within {seconds} seconds")
