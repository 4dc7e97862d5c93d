"""What the database holds about decisions: no circle of merges, a ledger that only grows.

A decision counts as a name for the extractor, like the tables of migration 0002.
"""

import importlib

from django.db import migrations

# A module whose name begins with a digit is no import statement's.
watch_names = importlib.import_module("archive.migrations.0002_triggers").watch_names


def no_circles(table: str) -> migrations.RunSQL:
    name = f"{table}_no_circle"
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One merge at a time: two that make a circle together do not see each other otherwise.
    PERFORM pg_advisory_xact_lock(hashtext('{name}'));
    IF EXISTS (
        WITH RECURSIVE ahead (id) AS (
            SELECT NEW.merged_into_id
            UNION
            SELECT record.merged_into_id FROM {table} record JOIN ahead ON record.id = ahead.id
        )
        SELECT FROM ahead WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'merging % into % makes a circle', NEW.id, NEW.merged_into_id
            USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF merged_into_id ON {table}
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION {name}();
""",
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )


ONLY_GROWS = """
CREATE FUNCTION archive_decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Set to null when the record or the account is deleted.
    of_others text[] := ARRAY[
        'person_id', 'location_id', 'into_person_id', 'into_location_id', 'decided_by_id'
    ];
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- No check constraint: a record deleted later leaves a null.
        IF (NEW.verdict IN ('link', 'never', 'alias', 'new', 'merge')
                AND coalesce(NEW.person_id, NEW.location_id) IS NULL)
            OR (NEW.verdict = 'merge'
                AND coalesce(NEW.into_person_id, NEW.into_location_id) IS NULL)
        THEN
            RAISE EXCEPTION 'a decision % says whom it is about', NEW.verdict
                USING ERRCODE = 'check_violation', CONSTRAINT = 'archive_decision_stands';
        END IF;
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - of_others = to_jsonb(OLD) - of_others
        AND jsonb_strip_nulls(to_jsonb(NEW)) <@ jsonb_strip_nulls(to_jsonb(OLD))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'decision % stands: a further one takes it back', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'archive_decision_stands';
END $$;
CREATE TRIGGER archive_decision_stands BEFORE INSERT OR UPDATE OR DELETE ON archive_decision
    FOR EACH ROW EXECUTE FUNCTION archive_decision_stands();
"""
DROP_ONLY_GROWS = """
DROP TRIGGER archive_decision_stands ON archive_decision;
DROP FUNCTION archive_decision_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_decisions")]

    operations = [
        no_circles("archive_person"),
        no_circles("archive_location"),
        migrations.RunSQL(ONLY_GROWS, DROP_ONLY_GROWS),
        watch_names("archive_decision"),
    ]
