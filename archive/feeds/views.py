"""Views: a request -> a feed of the question in its address."""

import datetime
import hashlib
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from archive.addresses import absolute, pair_path, person_at, place_at, question_pairs, with_query
from archive.feeds import calendars, entries, write
from archive.models import Article, Event
from archive.models.choices import Stage
from archive.models.meetings import EventQuerySet, EventStatus
from archive.search import ask, indexer, queue
from archive.search.filters import ArticleFilter, reasons_of
from archive.search.lists import MeetingFilter
from archive.search.saying import said
from archive.search.tokens import as_far_as_read

LENGTH = 50
# A calendar is looked through backwards; this is a second's work and a megabyte.
CALENDAR_LENGTH = 1000
# By then every program that subscribes has asked again, and knows what was taken out.
WITHDRAWN_FOR = datetime.timedelta(days=90)
# Readers may keep a feed for a quarter of an hour.
MAX_AGE_SECONDS = 900

FORMATS: dict[str, tuple[Callable[[write.Feed, str], bytes], str]] = {
    "rss": (write.rss, "application/rss+xml; charset=utf-8"),
    "atom": (write.atom, "application/atom+xml; charset=utf-8"),
    "json": (write.json_feed, "application/feed+json; charset=utf-8"),
}


def search_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The newest articles that answer the question in the address."""
    asked_for = ArticleFilter(request.GET)
    if not asked_for.is_valid():
        return unreadable(reasons_of(asked_for))
    words, _ = as_far_as_read(request.GET.get("q") or "")
    title = f"Articles: {words}" if words else "Articles"
    return _article_feed(request, extension, asked_for, title, reverse("search"))


def person_feed(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The newest articles that name a person; an old slug redirects, as on the page."""
    person = person_at(slug)
    if person.slug != slug:
        return _moved(request, "person-feed", person.slug, extension)
    asked_for = ArticleFilter({"leader": [person.slug]})
    return _article_feed(request, extension, asked_for, str(person), person.get_absolute_url())


def place_feed(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The newest articles that name a place, or a place in a country; an old slug redirects."""
    place = place_at(slug)
    if place.slug != slug:
        return _moved(request, "place-feed", place.slug, extension)
    name = "country" if place.kind == "country" else "city"
    asked_for = ArticleFilter({name: [place.slug]})
    return _article_feed(request, extension, asked_for, str(place), place.get_absolute_url())


def meeting_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The newest meetings, one item each, by the page's parameters."""
    return _meeting_feed(request, extension, request.GET, "Meetings", reverse("meeting-list"))


def person_meeting_feed(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The meetings of a person; an old slug redirects, as on the page."""
    person = person_at(slug)
    if person.slug != slug:
        return _moved(request, "person-meeting-feed", person.slug, extension)
    params = _and(request, leader=[person.slug])
    title = f"Meetings of {person}"
    return _meeting_feed(request, extension, params, title, person.get_absolute_url())


def place_meeting_feed(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The meetings in a place, or anywhere in a country; an old slug redirects."""
    place = place_at(slug)
    if place.slug != slug:
        return _moved(request, "place-meeting-feed", place.slug, extension)
    # Alone: of several places a list takes any, and these are this one's meetings.
    name = "country" if place.kind == "country" else "city"
    params = request.GET.copy()
    params.setlist(name, [place.slug])
    title = f"Meetings in {place}"
    return _meeting_feed(request, extension, params, title, place.get_absolute_url())


def pair_feed(request: HttpRequest, slug: str, other_slug: str, extension: str) -> HttpResponseBase:
    """The meetings of two people; the address of their page, or of the one they became."""
    person, other = person_at(slug), person_at(other_slug)
    if person == other:
        return _moved(request, "person-meeting-feed", person.slug, extension)
    if (person.slug, other.slug) != (slug, other_slug):
        return _moved(request, "pair-feed", person.slug, other.slug, extension)
    params = _and(request, leader=[person.slug, other.slug])
    title = f"Meetings of {person} and {other}"
    return _meeting_feed(request, extension, params, title, pair_path(person, other))


def coverage_feed(request: HttpRequest, pk: str, slug: str, extension: str) -> HttpResponseBase:
    """One meeting: an item for every article on it, or the one entry of a calendar.

    An old slug redirects, and so does what became part of another meeting.
    """
    asked_for = Event.objects.filter(pk=int(pk)).first()
    stands = _meetings_for(extension).filter(pk=asked_for.stands_as.pk if asked_for else 0)
    event = stands.for_listing().first()
    if event is None:
        raise Http404("There is no such meeting in the archive.")
    # What was withdrawn tells nobody's name, in its address either.
    is_withdrawn = event.status == EventStatus.REJECTED
    if event.pk != int(pk) or (slug != event.slug and not is_withdrawn):
        own_slug = "withdrawn" if is_withdrawn else event.slug
        return _moved(request, "coverage-feed", str(event.pk), own_slug, extension)
    changed_at = _last_modified()
    if extension == "ics":
        title = "Withdrawn" if is_withdrawn else str(event)
        return _calendar(request, title, stands.with_coverage(), changed_at)
    articles = Article.objects.filter(pk__in=event.coverage.values("article")).newest_first()
    newest = list(articles.values_list("pk", "body")[:LENGTH])
    found_articles = ask.articles_of([article for article, _ in newest])
    items = entries.of_articles(found_articles, dict(newest))
    return _feed(request, extension, items, str(event), event.get_absolute_url(), changed_at)


def _and(request: HttpRequest, **values: list[str]) -> QueryDict:
    """The request's parameters and further values of some."""
    params = request.GET.copy()
    for name, slugs in values.items():
        params.setlist(name, [*slugs, *params.getlist(name)])
    return params


def _moved(request: HttpRequest, name: str, *parts: str) -> HttpResponseBase:
    """For ever to the address at which the feed stands now, with the same parameters."""
    address = with_query(reverse(name, args=parts), question_pairs(request.GET))
    return HttpResponsePermanentRedirect(address)


def _article_feed(
    request: HttpRequest, extension: str, asked_for: ArticleFilter, title: str, page: str
) -> HttpResponseBase:
    # Before the articles are read: what changes meanwhile is newer than this. The index may
    # not hold the last change yet.
    changed_at = _last_modified() if indexer.lag() == datetime.timedelta(0) else None
    question = asked_for.question
    try:
        after = request.GET.get("after", "")
        found = ask.find(question.sorted_by("newest"), LENGTH, after)
    except ask.PlaceUnreadable as error:
        return unreadable({"after": str(error)})
    bodies = dict(Article.objects.filter(pk__in=found.ids).values_list("pk", "body"))
    items = entries.of_articles(found.articles(), bodies)
    return _feed(request, extension, items, title, page, changed_at, found.next, said(question))


def _meeting_feed(
    request: HttpRequest, extension: str, params: QueryDict, title: str, page: str
) -> HttpResponseBase:
    asked_for = (
        # A calendar shows what is to come, and must say what is called off.
        MeetingFilter(params, stages=Stage.values, meetings=_meetings_for(extension))
        if extension == "ics"
        else MeetingFilter(params)
    )
    if not asked_for.is_valid():
        return unreadable(reasons_of(asked_for))
    people = [str(person) for person in asked_for.form.cleaned_data["leader"]]
    if people and title == "Meetings":
        title = f"Meetings of {' and '.join(people)}"
    if words := as_far_as_read(params.get("q") or "")[0]:
        title = f"{title}: {words}"
    changed_at = _last_modified()
    events = asked_for.matching.with_coverage().newest_first()
    if extension == "ics":
        return _calendar(request, title, events[:CALENDAR_LENGTH], changed_at)
    return _feed(request, extension, entries.of_meetings(events[:LENGTH]), title, page, changed_at)


def _meetings_for(extension: str) -> EventQuerySet:
    """What readers may see; a calendar also says for a while what an editor took out."""
    if extension != "ics":
        return Event.objects.public()
    return Event.objects.public() | Event.objects.withdrawn(timezone.now() - WITHDRAWN_FOR)


def _calendar(
    request: HttpRequest, title: str, events: Iterable[Event], changed_at: int | None
) -> HttpResponseBase:
    body = calendars.calendar_of(title, events, settings.SITE_NAME)
    return _conditional(request, body, "text/calendar; charset=utf-8", changed_at)


def _feed(
    request: HttpRequest,
    extension: str,
    items: list[entries.Entry],
    title: str,
    page: str,
    changed_at: int | None,
    after: str = "",
    description: str = "",
) -> HttpResponseBase:
    parameters = question_pairs(request.GET)
    following = with_query(request.path, [*parameters, ("after", after)])
    feed = write.Feed(
        title=title,
        page_url=absolute(with_query(page, parameters)),
        feed_url=absolute(with_query(request.path, parameters)),
        entries=items,
        next_url=absolute(following) if after else "",
        description=description,
    )
    written, media_type = FORMATS[extension]
    return _conditional(request, written(feed, settings.SITE_NAME), media_type, changed_at)


def _conditional(
    request: HttpRequest, body: bytes, media_type: str, changed_at: int | None
) -> HttpResponseBase:
    """The body, or 304 to who has it already."""
    response = HttpResponse(body, content_type=media_type)
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    # Of the content, so that a correction or a deletion is a change too.
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if changed_at:
        response["Last-Modified"] = http_date(changed_at)
    return get_conditional_response(request, response["ETag"], changed_at, response)  # type: ignore[return-value]


def _last_modified() -> int | None:
    """When the archive last changed, for readers who ask by date alone.

    The header counts whole seconds: within the second of a change another may follow, so
    for that long none is given.
    """
    changed_at = queue.last_change_at()
    if changed_at is None or timezone.now() - changed_at < datetime.timedelta(seconds=2):
        return None
    return int(changed_at.timestamp())


def unreadable(reasons: dict[str, str]) -> HttpResponse:
    """400 with the reasons in plain text, for programs that read no page."""
    text = "".join(f"{name}: {reason}\n" for name, reason in reasons.items())
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
