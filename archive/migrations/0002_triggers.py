"""What the database notes by itself: changes the search index must follow, and old addresses.

In triggers, so that bulk updates and raw SQL count like everything else (decision 0003).
"""

from django.db import migrations

CHANGE_QUEUE = """
CREATE TABLE archive_indexchange (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- null: every article (a table was emptied)
    article_id bigint,
    -- Rows become visible in the order of commits, not of ids; the transaction says which
    -- rows a reader can have missed (archive/search/queue.py).
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX archive_indexchange_transaction ON archive_indexchange (transaction);

CREATE TABLE archive_state (
    -- Changes noted by transactions before this one have been forgotten.
    forgotten_before xid8 NOT NULL DEFAULT '0',
    -- Another value whenever a name, person, place or office changes (extraction/stored.py).
    names_version uuid NOT NULL DEFAULT gen_random_uuid()
);
CREATE UNIQUE INDEX archive_state_one_row ON archive_state ((true));
INSERT INTO archive_state DEFAULT VALUES;

CREATE FUNCTION archive_note_names_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE archive_state SET names_version = gen_random_uuid();
    RETURN NULL;
END $$;

-- Its argument is a query over the table `changed` of changed rows that gives article ids.
CREATE FUNCTION archive_note_index_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'INSERT INTO archive_indexchange (article_id) SELECT DISTINCT article FROM ('
        || TG_ARGV[0]
        || CASE TG_OP WHEN 'UPDATE'
               THEN ' UNION ALL ' || replace(TG_ARGV[0], 'changed', 'before') ELSE '' END
        || ') AS articles (article) WHERE article IS NOT NULL';
    RETURN NULL;
END $$;

CREATE FUNCTION archive_note_everything_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO archive_indexchange (article_id) VALUES (NULL);
    RETURN NULL;
END $$;
"""

DROP_CHANGE_QUEUE = """
DROP FUNCTION archive_note_everything_changed();
DROP FUNCTION archive_note_index_change();
DROP FUNCTION archive_note_names_changed();
DROP TABLE archive_state;
DROP TABLE archive_indexchange;
"""

# Table -> query for the articles whose index entry a changed row belongs to.
WATCHED = {
    "archive_article": "SELECT id FROM changed",
    "archive_mention": "SELECT article_id FROM changed",
    "archive_coverage": "SELECT article_id FROM changed",
    # Zero is no article: it notes, for the date of a feed, a meeting that has none either.
    "archive_event": "SELECT article_id FROM archive_coverage"
    " WHERE event_id IN (SELECT id FROM changed) UNION SELECT 0 FROM changed",
    "archive_participation": "SELECT article_id FROM archive_coverage"
    " WHERE event_id IN (SELECT event_id FROM changed) UNION SELECT 0 FROM changed",
    "archive_person": "SELECT article_id FROM archive_mention"
    " WHERE person_id IN (SELECT id FROM changed)",
    "archive_location": "SELECT article_id FROM archive_mention"
    " WHERE location_id IN (SELECT id FROM changed)",
}
# An update counts for the article a row belonged to before and for the one after.
TRANSITIONS = {
    "insert": "NEW TABLE AS changed",
    "update": "OLD TABLE AS before NEW TABLE AS changed",
    "delete": "OLD TABLE AS changed",
}


def watch(table: str, query: str) -> migrations.RunSQL:
    create = [
        f"CREATE TRIGGER {table}_index_{event} AFTER {event.upper()} ON {table}"
        f" REFERENCING {rows} FOR EACH STATEMENT"
        f" EXECUTE FUNCTION archive_note_index_change('{query}');"
        for event, rows in TRANSITIONS.items()
    ]
    create.append(
        f"CREATE TRIGGER {table}_index_truncate AFTER TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION archive_note_everything_changed();"
    )
    drop = [
        f"DROP TRIGGER {table}_index_{event} ON {table};" for event in [*TRANSITIONS, "truncate"]
    ]
    return migrations.RunSQL("\n".join(create), "\n".join(drop))


NAMES = ["archive_nameform", "archive_person", "archive_location", "archive_office"]


def watch_names(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_names AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION archive_note_names_changed();",
        f"DROP TRIGGER {table}_names ON {table};",
    )


def keep_slugs(table: str, column: str, other: str) -> migrations.RunSQL:
    name = f"{table}_keep_slug"
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Who stands at an address now comes before who once did.
    DELETE FROM archive_pastslug WHERE slug = NEW.slug AND {other} IS NULL;
    IF TG_OP = 'INSERT' THEN
        RETURN NULL;
    END IF;
    INSERT INTO archive_pastslug (slug, {column}) VALUES (OLD.slug, NEW.id)
        ON CONFLICT (slug) WHERE {other} IS NULL DO UPDATE SET {column} = EXCLUDED.{column};
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER UPDATE OF slug ON {table}
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_new AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
""",
        f"DROP TRIGGER {name}_new ON {table}; DROP TRIGGER {name} ON {table};"
        f" DROP FUNCTION {name}();",
    )


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]

    operations = [
        migrations.RunSQL(CHANGE_QUEUE, DROP_CHANGE_QUEUE),
        *(watch(table, query) for table, query in WATCHED.items()),
        *(watch_names(table) for table in NAMES),
        keep_slugs("archive_person", "person_id", "location_id"),
        keep_slugs("archive_location", "location_id", "person_id"),
    ]
