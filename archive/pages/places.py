"""The pages of places: the list and one place."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.addresses import place_at
from archive.models import Article, Event, Location
from archive.models.names import Origin
from archive.models.places import PlaceKind
from archive.pages.coverage_line import archive_span
from archive.pages.lists import list_page
from archive.pages.tallies import by_year, chart_of, ends_of, people_of
from archive.search.lists import PlaceFilter, named_most

PAGE_SIZE = 60
LATEST = 10
# Rows of a ranking before the rest is folded away.
RANKED = 15


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
    is_country = place.kind == PlaceKind.COUNTRY
    years, visitors = by_year(meetings), people_of(meetings)
    return render(
        request,
        "archive/place.html",
        {
            "place": place,
            "is_country": is_country,
            "dated_names": place.forms.exclude(origin=Origin.GENERATED)
            .exclude(valid_from=None, valid_to=None)
            .order_by(F("valid_from").asc(nulls_first=True), "language"),
            "meeting_count": sum(years.values()),
            "days": ends_of(meetings),
            "chart": chart_of(years, [("country" if is_country else "city", place.slug)]),
            "visitors": visitors[:RANKED],
            "more_visitors": visitors[RANKED:],
            "cities": named_most(Location.objects.standing().filter(country=place), 30),
            "meetings": meetings.for_listing().newest_first()[:LATEST],
            "not_held": Event.objects.not_held()
            .held_in(place)
            .for_listing()
            .newest_first()[:LATEST],
            "article_count": articles.count(),
            "articles": articles.for_listing().newest_first()[:LATEST],
            "span": archive_span(),
        },
    )
