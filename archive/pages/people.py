"""The pages of people: the list, one person, and two of them together."""

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.addresses import pair_path, person_at
from archive.models import Article, Event, Location, Person
from archive.models.meetings import first_and_last_day
from archive.pages.lists import list_page
from archive.search.lists import PersonFilter

PAGE_SIZE = 60
LATEST = 10


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
    return render(
        request,
        "archive/person.html",
        {
            "person": person,
            "offices": person.offices.select_related("country"),
            "meeting_count": meetings.count(),
            "days": first_and_last_day(meetings),
            "counterparts": counterparts_of(person),
            "cities": Location.objects.filter(events__in=meetings)
            .annotate(meeting_count=Count("events"))
            .order_by("-meeting_count", "sort_key"),
            "meetings": meetings.for_listing().newest_first()[:LATEST],
            "article_count": articles.count(),
            "articles": articles.for_listing().newest_first()[:LATEST],
        },
    )


def counterparts_of(person: Person):
    """People who met this person, with `meeting_count` and `last_met_on`, most often first."""
    theirs = Event.objects.published().of(person)
    return (
        Person.objects.filter(participations__event__in=theirs)
        .exclude(pk=person.pk)
        .annotate(
            meeting_count=Count("participations"),
            last_met_on=Max("participations__event__starts_on"),
        )
        .order_by("-meeting_count", "-last_met_on", "name_en")
    )


def pair_detail(request: HttpRequest, slug: str, other_slug: str) -> HttpResponse:
    """Every meeting of two people: how many, the first, the last, where."""
    person, other = person_at(slug), person_at(other_slug)
    if person == other:
        # One with themselves, or two that were merged since.
        return redirect(person, permanent=True)
    if request.path != pair_path(person, other):
        return redirect(pair_path(person, other), permanent=True)
    meetings = Event.objects.published().of(person, other)
    days = first_and_last_day(meetings)
    together = Article.objects.naming(person).filter(pk__in=Article.objects.naming(other))
    return render(
        request,
        "archive/pair.html",
        {
            "person": person,
            "other": other,
            "days": days,
            "meetings": meetings.for_listing().newest_first(),
            "cities": Location.objects.filter(events__in=meetings)
            .annotate(meeting_count=Count("events"))
            .order_by("-meeting_count", "sort_key"),
            "article_count": together.count(),
            "articles": together.for_listing().newest_first()[:LATEST],
        },
    )
