"""The database notes what feeds of meetings tell beside the meeting: offices, places, outlets.

Else who asks a feed by date alone would never learn of a renamed outlet or a new office. Zero
is no article, as in migration 0002: it dates feeds, and gives the index nothing to do.
"""

from django.db import migrations

TOLD = ["archive_outlet", "archive_office", "archive_person", "archive_location"]


def date_feeds(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_feeds AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION archive_note_feeds_changed();",
        f"DROP TRIGGER {table}_feeds ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_meeting_decisions")]

    operations = [
        migrations.RunSQL(
            """
CREATE FUNCTION archive_note_feeds_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO archive_indexchange (article_id) VALUES (0);
    RETURN NULL;
END $$;
""",
            "DROP FUNCTION archive_note_feeds_changed();",
        ),
        *(date_feeds(table) for table in TOLD),
    ]
