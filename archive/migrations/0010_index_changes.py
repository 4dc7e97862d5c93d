"""Of an update only what matters to the search index is noted, and what was missed before.

Migration 0002 noted every touched row: setting a column that no document is made of, on all
articles at once, had all of them indexed anew. And a place that is named in no article but is
where a meeting was held was missed.
"""

import importlib
from typing import NamedTuple

from django.db import migrations

# A module whose name begins with a digit is no import statement's.
watch_before = importlib.import_module("archive.migrations.0002_triggers").watch


class Watched(NamedTuple):
    """A table that documents of the index are made of (archive/search/index.py)."""

    table: str
    # What an article's document takes from a row.
    columns: str
    # The column by which articles are found, and how: a query over the table `touched` of such
    # keys, before the change and after it.
    key: str
    articles: str
    pk: str = "id"
    # Which rows count at all.
    where: str = "true"
    # How migrations before this one watched it.
    before: str = ""
    # Whether feeds tell of more than documents do: then zero, which is no article, dates them.
    dates_feeds: bool = True


OF_THE_ARTICLE = "SELECT key FROM touched"
OF_THE_MEETING = (
    "SELECT article_id FROM archive_coverage WHERE event_id IN (SELECT key FROM touched)"
)

WATCHED = [
    Watched(
        "archive_article",
        "id, title, body, language, outlet_id, published_at, published_on",
        "id",
        OF_THE_ARTICLE,
        before="SELECT id FROM changed",
    ),
    Watched(
        "archive_mention",
        'article_id, field, start, "end", basis, person_id, location_id',
        "article_id",
        OF_THE_ARTICLE,
        before="SELECT article_id FROM changed",
    ),
    Watched(
        "archive_coverage",
        "article_id, event_id",
        "article_id",
        OF_THE_ARTICLE,
        before="SELECT article_id FROM changed",
    ),
    Watched(
        "archive_event",
        "id, kind, location_id, status, stage, merged_into_id",
        "id",
        OF_THE_MEETING,
        before="SELECT article_id FROM archive_coverage"
        " WHERE event_id IN (SELECT id FROM changed) UNION SELECT 0 FROM changed",
    ),
    Watched(
        "archive_participation",
        "event_id, person_id",
        "event_id",
        OF_THE_MEETING,
        before="SELECT article_id FROM archive_coverage"
        " WHERE event_id IN (SELECT event_id FROM changed) UNION SELECT 0 FROM changed",
    ),
    Watched(
        "archive_location",
        "id, kind, country_id",
        "id",
        "SELECT article_id FROM archive_mention WHERE location_id IN (SELECT key FROM touched)"
        " UNION ALL SELECT coverage.article_id FROM archive_coverage coverage"
        " JOIN archive_event event ON event.id = coverage.event_id"
        " WHERE event.location_id IN (SELECT key FROM touched)",
        before="SELECT article_id FROM archive_mention"
        " WHERE location_id IN (SELECT id FROM changed)",
        # Migration 0008 does.
        dates_feeds=False,
    ),
    Watched(
        "archive_sketch",
        "article_id, twins",
        "article_id",
        OF_THE_ARTICLE,
        pk="article_id",
        # An article alone is found the same with a sketch as without.
        where="twins <> article_id",
        before="SELECT article_id FROM changed WHERE twins <> article_id",
        dates_feeds=False,
    ),
]

# Documents know people by their number alone, and that stands in other tables.
NOT_WATCHED = watch_before(
    "archive_person",
    "SELECT article_id FROM archive_mention WHERE person_id IN (SELECT id FROM changed)",
)

# As in migration 0002.
TRANSITIONS = {
    "insert": "NEW TABLE AS changed",
    "update": "OLD TABLE AS before NEW TABLE AS changed",
    "delete": "OLD TABLE AS changed",
}


def watch(each: Watched) -> migrations.RunSQL:
    before = watch_before(each.table, each.before)
    drop = "\n".join(
        f"DROP TRIGGER {each.table}_index_{event} ON {each.table};"
        for event in [*TRANSITIONS, "truncate"]
    )
    drop_function = f"DROP FUNCTION {each.table}_note_index_change();"
    create = "\n".join(
        f"CREATE TRIGGER {each.table}_index_{event} AFTER {event.upper()} ON {each.table}"
        f" REFERENCING {rows} FOR EACH STATEMENT"
        f" EXECUTE FUNCTION {each.table}_note_index_change();"
        for event, rows in TRANSITIONS.items()
    )
    create_truncate = (
        f"CREATE TRIGGER {each.table}_index_truncate AFTER TRUNCATE ON {each.table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION archive_note_everything_changed();"
    )
    return migrations.RunSQL(
        "\n".join([drop, function_of(each), create, create_truncate]),
        "\n".join([drop, drop_function, before.sql]),
    )


def function_of(each: Watched) -> str:
    def columns_of(alias: str) -> str:
        return ", ".join(f"{alias}.{column.strip()}" for column in each.columns.split(","))

    dates_feeds = """
    IF NOT FOUND AND EXISTS (SELECT FROM changed) THEN
        INSERT INTO archive_indexchange (article_id) VALUES (0);
    END IF;"""
    return f"""
CREATE FUNCTION {each.table}_note_index_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- Both sides of a row: it counts for the article it belonged to, and for the one after.
        INSERT INTO archive_indexchange (article_id)
        WITH pairs AS (
            SELECT before.{each.key} AS key_before, changed.{each.key} AS key_after
            FROM (SELECT * FROM before WHERE {each.where}) before
            FULL JOIN (SELECT * FROM changed WHERE {each.where}) changed
                ON before.{each.pk} = changed.{each.pk}
            WHERE ({columns_of("before")}) IS DISTINCT FROM ({columns_of("changed")})
        ), touched (key) AS (
            SELECT key_before FROM pairs UNION SELECT key_after FROM pairs
        )
        SELECT DISTINCT article FROM ({each.articles}) AS articles (article)
        WHERE article IS NOT NULL;
    ELSE
        INSERT INTO archive_indexchange (article_id)
        WITH touched (key) AS (SELECT {each.key} FROM changed WHERE {each.where})
        SELECT DISTINCT article FROM ({each.articles}) AS articles (article);
    END IF;{dates_feeds if each.dates_feeds else ""}
    RETURN NULL;
END $$;"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0009_twins")]

    operations = [
        *(watch(each) for each in WATCHED),
        migrations.RunSQL(NOT_WATCHED.reverse_sql, NOT_WATCHED.sql),
        # Whether everything changed is asked at every look, before what else did.
        migrations.RunSQL(
            "CREATE INDEX archive_indexchange_everything ON archive_indexchange (transaction)"
            " WHERE article_id IS NULL;",
            "DROP INDEX archive_indexchange_everything;",
        ),
    ]
