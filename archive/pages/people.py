"""The pages of people: the list, one person, and two of them together."""

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from archive.models import Article, Event, Location, PastSlug, Person
from archive.models.meetings import first_and_last_day
from archive.pages.links import asked as asked_pairs
from archive.pages.links import page_number, with_query
from archive.search.filters import reasons_of
from archive.search.lists import PersonFilter

PAGE_SIZE = 60
LATEST = 10


def person_list(request: HttpRequest) -> HttpResponse:
    """People, those named most first; `q` takes any form of a name."""
    asked = PersonFilter(request.GET)
    reasons = reasons_of(asked)
    paginator = Paginator(asked.people, PAGE_SIZE)
    page = paginator.get_page(page_number(request, max(paginator.num_pages, 1)))
    return render(
        request,
        "archive/person_list.html",
        {
            "page": page,
            "q": request.GET.get("q", ""),
            "reasons": reasons,
            "query": with_query("", asked_pairs(request.GET)),
        },
        status=400 if reasons else 200,
    )


def person_by_slug(slug: str) -> tuple[Person, bool]:
    """The person at an address, and whether the address is an earlier one; or Http404."""
    person = Person.objects.filter(slug=slug).first()
    if person:
        return person, False
    past = PastSlug.objects.select_related("person").filter(slug=slug, location=None).first()
    if past is None or past.person is None:
        raise Http404("There is no such person in the archive.")
    return past.person, True


def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom a person met, where and when, and the articles that name them."""
    person, is_past = person_by_slug(slug)
    if is_past:
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
            meeting_count=Count("participations", filter=Q(participations__event__in=theirs)),
            last_met_on=Max(
                "participations__event__starts_on", filter=Q(participations__event__in=theirs)
            ),
        )
        .order_by("-meeting_count", "-last_met_on", "name_en")
    )


def pair_detail(request: HttpRequest, slug: str, other_slug: str) -> HttpResponse:
    """Every meeting of two people: how many, the first, the last, where."""
    person, is_past = person_by_slug(slug)
    other, is_other_past = person_by_slug(other_slug)
    if person == other:
        return redirect(person)
    # One address for a pair, whichever is named first.
    first, second = sorted((person, other), key=lambda each: each.slug)
    if is_past or is_other_past or first != person:
        return redirect(pair_url(first, second), permanent=True)
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


def pair_url(person: Person, other: Person) -> str:
    """The address of two people together, the same whichever is named first."""
    first, second = sorted((person.slug, other.slug))
    return reverse("pair-detail", args=[first, second])
