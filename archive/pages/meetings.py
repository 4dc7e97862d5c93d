"""The pages of meetings: the list and one meeting."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.addresses import pair_path
from archive.models import Article, Coverage, Event, Office, Participation
from archive.models.meetings import CoverageRole, EventStatus
from archive.pages.coverage_line import archive_span
from archive.pages.days import day_of
from archive.pages.disagreements import announced_otherwise, differences, held_and_ahead
from archive.pages.firsts import neighbours_of
from archive.pages.lists import list_page, meetings_shown
from archive.search.lists import MeetingFilter

PAGE_SIZE = 30


def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings, newest first, by words, leader, place, kind, date, outlet and stage."""
    asked = MeetingFilter(request.GET)
    shown = meetings_shown(request, asked, "meeting-list")
    return list_page(
        request, "archive/meeting_list.html", asked, asked.meetings, PAGE_SIZE, **shown
    )


def meeting_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """A meeting: who, in which office, where, when, and every article on it with the reason.

    One that became part of another leads there for ever.
    """
    events = Event.objects.select_related("location__country", "merged_into")
    event = events.prefetch_related("participants").filter(pk=pk).first()
    if event is None or event.stands_as.status != EventStatus.PUBLISHED:
        raise Http404("There is no such meeting in the archive.")
    if event.merged_into is not None or slug != event.slug:
        return redirect(event.stands_as, permanent=True)
    # Of a meeting known to the month or year, offices held all through it.
    day = day_of(event)
    offices = Office.objects.held_on(day.first).held_on(day.last)
    participations = list(
        event.participations.select_related("person").prefetch_related(
            Prefetch("person__offices", offices, "offices_then")
        )
    )
    people = [participation.person for participation in participations]
    rows = list(
        event.coverage.select_related("article__outlet", "location")
        .prefetch_related("participants")
        .defer("article__body")
    )
    held, ahead = held_and_ahead(rows)
    return render(
        request,
        "archive/meeting.html",
        {
            "event": event,
            "parts": parts_of(participations, rows),
            "coverage": coverage_of(rows),
            "differences": differences(held),
            # Held: where it came otherwise; not held: where outlets do not agree on the plan.
            "ahead_differences": announced_otherwise(ahead, held) if held else differences(ahead),
            "pairs": [(f"{a} and {b}", pair_path(a, b)) for a, b in combinations(people, 2)],
            "neighbours": neighbours_of(event, people),
            "span": archive_span(),
        },
    )


@dataclass(frozen=True)
class Part:
    """Somebody's part in a meeting, and the article with the sentence it rests on."""

    participation: Participation
    article: Article | None


def parts_of(participations: Iterable[Participation], coverage: Iterable[Coverage]) -> list[Part]:
    """Who took part, each with the first article that says so in the sentence kept."""
    articles: dict[str, Article] = {}
    for row in coverage:
        articles.setdefault(row.sentence, row.article)
    return [
        Part(each, articles.get(each.sentence) if each.sentence else None)
        for each in participations
    ]


@dataclass
class Covering:
    """An article on a meeting, and what it says of it: once, however often it does."""

    article: Article
    rows: list[Coverage] = field(default_factory=list)

    @property
    def stages(self) -> list[str]:
        """How far the meeting had come, in words; of one told as held nothing need be said."""
        stages = dict.fromkeys(row.get_stage_display() for row in self.rows)
        return [] if list(stages) == ["held"] else list(stages)

    @property
    def is_background(self) -> bool:
        return all(row.role == CoverageRole.BACKGROUND for row in self.rows)

    @property
    def sentences(self) -> list[str]:
        return self._each_once("sentence")

    @property
    def reasons(self) -> list[str]:
        return self._each_once("reasons")

    @property
    def joined_because(self) -> list[str]:
        return self._each_once("joined_because")

    def _each_once(self, name: str) -> list[str]:
        """What the rows say under one name, each saying once."""
        said = dict.fromkeys(getattr(row, name) for row in self.rows)
        return [text for text in said if text]


def coverage_of(rows: Iterable[Coverage]) -> list[Covering]:
    """Articles in the order of the rows, which is that of publication, each once."""
    found: dict[int, Covering] = {}
    for row in rows:
        found.setdefault(row.article_id, Covering(row.article)).rows.append(row)
    return list(found.values())
