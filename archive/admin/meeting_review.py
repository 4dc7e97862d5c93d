"""The queue of meetings: likely duplicates and unsure ones, decided in place.

Everything works without JavaScript.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_POST

from archive.addresses import page_number, with_query
from archive.admin.ledger import way_back
from archive.meetings.decisions import confirm, keep_apart, merge, reject
from archive.meetings.review import Pair, duplicates_of, likely_duplicates, unsure_meetings
from archive.models import Event, MeetingDecision

LISTS = [("", "likely duplicates"), ("unsure", "unsure meetings")]
# Whoever comes here has decided on the most reported long before.
LAST_PAGE = 1000


def urls() -> list[URLPattern]:
    """Addresses of the queue, under that of meetings."""
    site = admin.site
    return [
        path("review/", site.admin_view(queue), name="archive_event_review"),
        path("review/decide/", site.admin_view(decide), name="archive_event_decide"),
    ]


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """One page of what waits."""
    _check(request)
    chosen = request.GET.get("list", "")
    if chosen not in dict(LISTS):
        raise Http404(f"There is no queue of “{chosen[:20]}”.")
    number = page_number(request, LAST_PAGE)
    pairs: list[Pair] = []
    meetings: list[Event] = []
    if chosen:
        meetings, has_more = unsure_meetings(number)
    else:
        pairs, has_more = likely_duplicates(number)
    context = {
        **admin.site.each_context(request),
        "title": "Review meetings",
        "opts": Event._meta,
        "pairs": pairs,
        "meetings": meetings,
        "is_of_pairs": not chosen,
        "lists": [(label, _url(list=value), value == chosen) for value, label in LISTS],
        "place": _url(list=chosen, page=str(number) if number > 1 else ""),
        "done": _done(request),
        "page": number,
        "previous": _url(list=chosen, page=str(number - 1)) if number > 1 else "",
        "next": _url(list=chosen, page=str(number + 1)) if has_more else "",
    }
    return TemplateResponse(request, "admin/archive/event/review.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Decide on one meeting or pair, and come back to the same place."""
    _check(request)
    back = way_back(request) or _url()
    try:
        decision = _decision(request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(back)
    if back.startswith(_url()):
        back += f"{'&' if '?' in back else '?'}done={decision.pk}"
    else:
        messages.success(request, decision.summary)
    return HttpResponseRedirect(back)


def alike_to(event: Event) -> list[Pair]:
    """The pairs of the queue that a meeting is in, for its own page."""
    return duplicates_of(event)


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm("archive.change_event"):
        raise PermissionDenied


def _decision(request: HttpRequest) -> MeetingDecision:
    act, by = request.POST.get("act", ""), request.user
    event = _meeting(request, "event")
    if act == "confirm":
        return confirm(event, by)
    if act == "reject":
        return reject(event, by)
    if act == "same":
        return merge(event, _meeting(request, "other"), by)
    if act == "apart":
        return keep_apart(event, _meeting(request, "other"), by)
    raise ValidationError("It was not said what to decide.")


def _meeting(request: HttpRequest, name: str) -> Event:
    number = request.POST.get(name, "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    event = Event.objects.filter(pk=int(number)).first() if is_number else None
    if event is None:
        raise ValidationError("This meeting is gone.")
    return event


def _url(**query: Any) -> str:
    pairs = [(name, value) for name, value in query.items() if value]
    return with_query(reverse("admin:archive_event_review"), pairs)


def _done(request: HttpRequest) -> MeetingDecision | None:
    """The decision made a moment ago, unless it was taken back since."""
    pk = request.GET.get("done", "")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    return MeetingDecision.objects.in_force().filter(pk=int(pk)).first()
