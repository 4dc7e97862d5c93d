"""Meetings: who met, which articles say so, and whether readers see them."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator

from archive.admin.names import named_like
from archive.admin.text import SHORT_STORED_TEXT
from archive.models import Coverage, Event, Participation, Person
from archive.models.meetings import EventStatus
from archive.text import normalise

# Enough of a sentence to decide by, in a row of the list.
SENTENCE_SHOWN = 160


class ParticipationInline(admin.TabularInline):
    model = Participation
    formfield_overrides = SHORT_STORED_TEXT
    autocomplete_fields = ["person"]
    fields = ["person", "sentence", "confidence"]
    verbose_name = "participant"
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        return super().get_queryset(request).select_related("person")


class CoverageInline(admin.StackedInline):
    model = Coverage
    formfield_overrides = SHORT_STORED_TEXT
    autocomplete_fields = ["article"]
    fields = [("article", "role"), "sentence", ("confidence", "reasons")]
    readonly_fields = ["reasons"]
    verbose_name = "article that covers it"
    verbose_name_plural = "articles that cover it"
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Coverage]:
        return super().get_queryset(request).select_related("article").defer("article__body")


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
    autocomplete_fields = ["location"]
    inlines = [ParticipationInline, CoverageInline]
    readonly_fields = ["is_edited", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["status", "kind", ("starts_on", "date_precision"), "location"]}),
        ("Record", {"fields": [("is_edited", "created_at", "updated_at")]}),
    ]
    actions = ["publish", "reject"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        # The articles are counted in Python: as an annotation they would be joined and grouped
        # in each of the five counts of a list, too.
        covering = Prefetch("coverage", Coverage.objects.only("event").order_by())
        return (
            super()
            .get_queryset(request)
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

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        # From here on it is a person's decision, and no import changes it again.
        obj.is_edited = True
        super().save_model(request, obj, form, change)

    @admin.action(description="Publish the selected meetings", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        self._decide(request, queryset, EventStatus.PUBLISHED)

    @admin.action(description="Reject the selected meetings", permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        self._decide(request, queryset, EventStatus.REJECTED)

    @transaction.atomic
    def _decide(self, request: HttpRequest, queryset: QuerySet[Event], status: EventStatus) -> None:
        # A list first: the rows may leave the filter by which they were chosen.
        events = list(queryset)
        Event.objects.filter(pk__in=[event.pk for event in events]).update(
            status=status, is_edited=True, updated_at=timezone.now()
        )
        for event in events:
            self.log_change(request, event, f"Marked as {status.label}.")
        number = "1 meeting" if len(events) == 1 else f"{len(events)} meetings"
        messages.success(request, f"{number} {status.label}.")

    @admin.display(ordering="starts_on")
    def date(self, event: Event) -> str:
        return event.date_text

    @admin.display(description="participants")
    def who(self, event: Event) -> str:
        return ", ".join(str(person) for person in event.participants.all()) or "nobody known"

    @admin.display
    def articles(self, event: Event) -> int:
        return len(event.coverage.all())

    @admin.display(description="rests on")
    def rests_on(self, event: Event) -> str:
        sentences = (participation.sentence for participation in event.participations.all())
        return Truncator(next(filter(None, sentences), "")).chars(SENTENCE_SHOWN)


def _has_name(word: str, path: str = "") -> Q:
    return (
        Q(**{f"{path}name_en__icontains": word})
        | Q(**{f"{path}name_ru__icontains": word})
        | Q(**{f"{path}name_kk__icontains": word})
    )
