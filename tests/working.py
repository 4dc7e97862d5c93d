"""The worker as a process of its own, and what readers find while it works."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.utils.http import urlencode

from archive.search import ask
from archive.search.filters import ArticleFilter


def found(**params) -> int:
    """How many articles a reader finds now."""
    question = QueryDict(urlencode(params, doseq=True))
    return ask.find(ArticleFilter(question).question).count


@contextmanager
def worker(folder: Path | None = None, **options) -> Iterator[subprocess.Popen]:
    """manage.py keep_up on the test database and an index folder: this test's, unless told."""
    # The test database's name in the place of the configured one.
    url = urlsplit(settings.DATABASE_URL)._replace(path="/" + connection.settings_dict["NAME"])
    environment = os.environ | {
        "DATABASE_URL": url.geturl(),
        "SEARCH_INDEX_DIR": str(folder or settings.SEARCH_INDEX_DIR),
    }
    command = [sys.executable, "manage.py", "keep_up"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    """Return once it is so; while there is no index yet it is not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except ask.IndexMissing:
            pass
        time.sleep(0.02)
    raise AssertionError("It did not happen in time")
