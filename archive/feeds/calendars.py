"""Calendars: meetings -> iCalendar (RFC 5545). Knows no request.

The library escapes, folds and types; here is what is said. The hour of a meeting is not known,
so each is of whole days, and takes nobody's time.
"""

import datetime
from collections.abc import Iterable

import icalendar

from archive.addresses import absolute
from archive.feeds import entries
from archive.models import Event
from archive.models.choices import DatePrecision, Stage
from archive.models.meetings import EventStatus
from archive.text import normalise

# Part of every UID: the same for ever, whatever host the archive moves to.
UID_SUFFIX = "@parley"
# How often a subscriber's program should look.
REFRESH_EVERY = datetime.timedelta(hours=6)
WITHDRAWN = "Withdrawn: this was no meeting"

STATUSES = {
    Stage.HELD: "CONFIRMED",
    Stage.ANNOUNCED: "TENTATIVE",
    Stage.CANCELLED: "CANCELLED",
}


def calendar_of(title: str, events: Iterable[Event], site_name: str) -> bytes:
    """Meetings `with_coverage()` as a calendar to subscribe to."""
    # On one line, and escaped: the library takes a name as it is.
    name = icalendar.vText(" ".join(normalise(f"{title} – {site_name}").split()))
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Parley//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # RFC 7986, and the names programs knew before it.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH_EVERY))
    for event in events:
        if event.status == EventStatus.REJECTED:
            calendar.add_component(_withdrawn(event))
        else:
            calendar.add_component(_told(event))
    return calendar.to_ical()


def _told(event: Event) -> icalendar.Event:
    entry = _dated(event, entries.updated_at(event), STATUSES[Stage(event.stage)])
    entry.add("summary", normalise(summary_line(event)))
    entry.add("description", normalise(entries.summary_of(event)))
    entry.add("categories", entries.kinds_of(event))
    entry.add("url", absolute(event.get_absolute_url()))
    if place := entries.place_of(event):
        entry.add("location", normalise(place))
    where = event.location
    if where and where.latitude is not None and where.longitude is not None:
        entry.add("geo", (where.latitude, where.longitude))
    return entry


def _withdrawn(event: Event) -> icalendar.Event:
    """What tells a program to take a meeting out: no name, no place, no word of what it said."""
    entry = _dated(event, event.updated_at, "CANCELLED")
    entry.add("summary", WITHDRAWN)
    return entry


def _dated(event: Event, changed_at: datetime.datetime, status: str) -> icalendar.Event:
    first, last = entries.days_of(event)
    entry = icalendar.Event()
    entry.add("uid", f"{event.feed_id}{UID_SUFFIX}")
    entry.add("dtstamp", changed_at)
    entry.add("last-modified", changed_at)
    # A later state has a higher number, as programs want it, with none to be kept.
    entry.add("sequence", max(int((changed_at - event.created_at).total_seconds()), 0))
    entry.add("dtstart", first)
    # The day after, by the standard.
    entry.add("dtend", last + datetime.timedelta(days=1))
    entry.add("status", status)
    entry.add("transp", "TRANSPARENT")
    return entry


def summary_line(event: Event) -> str:
    """The line a calendar shows; day and place stand beside it."""
    stage = "" if event.stage == Stage.HELD else f" ({event.get_stage_display()})"
    vague = "" if event.date_precision == DatePrecision.DAY else " (day not known)"
    return f"{event.get_kind_display().capitalize()}{stage}: {event.who or 'nobody known'}{vague}"
