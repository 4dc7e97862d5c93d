"""The pages of people: the list, one person, and two of them together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import get_text_list

from archive.addresses import pair_path, person_at
from archive.models import Article, Event, Person
from archive.pages.coverage_line import archive_span
from archive.pages.lists import list_page
from archive.pages.tallies import by_year, chart_of, ends_of, people_of, places_of, tally_of
from archive.search.lists import PersonFilter

PAGE_SIZE = 60
LATEST = 10
# Stops of a person's way that their page shows; the list of meetings has all.
STOPS = 20
# Rows of a ranking before the rest is folded away.
RANKED = 15
# Names told of a meeting before the others are a number.
NAMED = 4


def person_list(request: HttpRequest) -> HttpResponse:
    """People, those named most first; `q` takes any form of a name."""
    asked = PersonFilter(request.GET)
    return list_page(request, "archive/person_list.html", asked, asked.people, PAGE_SIZE)


def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom a person met, where and when, and the articles that name them."""
    person = person_at(slug)
    if person.slug != slug:
        return redirect(person, permanent=True)
    meetings = Event.objects.published().of(person)
    articles = Article.objects.naming(person)
    counterparts = people_of(meetings, person)
    years = by_year(meetings)
    return render(
        request,
        "archive/person.html",
        {
            "person": person,
            "offices": person.offices.select_related("country"),
            "meeting_count": sum(years.values()),
            "days": ends_of(meetings),
            "chart": chart_of(years, [("leader", person.slug)]),
            "counterparts": counterparts[:RANKED],
            "more_counterparts": counterparts[RANKED:],
            "cities": places_of(meetings),
            "way": way_of(person, meetings.for_listing().newest_first()[:STOPS]),
            "not_held": Event.objects.not_held().of(person).for_listing().newest_first()[:LATEST],
            "article_count": articles.count(),
            "articles": articles.for_listing().newest_first()[:LATEST],
            "span": archive_span(),
        },
    )


@dataclass(frozen=True)
class Stop:
    """A meeting on a person's way: where it was, and with whom in words."""

    event: Event
    whom: str


def way_of(person: Person, meetings: Iterable[Event]) -> list[Stop]:
    """A person's meetings as a way through days and places, in the order given."""
    return [Stop(event, _whom(person, event)) for event in meetings]


def _whom(person: Person, event: Event) -> str:
    """The others at a meeting: Xi Jinping, Narendra Modi and 7 others."""
    others = [str(each) for each in event.participants.all() if each != person]
    others += event.other_names
    if len(others) > NAMED + 1:
        others[NAMED:] = [f"{len(others) - NAMED} others"]
    return get_text_list(others, "and")


def pair_detail(request: HttpRequest, slug: str, other_slug: str) -> HttpResponse:
    """Every meeting of two people: how many, the first, the last, the longest gap, where."""
    person, other = person_at(slug), person_at(other_slug)
    if person == other:
        # One with themselves, or two that were merged since.
        return redirect(person, permanent=True)
    if request.path != pair_path(person, other):
        return redirect(pair_path(person, other), permanent=True)
    meetings = Event.objects.published().of(person, other)
    tally = tally_of(meetings, timezone.localdate())
    together = Article.objects.naming(person).filter(pk__in=Article.objects.naming(other))
    return render(
        request,
        "archive/pair.html",
        {
            "person": person,
            "other": other,
            "tally": tally,
            "chart": chart_of(tally.years, [("leader", person.slug), ("leader", other.slug)]),
            "meetings": meetings.for_listing().newest_first(),
            "not_held": Event.objects.not_held().of(person, other).for_listing().newest_first(),
            "article_count": together.count(),
            "articles": together.for_listing().newest_first()[:LATEST],
            "span": archive_span(),
        },
    )
