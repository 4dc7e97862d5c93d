"""The home page: what the archive holds, and the box."""

from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Article, Event, Location, Outlet, Person
from archive.models.places import PlaceKind
from archive.search.lists import named_most

LATEST = 8


def home(request: HttpRequest) -> HttpResponse:
    """Counts, the latest meetings and articles, and who is named most."""
    return render(
        request,
        "archive/home.html",
        {
            "article_count": Article.objects.count(),
            "outlet_count": Outlet.objects.count(),
            "meeting_count": Event.objects.published().count(),
            "days": Article.objects.aggregate(first=Min("published_on"), last=Max("published_on")),
            "meetings": Event.objects.published().for_listing().newest_first()[:LATEST],
            "articles": Article.objects.for_listing().newest_first()[:LATEST],
            "people": named_most(Person.objects.standing().order_by("name_en"), 12),
            "places": named_most(Location.objects.standing().filter(kind=PlaceKind.CITY), 12),
        },
    )
