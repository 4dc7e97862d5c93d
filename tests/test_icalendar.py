"""Calendars: what a calendar program reads, keeps, and takes out again."""

import datetime
from typing import Any

import icalendar
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from making import make_meeting
from test_feeds import settle

from archive.feeds.calendars import calendar_of
from archive.meetings.decisions import reject, undo
from archive.models import Article, Event, Location, MeetingDecision

ADDRESSES = [
    "/meetings/feed.ics",
    "/people/vladimir-putin/meetings/feed.ics",
    "/places/omsk/meetings/feed.ics",
    "/places/russia/meetings/feed.ics",
    "/people/kassym-jomart-tokayev/with/vladimir-putin/feed.ics",
]


def read(response) -> icalendar.Calendar:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return parsed(response.content)


def parsed(content: bytes) -> icalendar.Calendar:
    """A calendar as a program has it, held to the rules for lines (RFC 5545, 3.1)."""
    text = content.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar.errors == []
    assert calendar["prodid"]
    assert calendar["version"] == "2.0"
    for entry in calendar.walk("VEVENT"):
        assert entry.errors == []
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS"} <= entry.keys()
    return calendar


def entries_of(response) -> dict[str, Any]:
    return {str(entry["uid"]): entry for entry in read(response).walk("VEVENT")}


def entry_of(client, event: Event, question: str = "") -> Any:
    return entries_of(client.get(f"/meetings/feed.ics{question}"))[f"{event.feed_id}@parley"]


# --- What an entry tells -------------------------------------------------------------------


def test_a_meeting_is_an_entry_of_a_whole_day(client, small):
    Location.objects.filter(pk=small.omsk.pk).update(latitude=54.99, longitude=73.37)
    Event.objects.update(tags=["visit"])
    calendar = read(client.get("/meetings/feed.ics"))
    assert calendar["x-wr-calname"] == calendar["name"] == "Meetings – Parley"
    assert calendar["method"] == "PUBLISH"
    (entry,) = calendar.walk("VEVENT")
    assert entry["uid"] == f"{small.meeting.feed_id}@parley"
    assert entry["summary"] == "Talks: Kassym-Jomart Tokayev and Vladimir Putin"
    assert entry["dtstart"].params["VALUE"] == entry["dtend"].params["VALUE"] == "DATE"
    assert entry.decoded("dtstart") == datetime.date(2019, 11, 7)
    assert entry.decoded("dtend") == datetime.date(2019, 11, 8)
    assert (entry["status"], entry["transp"]) == ("CONFIRMED", "TRANSPARENT")
    assert entry["location"] == "Omsk, Russia"
    assert entry["geo"].to_ical() == "54.99;73.37"
    assert entry["url"] == f"http://127.0.0.1:8000{small.meeting.get_absolute_url()}"
    assert entry["description"].split("\n")[:2] == [
        "Talks and visit, 7 November 2019, Omsk, Russia.",
        "Took part: Kassym-Jomart Tokayev (President of Kazakhstan); Vladimir Putin.",
    ]
    assert "“Тоқаев пен Путин Омбыда” (Сынақ)" in entry["description"]
    assert entry["categories"].to_ical() == b"talks,visit"


@pytest.mark.parametrize(
    ("day", "precision", "start", "end"),
    [
        ("2019-11-07", "month", "2019-11-01", "2019-12-01"),
        ("2019-12-01", "month", "2019-12-01", "2020-01-01"),
        ("2020-02-01", "month", "2020-02-01", "2020-03-01"),
        ("2019-06-15", "year", "2019-01-01", "2020-01-01"),
    ],
)
def test_a_day_that_is_not_known_is_no_day(client, small, day, precision, start, end):
    event = make_meeting(small.putin, starts_on=day, date_precision=precision)
    entry = entry_of(client, event)
    assert entry["summary"] == "Talks: Vladimir Putin (day not known)"
    assert str(entry.decoded("dtstart")) == start
    assert str(entry.decoded("dtend")) == end
    assert entry["transp"] == "TRANSPARENT"


def test_a_calendar_shows_what_is_announced_and_called_off_unless_a_stage_is_asked_for(
    client, small
):
    announced = make_meeting(small.putin, starts_on="2031-01-01", stage="announced")
    cancelled = make_meeting(small.putin, starts_on="2031-01-02", stage="cancelled")
    assert entry_of(client, small.meeting)["status"] == "CONFIRMED"
    entry = entry_of(client, announced)
    assert (entry["status"], entry["summary"]) == (
        "TENTATIVE",
        "Talks (announced): Vladimir Putin",
    )
    entry = entry_of(client, cancelled)
    assert (entry["status"], entry["summary"]) == (
        "CANCELLED",
        "Talks (cancelled): Vladimir Putin",
    )
    for stage, event in (("announced", announced), ("held", small.meeting)):
        uids = entries_of(client.get(f"/meetings/feed.ics?stage={stage}"))
        assert list(uids) == [f"{event.feed_id}@parley"]
    # Held after all: the same entry, now sure.
    Event.objects.filter(pk=announced.pk).update(stage="held")
    assert entry_of(client, announced)["status"] == "CONFIRMED"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_set_of_meetings_has_a_calendar(client, small, address):
    make_meeting(starts_on="2019-01-01")
    uids = entries_of(client.get(f"{address}?kind=talks"))
    assert f"{small.meeting.feed_id}@parley" in uids
    assert len(uids) == (2 if address == "/meetings/feed.ics" else 1)
    assert entries_of(client.get(f"{address}?kind=forum")) == {}
    assert client.get(f"{address}?kind=x").status_code == 400


def test_a_meeting_has_a_calendar_of_its_own(client, small):
    address = f"{small.meeting.get_absolute_url()}feed.ics"
    assert list(entries_of(client.get(address))) == [f"{small.meeting.feed_id}@parley"]


def test_articles_have_no_calendar(client, small):
    for address in ("/search/", "/people/vladimir-putin/", "/places/omsk/"):
        assert client.get(f"{address}feed.ics").status_code == 404


# --- Entries that last, and change ---------------------------------------------------------


def test_an_entry_keeps_its_id_when_the_site_moves(client, small, settings):
    before = list(entries_of(client.get("/meetings/feed.ics")))
    settings.SITE_URL = "https://moved.example"
    answer = client.get("/meetings/feed.ics")
    assert list(entries_of(answer)) == before
    assert b"127.0.0.1" not in answer.content


def test_a_changed_entry_has_a_later_stamp_and_a_higher_number(client, small):
    before = entry_of(client, small.meeting)
    later = timezone.now().replace(microsecond=0) + datetime.timedelta(hours=2)
    Event.objects.update(updated_at=later, kind="visit")
    after = entry_of(client, small.meeting)
    assert after.decoded("dtstamp") == after.decoded("last-modified") == later
    assert after["dtstamp"].dt > before["dtstamp"].dt
    assert int(after["sequence"]) > int(before["sequence"])
    assert after["summary"].startswith("Visit: ")


def test_a_calendar_that_did_not_change_is_not_sent_again(client, small):
    settle()
    for address in [*ADDRESSES, f"{small.meeting.get_absolute_url()}feed.ics"]:
        first = client.get(address)
        assert first["Cache-Control"] == "public, max-age=900"
        for header, value in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified")):
            again = client.get(address, headers={header: first[value]})
            assert (again.status_code, again.content) == (304, b"")
    small.meeting.kind = "visit"
    small.meeting.save()
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code != 304


def test_a_meeting_that_became_part_of_another_is_no_entry(client, small):
    make_meeting(small.putin, starts_on="2019-11-08", merged_into=small.meeting)
    assert list(entries_of(client.get("/meetings/feed.ics"))) == [f"{small.meeting.feed_id}@parley"]


def test_what_an_editor_rejected_is_called_off_without_a_word_of_what_it_said(client, small):
    """A program that has the entry must learn that it goes; nobody else learns who was named."""
    uid = f"{small.meeting.feed_id}@parley"
    old_address = f"{small.meeting.get_absolute_url()}feed.ics"
    reject(small.meeting, None)
    for address in [*ADDRESSES, old_address.replace("/talks-", "/x-")]:
        answer = client.get(address, follow=True)
        assert not answer.redirect_chain
        entry = entries_of(answer)[uid]
        assert (entry["status"], entry["summary"]) == (
            "CANCELLED",
            "Withdrawn: this was no meeting",
        )
        assert entry.keys().isdisjoint({"DESCRIPTION", "LOCATION", "GEO", "URL", "CATEGORIES"})
        # The name of a calendar is that of the person or place asked for.
        assert b"Tokayev" not in answer.content.partition(b"BEGIN:VEVENT")[2]
    assert client.get(old_address.replace(".ics", ".rss")).status_code == 404
    for address in ("/meetings/feed.json", "/meetings/export.ndjson", "/api/v1/meetings/"):
        answer = client.get(f"{address}?stage=all")
        assert uid[:36].encode() not in b"".join(answer)


def test_what_was_rejected_long_ago_or_by_no_editor_is_no_entry(client, small):
    decided_at = reject(small.meeting, None).decided_at
    assert Event.objects.withdrawn(decided_at).get() == small.meeting
    assert not Event.objects.withdrawn(decided_at + datetime.timedelta(seconds=1))
    undo(MeetingDecision.objects.get(), None)
    Event.objects.update(status="rejected")
    assert entries_of(client.get("/meetings/feed.ics")) == {}


def test_what_readers_never_saw_is_not_called_off_when_an_editor_rejects_it(client, small):
    """No subscriber has it: hundreds of suggestions may be rejected in a day."""
    Event.objects.update(status="suggested")
    reject(small.meeting, None)
    assert Event.objects.get().status == "rejected"
    assert entries_of(client.get("/meetings/feed.ics")) == {}


def test_a_calendar_has_the_newest_thousand(client, small):
    Event.objects.bulk_create(
        Event(kind="talks", starts_on="2010-01-01", status="published") for _ in range(1_005)
    )
    uids = entries_of(client.get("/meetings/feed.ics"))
    assert len(uids) == 1000
    assert next(iter(uids)) == f"{small.meeting.feed_id}@parley"


def test_a_calendar_of_no_meeting_is_a_calendar(client, small):
    Event.objects.all().delete()
    assert entries_of(client.get("/meetings/feed.ics")) == {}


# --- Text that would break a calendar ------------------------------------------------------

HOSTILE = 'a;b,c\\d\r\nEND:VEVENT\r\nBEGIN:VEVENT\nx\x00\x1b\u2028\\n"q" ;VALUE=X:' + "я" * 200


def test_hostile_text_is_text(client, small):
    text = HOSTILE.replace("\x00", "")
    Event.objects.update(other_names=[text[:200]], host=text[:100])
    Article.objects.update(title=text)
    Location.objects.filter(pk=small.omsk.pk).update(name_en=text[:200])
    (entry,) = entries_of(client.get("/meetings/feed.ics")).values()
    assert "a;b,c\\d\nEND:VEVENT\nBEGIN:VEVENT" in entry["summary"]
    assert "a;b,c\\d\nEND:VEVENT\nBEGIN:VEVENT" in entry["location"]
    assert "я" * 200 in entry["description"]


def test_typed_words_write_no_line_of_a_calendar(client, small):
    words = "Омск\r\nMETHOD:CANCEL\nBEGIN:VEVENT;,"
    calendar = read(client.get("/meetings/feed.ics", {"q": words}))
    # The library that reads leaves the marks of escaping in this property.
    name = "Meetings: Омск METHOD:CANCEL BEGIN:VEVENT\\;\\, – Parley"
    assert calendar["name"] == calendar["x-wr-calname"] == name
    assert calendar["method"] == "PUBLISH"
    assert calendar.walk("VEVENT") == []


@settings(max_examples=60)
@given(
    text=st.text(
        st.one_of(
            st.characters(codec="utf-8", exclude_characters="\x00"),
            st.sampled_from(';,:\\\r\n"^n\t😀\u2029'),
        ),
        max_size=100,
    )
)
def test_no_text_at_all_breaks_a_calendar(small, text):
    Event.objects.update(other_names=[text], host=text)
    events = Event.objects.public().with_coverage()
    (entry,) = parsed(calendar_of(text, events, "Parley")).walk("VEVENT")
    assert entry["uid"] == f"{small.meeting.feed_id}@parley"
