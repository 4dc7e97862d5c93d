"""The pages of places: the list and one place."""

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.addresses import place_at
from archive.models import Article, Event, Location, Person
from archive.models.meetings import first_and_last_day
from archive.models.names import Origin
from archive.models.places import PlaceKind
from archive.pages.lists import list_page
from archive.search.lists import PlaceFilter, named_most

PAGE_SIZE = 60
LATEST = 10


def place_list(request: HttpRequest) -> HttpResponse:
    """Places, those named most first; `q` takes any form of a name."""
    asked = PlaceFilter(request.GET)
    return list_page(request, "archive/place_list.html", asked, asked.places, PAGE_SIZE)


def place_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who met in a place and when, and the articles that name it."""
    place = place_at(slug)
    if place.slug != slug:
        return redirect(place, permanent=True)
    meetings = Event.objects.published().held_in(place)
    articles = Article.objects.naming_place(place)
    return render(
        request,
        "archive/place.html",
        {
            "place": place,
            "is_country": place.kind == PlaceKind.COUNTRY,
            "dated_names": place.forms.exclude(origin=Origin.GENERATED)
            .exclude(valid_from=None, valid_to=None)
            .order_by(F("valid_from").asc(nulls_first=True), "language"),
            "meeting_count": meetings.count(),
            "days": first_and_last_day(meetings),
            "visitors": Person.objects.filter(participations__event__in=meetings)
            .annotate(meeting_count=Count("participations"))
            .order_by("-meeting_count", "name_en")[:20],
            "cities": named_most(Location.objects.standing().filter(country=place), 30),
            "meetings": meetings.for_listing().newest_first()[:LATEST],
            "article_count": articles.count(),
            "articles": articles.for_listing().newest_first()[:LATEST],
        },
    )
