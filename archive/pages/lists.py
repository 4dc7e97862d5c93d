"""What the lists of people, places and meetings share: one page of an answer, or the reasons."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_filters import FilterSet

from archive.addresses import page_number, question_pairs, with_query
from archive.pages.search import names_read
from archive.search.filters import reasons_of
from archive.search.lists import EVERY_STAGE, MeetingFilter


def list_page(
    request: HttpRequest, template: str, asked: FilterSet, answer: Any, size: int, **shown: Any
) -> HttpResponse:
    """One page of `answer`; 400 with the reasons if the question cannot be read."""
    reasons = reasons_of(asked)
    paginator = Paginator(answer, size)
    page = paginator.get_page(page_number(request, max(paginator.num_pages, 1)))
    context = {
        "page": page,
        "q": request.GET.get("q", ""),
        "reasons": reasons,
        "query": with_query("", question_pairs(request.GET)),
    }
    return render(request, template, context | shown, status=400 if reasons else 200)


@dataclass(frozen=True)
class View:
    """Another way to see the meetings asked for."""

    label: str
    url: str
    is_here: bool


VIEWS = {
    "meeting-list": "List",
    "matrix": "Who met whom",
    "calendar": "Calendar",
    "today": "On this day",
}


def meetings_shown(request: HttpRequest, asked: MeetingFilter, here: str) -> dict[str, Any]:
    """What every page of meetings shows beside its answer: the form, the other views, feeds.

    `here` is the name of the view. In the table of who met whom `leader` means something
    else, so it is not carried over to it or from it.
    """
    chosen = asked.form.cleaned_data if asked.is_valid() else {}
    pairs = question_pairs(request.GET)
    without_leaders = [pair for pair in pairs if pair[0] != "leader"]

    def url(name: str) -> str:
        keeps_leaders = "matrix" not in (name, here) or name == here
        return with_query(reverse(name), pairs if keeps_leaders else without_leaders)

    # A calendar has its own days.
    fields = {"q", "kind", "stage"}
    if here in ("meeting-list", "matrix"):
        fields |= {"date_from", "date_to"}
    stages = chosen.get("stage", [])
    return {
        "form": asked.form,
        "fields": fields,
        # Filters without a field of their own in the form: kept when it is sent.
        "hidden": [pair for pair in pairs if pair[0] not in fields],
        "reasons": reasons_of(asked),
        "views": [View(label, url(name), name == here) for name, label in VIEWS.items()],
        "leaders": chosen.get("leader", []),
        "places": [*chosen.get("city", []), *chosen.get("country", [])],
        "outlets": chosen.get("outlet", []),
        "stages": "" if EVERY_STAGE in stages else " or ".join(stages),
        "notes": asked.words.notes,
        "names": names_read(asked.words),
        # The feed, the calendar and the exports of what the page shows.
        "query": with_query("", pairs),
        "feed_query": with_query("", without_leaders if here == "matrix" else pairs),
    }
