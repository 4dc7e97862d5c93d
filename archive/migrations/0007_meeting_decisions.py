"""What the database holds about meetings: no circle of merges, a ledger that only grows.

What editors did to meetings before there was a ledger is written into it. Articles are taken to
say what their meeting's row says, until they are read again: so it keeps its number and address.
"""

import importlib

from django.db import migrations

# A module whose name begins with a digit is no import statement's.
no_circles = importlib.import_module("archive.migrations.0004_decision_triggers").no_circles

ONLY_GROWS = """
CREATE FUNCTION archive_meetingdecision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The account that decided may be deleted; all else stands.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'decided_by_id' = to_jsonb(OLD) - 'decided_by_id'
        AND NEW.decided_by_id IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'decision % stands: a further one takes it back', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'archive_meetingdecision_stands';
END $$;
CREATE TRIGGER archive_meetingdecision_stands
    BEFORE UPDATE OR DELETE ON archive_meetingdecision
    FOR EACH ROW EXECUTE FUNCTION archive_meetingdecision_stands();
"""
DROP_ONLY_GROWS = """
DROP TRIGGER archive_meetingdecision_stands ON archive_meetingdecision;
DROP FUNCTION archive_meetingdecision_stands();
"""


def let_articles_say_what_their_meeting_says(apps, schema_editor):
    coverage_model = apps.get_model("archive", "Coverage")
    named_model = apps.get_model("archive", "CoverageParticipant")
    told = coverage_model.objects.filter(starts_on=None).select_related("event").order_by("pk")
    for row in told.iterator():
        row.kind, row.location_id = row.event.kind, row.event.location_id
        row.starts_on, row.date_precision = row.event.starts_on, row.event.date_precision
        row.save(update_fields=["kind", "location", "starts_on", "date_precision"])
        named_model.objects.bulk_create(
            named_model(coverage=row, person_id=person)
            for person in row.event.participants.values_list("pk", flat=True)
        )


def write_down_what_was_edited(apps, schema_editor):
    event_model = apps.get_model("archive", "Event")
    decision_model = apps.get_model("archive", "MeetingDecision")
    pin_model = apps.get_model("archive", "Pin")
    for event in event_model.objects.filter(is_edited=True).order_by("pk"):
        people = sorted(event.participants.values_list("pk", flat=True))
        coverage = list(event.coverage.values_list("article__feed_id", "sentence").order_by("pk"))
        set_values = {
            "kind": event.kind,
            "starts_on": event.starts_on.isoformat(),
            "date_precision": event.date_precision,
            "location": event.location_id,
            "participants": people,
        }
        snapshot = set_values | {
            "tags": [], "stage": "held", "other_names": [], "host": "", "status": event.status
        }  # fmt: skip
        acts = [("edit", field, value) for field, value in set_values.items()]
        if event.status in ("published", "rejected"):
            verdict = "confirm" if event.status == "published" else "reject"
            acts.append((verdict, "", None))
        for verdict, field, value in acts:
            decision = decision_model.objects.create(
                verdict=verdict,
                event=event,
                field=field,
                value=value,
                snapshot=snapshot,
                summary="Edited before decisions on meetings were written down.",
            )
            pin_model.objects.bulk_create(
                pin_model(
                    decision=decision,
                    event=event,
                    article_feed_id=feed_id,
                    people=people,
                    day=event.starts_on,
                    sentence=sentence,
                )
                for feed_id, sentence in coverage
            )


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_meetings")]

    operations = [
        migrations.RunPython(let_articles_say_what_their_meeting_says, migrations.RunPython.noop),
        migrations.RunPython(write_down_what_was_edited, migrations.RunPython.noop),
        no_circles("archive_event"),
        migrations.RunSQL(ONLY_GROWS, DROP_ONLY_GROWS),
    ]
