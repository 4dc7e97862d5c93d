"""Meetings: the desk of one meeting, where staff say what it is and which articles are on it.

Nothing here writes a meeting's row: every button is an act of archive/meetings/decisions.py.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from archive.admin import meeting_review
from archive.admin.ledger import InForceFilter, LedgerAdmin
from archive.admin.names import named_like
from archive.admin.text import StoredText
from archive.meetings.decisions import (
    add,
    confirm,
    edit,
    edits_in_force,
    merge,
    move,
    reject,
    release,
    split,
    undo,
)
from archive.models import (
    Article,
    Coverage,
    Event,
    Location,
    MeetingDecision,
    Participation,
    Person,
)
from archive.models.choices import DatePrecision, MeetingKind, Stage
from archive.models.meeting_decisions import EDITABLE
from archive.text import normalise

# Enough of a sentence to decide by, in a row of the list.
SENTENCE_SHOWN = 160
# A meeting reported by more is decided by its first articles.
ARTICLES_SHOWN = 200


# --- The desk of one meeting ------------------------------------------------------------------


class MeetingForm(forms.Form):
    """What a meeting is; each field that is changed becomes a decision of its own."""

    kind = forms.ChoiceField(choices=MeetingKind.choices)
    tags = forms.MultipleChoiceField(
        label="Further kinds",
        choices=MeetingKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What it truthfully is besides: talks during a visit.",
    )
    stage = forms.ChoiceField(choices=Stage.choices)
    # A browser's field for dates takes no other form than this.
    starts_on = forms.DateField(
        label="Date",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    date_precision = forms.ChoiceField(
        label="The date is known to the", choices=DatePrecision.choices
    )
    location = forms.ModelChoiceField(
        label="Place",
        queryset=Location.objects.all(),
        required=False,
        widget=AutocompleteSelect(Event._meta.get_field("location"), admin.site),
    )
    participants = forms.ModelMultipleChoiceField(
        queryset=Person.objects.all(),
        required=False,
        widget=AutocompleteSelectMultiple(Event._meta.get_field("participants"), admin.site),
    )
    other_names = StoredText(
        label="Participants without a record",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
        help_text="One name a line, as articles give it.",
    )
    host = StoredText(
        label="Host institution", required=False, max_length=100, help_text="European Commission"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Changed is what differs from the page an editor saw: an article that came in since
        # must not make a lock of what nobody touched.
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean_other_names(self) -> list[str]:
        return self.cleaned_data["other_names"].splitlines()

    def values(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in EDITABLE}


def _as_it_is(event: Event) -> dict[str, Any]:
    """A meeting as the form shows it."""
    return {
        "kind": event.kind,
        "tags": event.tags,
        "stage": event.stage,
        "starts_on": event.starts_on,
        "date_precision": event.date_precision,
        "location": event.location_id,
        "participants": [each.person_id for each in event.participations.all()],
        "other_names": "\n".join(event.other_names),
        "host": event.host,
    }


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = [
        "date",
        "kind",
        "who",
        "location",
        "status",
        "articles",
        "rests_on",
        "is_edited",
    ]
    list_filter = ["status", "kind", "is_edited", "date_precision"]
    # "suggested (12)": what waits for a decision is one click away, with its number.
    show_facets = admin.ShowFacets.ALWAYS
    show_full_result_count = False
    search_fields = ["location__name_en"]
    search_help_text = "People and places, in any spelling and case ending: Токаев Омске."
    actions = ["publish", "reject"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        # The articles are counted in Python: as an annotation they would be joined and grouped
        # in each of the five counts of a list, too.
        covering = Prefetch("coverage", Coverage.objects.only("event").order_by())
        return (
            super()
            .get_queryset(request)
            .filter(merged_into=None)
            .select_related("location")
            .prefetch_related("participants", "participations", covering)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Meetings that every word leads to, by a person who took part or by the place."""
        for word in normalise(search_term).split():
            people = Person.objects.filter(_has_name(word) | named_like(word, "person"))
            queryset = queryset.filter(
                Q(pk__in=Participation.objects.filter(person__in=people).values("event"))
                | _has_name(word, "location__")
                | named_like(word, "location", "location")
            )
        return queryset, False

    def get_urls(self) -> list[URLPattern]:
        return [*meeting_review.urls(), *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """A meeting is rejected: deleted, the next reading of its articles would make it again."""
        return False

    # --- One meeting ------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A meeting no article tells of."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = MeetingForm(request.POST or None, initial={"stage": Stage.HELD})
        if request.method == "POST" and form.is_valid():
            try:
                event = add(form.values(), request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_addition(request, event, "Added by hand.")
                messages.success(request, f"{event} was added.")
                return redirect("admin:archive_event_change", event.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a meeting",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/archive/event/add.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The desk of one meeting: what each article says, and every act on it."""
        event = self._asked_for(request, object_id)
        may_change = self.has_change_permission(request, event)
        if request.method != "POST":
            return self._desk(request, event, MeetingForm(initial=_as_it_is(event)), may_change)
        if not may_change:
            raise PermissionDenied
        form = MeetingForm(request.POST, initial=_as_it_is(event))
        act = request.POST.get("act", "")
        if act == "edit" and not form.is_valid():
            return self._desk(request, event, form, may_change)
        try:
            done, goal = self._act(request, act, event, form)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.path)
        for words in done:
            self.log_change(request, event, words)
            messages.success(request, words)
        if not done:
            messages.info(request, "Nothing was changed.")
        return redirect("admin:archive_event_change", goal.pk)

    def _asked_for(self, request: HttpRequest, object_id: str) -> Event:
        """The meeting at this address, merged or not."""
        pk = object_id if object_id.isascii() and object_id.isdecimal() else ""
        event = Event.objects.filter(pk=int(pk)).first() if pk and len(pk) < 19 else None
        if event is None:
            raise Http404("There is no such meeting.")
        if not self.has_view_or_change_permission(request, event):
            raise PermissionDenied
        return event

    def _act(
        self, request: HttpRequest, act: str, event: Event, form: MeetingForm
    ) -> tuple[list[str], Event]:
        """Do what a button stands for; answers what was decided, and the page to show then."""
        by, asked = request.user, request.POST
        if act == "confirm":
            return [confirm(event, by).summary], event
        if act == "reject":
            return [reject(event, by).summary], event
        if act == "edit":
            values = form.values()
            changed = [field for field in EDITABLE if field in form.changed_data]
            return _all_or_none(
                lambda: [edit(event, field, values[field], by).summary for field in changed]
            ), event
        if act.startswith("release "):
            return [release(event, act.removeprefix("release "), by).summary], event
        if act == "merge":
            into = _meeting_numbered(asked.get("into", ""))
            return [merge(event, into, by).summary], into
        if act == "split":
            other = split(event, _chosen(event, request), by)
            return [_last_decision(other).summary], other
        if act == "move":
            into = _meeting_numbered(asked.get("into", ""))
            rows = _chosen(event, request)
            if not rows:
                raise ValidationError("Choose the articles to move.")
            return _all_or_none(lambda: [move(row, into, by).summary for row in rows]), event
        if act == "put":
            return [move(_article_numbered(asked.get("article", "")), event, by).summary], event
        raise ValidationError("It was not said what to decide.")

    def _desk(
        self, request: HttpRequest, event: Event, form: MeetingForm, may_change: bool
    ) -> HttpResponse:
        locked = edits_in_force(event)
        coverage = (
            event.coverage.select_related("article__outlet", "location")
            .defer("article__body")
            .prefetch_related("named__person")
            .order_by("article__published_at", "pk")
        )
        context = {
            **self.admin_site.each_context(request),
            "title": str(event),
            "opts": self.opts,
            "event": event,
            "stands_as": event.stands_as,
            "form": form,
            "fields": [(field, locked.get(field.name)) for field in form],
            "may_change": may_change and event.merged_into_id is None,
            "coverage": coverage[:ARTICLES_SHOWN],
            "left_out": max(0, event.coverage.count() - ARTICLES_SHOWN),
            "parts": event.participations.select_related("person"),
            "alike": meeting_review.alike_to(event),
            "history": _history(event),
            "place": request.path,
            "articles_url": reverse("admin:archive_article_changelist"),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/archive/event/desk.html", context)

    # --- The list ---------------------------------------------------------------------------

    @admin.action(description="Publish the selected meetings", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        self._decide(request, queryset, confirm, "published")

    @admin.action(description="Reject the selected meetings", permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        self._decide(request, queryset, reject, "rejected")

    def _decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Event],
        act: Callable[[Event, Any], MeetingDecision],
        words: str,
    ) -> None:
        done = 0
        # A list first: the rows may leave the filter by which they were chosen.
        for event in list(queryset):
            try:
                self.log_change(request, event, act(event, request.user).summary)
                done += 1
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        if done:
            number = "1 meeting" if done == 1 else f"{done} meetings"
            messages.success(request, f"{number} {words}.")

    @admin.display(ordering="starts_on")
    def date(self, event: Event) -> str:
        return event.date_text

    @admin.display(description="participants")
    def who(self, event: Event) -> str:
        people = [*map(str, event.participants.all()), *event.other_names]
        return ", ".join(people) or "nobody known"

    @admin.display
    def articles(self, event: Event) -> int:
        return len(event.coverage.all())

    @admin.display(description="rests on")
    def rests_on(self, event: Event) -> str:
        sentences = (participation.sentence for participation in event.participations.all())
        return Truncator(next(filter(None, sentences), "")).chars(SENTENCE_SHOWN)


def _history(event: Event) -> QuerySet[MeetingDecision]:
    """Every decision that has to do with a meeting, the newest first."""
    on_it = MeetingDecision.objects.filter(Q(event=event) | Q(into=event))
    return on_it.select_related("decided_by", "undone_by").order_by("-pk")


def _last_decision(event: Event) -> MeetingDecision:
    return MeetingDecision.objects.filter(Q(event=event) | Q(into=event)).latest("pk")


def _chosen(event: Event, request: HttpRequest) -> list[Coverage]:
    """The rows ticked on the page that are on this meeting still."""
    return list(event.coverage.filter(pk__in=_numbers(request.POST.getlist("coverage"))))


@transaction.atomic
def _all_or_none(acts: Callable[[], list[str]]) -> list[str]:
    """Several acts of one button: if one is refused, none was made."""
    return acts()


def _numbers(values: Iterable[str]) -> list[int]:
    return [int(v) for v in values if v.isascii() and v.isdecimal() and len(v) < 19]


def _meeting_numbered(text: str) -> Event:
    event = Event.objects.filter(pk__in=_numbers([text.strip()])).first()
    if event is None:
        raise ValidationError(f"There is no meeting with the number “{text[:20]}”.")
    return event


def _article_numbered(text: str) -> Article:
    article = Article.objects.filter(pk__in=_numbers([text.strip()])).defer("body").first()
    if article is None:
        raise ValidationError(f"There is no article with the number “{text[:20]}”.")
    return article


def _has_name(word: str, path: str = "") -> Q:
    return (
        Q(**{f"{path}name_en__icontains": word})
        | Q(**{f"{path}name_ru__icontains": word})
        | Q(**{f"{path}name_kk__icontains": word})
    )


# --- The ledger -------------------------------------------------------------------------------


@admin.register(MeetingDecision)
class MeetingDecisionAdmin(LedgerAdmin):
    list_filter = ["verdict", InForceFilter, "decided_by"]
    search_fields = ["summary"]
    fields = [
        "summary",
        "taking_back",
        ("verdict", "field"),
        ("meeting", "other_meeting"),
        ("decided_by", "decided_at"),
        "undoes",
    ]
    readonly_fields = ["taking_back", "meeting", "other_meeting"]
    what_follows = "What it set or moved will be as it was, and what articles say decides again."

    def may_take_back(self, request: HttpRequest, decision: MeetingDecision) -> bool:
        return request.user.has_perm("archive.change_event")

    def take_back(self, decision: MeetingDecision, by: Any) -> MeetingDecision:
        return undo(decision, by)

    @admin.display
    def meeting(self, decision: MeetingDecision) -> str:
        return _link_to(decision.event)

    @admin.display
    def other_meeting(self, decision: MeetingDecision) -> str:
        return _link_to(decision.into) if decision.into else "-"


def _link_to(event: Event) -> str:
    url = reverse("admin:archive_event_change", args=[event.pk])
    return format_html('<a href="{}">{}: {}</a>', url, event.pk, event)
