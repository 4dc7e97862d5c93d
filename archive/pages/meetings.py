"""The pages of meetings: the list and one meeting."""

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.addresses import question_pairs
from archive.models import Event, Office
from archive.pages.lists import list_page
from archive.search.lists import MeetingFilter

PAGE_SIZE = 30


def meeting_list(request: HttpRequest) -> HttpResponse:
    """Published meetings, newest first, by leader, place, kind and date."""
    asked = MeetingFilter(request.GET)
    chosen = asked.form.cleaned_data if asked.is_valid() else {}
    # Filters without a field of their own in the form: kept when it is sent.
    fields = {"date_from", "date_to", "kind"}
    return list_page(
        request,
        "archive/meeting_list.html",
        asked,
        asked.meetings,
        PAGE_SIZE,
        form=asked.form,
        hidden=[pair for pair in question_pairs(request.GET) if pair[0] not in fields],
        leaders=chosen.get("leader", []),
        places=[*chosen.get("city", []), *chosen.get("country", [])],
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
