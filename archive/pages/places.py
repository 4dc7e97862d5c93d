"""The pages of places: the list and one place."""

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.models import Article, Event, Location, PastSlug, Person
from archive.models.meetings import first_and_last_day
from archive.models.names import Origin
from archive.models.places import PlaceKind
from archive.pages.links import asked as asked_pairs
from archive.pages.links import page_number, with_query
from archive.search.filters import reasons_of
from archive.search.lists import PlaceFilter

PAGE_SIZE = 60
LATEST = 10


def place_list(request: HttpRequest) -> HttpResponse:
    """Places, those named most first; `q` takes any form of a name."""
    asked = PlaceFilter(request.GET)
    reasons = reasons_of(asked)
    paginator = Paginator(asked.places, PAGE_SIZE)
    page = paginator.get_page(page_number(request, max(paginator.num_pages, 1)))
    return render(
        request,
        "archive/place_list.html",
        {
            "page": page,
            "q": request.GET.get("q", ""),
            "reasons": reasons,
            "query": with_query("", asked_pairs(request.GET)),
        },
        status=400 if reasons else 200,
    )


def place_by_slug(slug: str) -> tuple[Location, bool]:
    """The place at an address, and whether the address is an earlier one; or Http404."""
    place = Location.objects.select_related("country").filter(slug=slug).first()
    if place:
        return place, False
    past = PastSlug.objects.select_related("location").filter(slug=slug, person=None).first()
    if past is None or past.location is None:
        raise Http404("There is no such place in the archive.")
    return past.location, True


def place_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who met in a place and when, and the articles that name it."""
    place, is_past = place_by_slug(slug)
    if is_past:
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
            .annotate(
                meeting_count=Count("participations", filter=Q(participations__event__in=meetings))
            )
            .order_by("-meeting_count", "name_en")[:20],
            "cities": Location.objects.filter(country=place).named().most_named_first()[:30],
            "meetings": meetings.for_listing().newest_first()[:LATEST],
            "article_count": articles.count(),
            "articles": articles.for_listing().newest_first()[:LATEST],
        },
    )
