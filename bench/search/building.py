"""Building: how fast articles are indexed, how large an index is, how soon a change is found."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.http import QueryDict

from archive.management.commands import serve
from archive.models import Article
from archive.search import ask, index, indexer
from archive.search.filters import ArticleFilter
from bench.search.times import heading, line, p50

CHANGES = 20
# A change that is not found by then never will be.
GIVE_UP_SECONDS = 60
POLL_SECONDS = 0.01


def measure_building() -> None:
    """Build the index anew by the project's own indexer."""
    started = time.perf_counter()
    count = indexer.rebuild()
    seconds = time.perf_counter() - started
    heading("building the index", "articles/s", "MB", "of the text")
    folder = index.current_folder()
    assert folder, "an index was built"
    size = size_of(folder)
    line("", f"{count / seconds:,.0f}", f"{size / 1e6:,.0f}", size / size_of_text())


def size_of(folder: Path) -> int:
    """Bytes of all files of an index."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def size_of_text() -> int:
    """Bytes of all titles and texts in UTF-8."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(octet_length(title) + octet_length(body)) FROM archive_article")
        return int(cursor.fetchone()[0] or 0)


def measure_changes() -> None:
    """From the commit of a changed title until search finds it, the worker running beside."""
    worker = serve.worker()
    try:
        articles = list(Article.objects.order_by("-pk")[:CHANGES])
        # The worker has read the index and its place in the queue once it has done one.
        _seconds_until_found(articles[0], "переменилосьпрежде")
        times = [
            _seconds_until_found(article, f"переменилось{number}")
            for number, article in enumerate(articles)
        ]
    finally:
        serve.stop([worker])
    heading("change to searchable, s", "p50", "max")
    line(f"{len(times)} titles", p50(times), max(times))


def _seconds_until_found(article: Article, word: str) -> float:
    """Give the article a title with a word no other has, wait for it, and take it back."""
    title = article.title
    article.title = f"{title} {word}"[-1000:]
    article.save(update_fields=["title"])
    started = time.perf_counter()
    question = ArticleFilter(QueryDict(f"q={word}")).question
    _wait_until(lambda: ask.find(question).ids == [article.pk])
    seconds = time.perf_counter() - started
    article.title = title
    article.save(update_fields=["title"])
    _wait_until(lambda: not ask.find(question).ids)
    return seconds


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit("A change was not found: is the worker running?")
        time.sleep(POLL_SECONDS)
