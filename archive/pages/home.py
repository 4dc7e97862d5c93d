"""The home page: what the archive holds, and the box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from archive.models import Article, Event, Location, Person
from archive.models.places import PlaceKind
from archive.pages.coverage_line import archive_span
from archive.search.lists import named_most

LATEST = 8
TO_COME = 5


def home(request: HttpRequest) -> HttpResponse:
    """Counts, what is announced, the latest meetings and articles, who is named most."""
    to_come = Event.objects.announced().to_come(timezone.localdate()).for_listing()
    return render(
        request,
        "archive/home.html",
        {
            "article_count": Article.objects.count(),
            "meeting_count": Event.objects.published().count(),
            "span": archive_span(),
            # The soonest first: what comes next is what is asked.
            "to_come": to_come.order_by("starts_on", "pk")[:TO_COME],
            "meetings": Event.objects.published().for_listing().newest_first()[:LATEST],
            "articles": Article.objects.for_listing().newest_first()[:LATEST],
            "people": named_most(Person.objects.standing().order_by("name_en"), 12),
            "places": named_most(Location.objects.standing().filter(kind=PlaceKind.CITY), 12),
        },
    )
