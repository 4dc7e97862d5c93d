"""Indexer: brings the index to what the database says. One writer at a time.

A crash loses nothing: the place in the queue is written after the documents, so the same
changes are read again. A lost, foreign or outdated index is built anew while the old one
serves.
"""

import datetime
import fcntl
import logging
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy
from django.utils import timezone

from archive.models import Article
from archive.search import index, queue

logger = logging.getLogger(__name__)

BATCH = 500
# Tantivy's memory for documents before it writes them out; its smallest is 15 MB.
WRITER_BYTES = 50_000_000


# Rows of the queue this process has applied beyond the place it could write down.
_applied: dict[Path, frozenset[int]] = {}


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
    """Apply every change noted so far; build the index where there is none.

    Answers the number of articles indexed. IndexBusy when another process is writing.
    """
    with writing():
        folder = index.current_folder()
        position = index.position_of(folder) if folder else None
        if folder is None or position is None or not queue.reaches_back_to(position):
            return _rebuild()
        # The head first: what commits after it is read next time.
        head = queue.head()
        rows = queue.changes_since(position)
        applied = _applied.get(folder, frozenset())
        changed = {article for row, article in rows if row not in applied}
        if None in changed:
            return _rebuild()
        _write(folder, sorted(changed))
        if head > position:
            index.set_position(folder, head)
        # While some transaction stays open the head stands still, and the same rows are
        # seen again at every look.
        _applied.clear()
        _applied[folder] = frozenset(row for row, _ in rows)
        return len(changed)


def rebuild() -> int:
    """Build the index anew and put it in the place of the old one."""
    with writing():
        return _rebuild()


def _rebuild() -> int:
    folder = index.root() / f"{time.time_ns():020}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    head = queue.head()
    tantivy.Index(index.schema(), path=str(folder))
    ids = Article.objects.order_by("pk").values_list("pk", flat=True)
    count = _write(folder, ids.iterator(BATCH), is_new=True)
    index.set_position(folder, head)
    previous = index.current_folder()
    index.write_whole(index.root() / "current", folder.name)
    _remove_others(folder, previous)
    logger.info("Search index built: %s articles", count)
    return count


def _remove_others(*kept: Path | None) -> None:
    """Old builds go, but for the one that readers may be opening this moment."""
    for other in index.root().iterdir():
        if other.is_dir() and other not in kept:
            shutil.rmtree(other, ignore_errors=True)


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


def lag() -> datetime.timedelta | None:
    """How long the oldest change not yet indexed has waited; None without an index."""
    folder = index.current_folder()
    position = index.position_of(folder) if folder else None
    if position is None:
        return None
    waiting_since = queue.oldest_unread_at(position)
    if waiting_since is None:
        return datetime.timedelta(0)
    return max(timezone.now() - waiting_since, datetime.timedelta(0))


def wait_until_indexed(seconds: float = 30) -> None:
    """Return once every change noted so far can be found; TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    target = queue.head()
    while time.monotonic() < deadline:
        try:
            catch_up()
        except IndexBusy:
            time.sleep(0.05)
        folder = index.current_folder()
        position = index.position_of(folder) if folder else None
        if position is not None and position >= target:
            return
    raise TimeoutError(f"The index did not catch up within {seconds} seconds")
