"""The pages of meetings: the list and one meeting."""

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.addresses import page_number, question_pairs, with_query
from archive.models import Event, Office
from archive.search.filters import reasons_of
from archive.search.lists import MeetingFilter

PAGE_SIZE = 30


def meeting_list(request: HttpRequest) -> HttpResponse:
    """Published meetings, newest first, by leader, place, kind and date."""
    asked = MeetingFilter(request.GET)
    reasons = reasons_of(asked)
    paginator = Paginator(asked.meetings, PAGE_SIZE)
    page = paginator.get_page(page_number(request, max(paginator.num_pages, 1)))
    pairs = question_pairs(request.GET)
    shown = {"date_from", "date_to", "kind"}
    return render(
        request,
        "archive/meeting_list.html",
        {
            "form": asked.form,
            "page": page,
            "reasons": reasons,
            "query": with_query("", pairs),
            "hidden": [(name, value) for name, value in pairs if name not in shown],
            "leaders": [] if reasons else asked.form.cleaned_data["leader"],
            "places": []
            if reasons
            else [*asked.form.cleaned_data["city"], *asked.form.cleaned_data["country"]],
        },
        status=400 if reasons else 200,
    )


def meeting_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """A meeting: who, in which office, where, when, and every article on it with the reason."""
    published = Event.objects.published().select_related("location__country")
    event = published.prefetch_related("participants").filter(pk=pk).first()
    if event is None:
        raise Http404("There is no such meeting in the archive.")
    if slug != event.slug:
        return redirect(event, permanent=True)
    offices = Prefetch("person__offices", Office.objects.held_on(event.starts_on), "offices_then")
    participations = event.participations.select_related("person").prefetch_related(offices)
    people = [participation.person for participation in participations]
    # A meeting of nobody known is one of the same people as no other.
    same_people = Event.objects.published().of(*people) if people else Event.objects.none()
    same_people = same_people.exclude(pk=event.pk).for_listing()
    earlier = Q(starts_on__lt=event.starts_on) | Q(starts_on=event.starts_on, pk__lt=event.pk)
    return render(
        request,
        "archive/meeting.html",
        {
            "event": event,
            "people": people,
            "coverage": event.coverage.select_related("article__outlet")
            .defer("article__body")
            .order_by("article__published_at", "pk"),
            "previous": same_people.filter(earlier).order_by("-starts_on", "-pk").first(),
            "next": same_people.exclude(earlier).order_by("starts_on", "pk").first(),
        },
    )
