"""Archives: the made archive of each size, in a database and an index folder of its own.

    python -m bench.search.archives [--articles 10000] [FOLDER]

makes one unless it is there, and prints the settings that lead to it. FOLDER holds public corpora
(../shared/corpus); without it the sentences are those of the project's own articles.
"""

import argparse
import os
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

PROJECT = Path(__file__).resolve().parents[2]
INDEXES = PROJECT / ".data" / "bench"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search.archives")
    parser.add_argument("--articles", type=int, default=10_000, metavar="N")
    parser.add_argument("folder", nargs="?", type=Path, help="the folder of public corpora")
    options = parser.parse_args()
    use(options.articles)
    make(options.articles, options.folder)
    for name in ("DATABASE_URL", "SEARCH_INDEX_DIR"):
        print(f"export {name}='{os.environ[name]}'")


def use(count: int) -> None:
    """Set Django up on the archive of so many articles, whether or not it is there yet."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    from config import embedded_postgres

    url = os.environ.get("DATABASE_URL", "").strip() or embedded_postgres.database_url()
    name = f"parley_bench_{count}"
    with psycopg.connect(url, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
    os.environ["SEARCH_INDEX_DIR"] = str(INDEXES / str(count))
    import django

    django.setup()


def make(count: int, folder: Path | None) -> bool:
    """Fill the archive in use, unless it is whole and made of the same. True if it was filled."""
    from django.core.management import call_command
    from django.db import connection

    from archive.authority.load import load_authority
    from archive.extraction import EXTRACTOR
    from bench.search.load import ahead, cast_of_database, load
    from bench.search.made_archive import COLUMNS, RECIPE, made_articles
    from bench.search.sources import digest_of, read_sources

    call_command("migrate", verbosity=0)
    load_authority()
    sources = read_sources(folder)
    # Of another extractor, the worker would read every article anew.
    made_of = f"recipe {RECIPE}, {EXTRACTOR}, sources {digest_of(sources)}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = current_database()"
        )
        if cursor.fetchone()[0] == made_of:
            print(f"{count:,} articles: there already")
            return False
        # The comment goes first: an archive cut short has none.
        _say(cursor, None)
        cursor.execute(f"TRUNCATE {', '.join(COLUMNS)} CASCADE")
    rows = ahead(made_articles(sources, cast_of_database(), count))
    started = time.perf_counter()

    def done(articles: int) -> None:
        if articles % max(count // 10, 1000) == 0:
            seconds = time.perf_counter() - started
            print(f"  {articles:,} articles, {articles / seconds:,.0f} a second", flush=True)

    load(rows, done)
    with connection.cursor() as cursor:
        # Without it plans are made for empty tables, and index-only scans look at every row.
        cursor.execute("VACUUM ANALYZE")
        # What TRUNCATE noted is for an index that was of the old rows.
        _say(cursor, made_of)
    print(f"{count:,} articles made in {time.perf_counter() - started:.0f} s, indexes included")
    return True


def _say(cursor, comment: str | None) -> None:
    """Set the comment on the database."""
    name = sql.Identifier(cursor.connection.info.dbname)
    cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(comment)))


if __name__ == "__main__":
    main()
