"""Measure import, understanding, indexing and search on folders of article files.

    make bench ARGS="FOLDER…"        (without folders: the sample articles)

Works in a database of its own, `parley_bench`, made anew each time. Figures on a busy machine
differ from run to run: compare ratios within one run, not seconds between runs.
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.db.backends.base.base import BaseDatabaseWrapper

DATABASE = "parley_bench"
ROUNDS = 20
FACETS = ("leader", "city", "country", "year", "outlet")

QUESTIONS = {
    "no words": "",
    "common word": "q=президент",
    "rare word": "q=беспилотник",
    "two words": "q=торговля транспорт",
    "phrase": 'q="официальный визит"',
    "surname": "q=Путин",
    "full name, oblique": "q=Касым-Жомартом Токаевым",
    "names, city, year": "q=Токаев Путин Омск 2019",
    "filters only": "leader=vladimir-putin&country=kazakhstan&date_from=2010",
}


def main(folders: list[Path]) -> None:
    connection = scratch_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)

    from archive.authority.load import load_authority
    from archive.extraction.stored import current_namebook
    from archive.importing.read import article_files
    from archive.importing.run import import_files
    from archive.models import Article, Event, ImportBatch, ImportedFile, Mention
    from archive.search import ask, counting, indexer
    from archive.search.filters import ArticleFilter
    from archive.search.opened import state

    seconds, added = timed(load_authority)
    report("authority data loaded", f"{sum(added.values())} records in {seconds:.1f} s")
    seconds, book = timed(current_namebook)
    report("namebook", f"{len(book)} forms in {seconds:.1f} s, {memory()} MB by now")

    batch = ImportBatch.objects.create(source="bench")
    seconds, counts = timed(lambda: import_files(article_files(folders), batch))
    files = sum(counts.values())
    report("import", ", ".join(f"{number} {name}" for name, number in counts.items()))
    for failed in ImportedFile.objects.filter(batch=batch, outcome="failed"):
        report("  failed", f"{failed.name}: {failed.reason}")
    report("  speed", f"{files / seconds:.1f} files/s, understood; peak memory {memory()} MB")
    seconds, _ = timed(
        lambda: import_files(article_files(folders), ImportBatch.objects.create(source="again"))
    )
    report("  again, all the same", f"{files / seconds:.1f} files/s")
    report(
        "understood",
        f"{Mention.objects.count()} mentions, {Event.objects.count()} meetings "
        f"({Event.objects.published().count()} published)",
    )
    seconds, count = timed(indexer.rebuild)
    report("index built", f"{count / seconds:.0f} articles/s")
    report("articles", str(Article.objects.count()))

    print(f"\n{'question':24}{'found':>8}{'p50 ms':>9}{'p95 ms':>9}   (found, 20 ids, 5 facets)")
    facets = dict.fromkeys(FACETS, counting.FACET_VALUES)
    for name, parameters in QUESTIONS.items():
        times = []
        for _ in range(ROUNDS):
            # Nothing is remembered from one round to the next.
            state().forget()
            started = time.perf_counter()
            question = ArticleFilter(query_dict(parameters)).question
            found = ask.find(question)
            counting.facets(question, facets)
            times.append((time.perf_counter() - started) * 1000)
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{name:24}{found.count:>8}{statistics.median(times):>9.1f}{p95:>9.1f}")
    connection.close()


def scratch_database() -> BaseDatabaseWrapper:
    """An empty database and index folder of the benchmark's own, and Django set up on them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import psycopg

    from config import embedded_postgres

    url = os.environ.get("DATABASE_URL", "").strip() or embedded_postgres.database_url()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE}")
    os.environ["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{DATABASE}").geturl()
    os.environ["SEARCH_INDEX_DIR"] = tempfile.mkdtemp(prefix="parley-bench-")
    import django

    django.setup()
    from django.db import connection

    return connection


def query_dict(parameters: str):
    from django.http import QueryDict

    return QueryDict(parameters)


def timed(work):
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def memory() -> int:
    """Most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def report(what: str, figure: str) -> None:
    print(f"{what:24}{figure}", flush=True)


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [Path("sample")])
