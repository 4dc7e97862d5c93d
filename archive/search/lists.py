"""Questions about meetings, people and places: URL parameters -> querysets.

The parameters mean the same as for articles (filters.py); the answer comes from the
database, since these lists hold no text to search.
"""

from contextlib import suppress
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict

from archive.models import Event, Location, NameForm, Person
from archive.models.choices import MeetingKind
from archive.models.meetings import EventQuerySet
from archive.models.names import named_by
from archive.models.places import PlaceKind
from archive.search import ask
from archive.search.filters import (
    LONGEST_Q,
    ChoicesFilter,
    PartialDateFilter,
    Question,
    SlugsFilter,
    days_are_in_order,
)
from archive.text import key_of

# More people and places than any archive has.
EVERY_VALUE = 50_000

# Longer than any name: the parameter is not one.
_NAME = {"max_length": LONGEST_Q, "label": "Name"}


class MeetingFilter(django_filters.FilterSet):
    """Published meetings by participants (all of them), place, kind and date."""

    leader = SlugsFilter(label="Leader", queryset=Person.objects.standing(), method="with_all")
    city = SlugsFilter(
        label="City", queryset=Location.objects.standing().cities(), method="held_in"
    )
    country = SlugsFilter(
        label="Country",
        queryset=Location.objects.standing().countries(),
        method="held_in_country",
    )
    kind = ChoicesFilter(label="Kind", choices=MeetingKind.choices)
    date_from = PartialDateFilter(
        label="From", field_name="starts_on", lookup_expr="gte", is_end=False
    )
    date_to = PartialDateFilter(label="To", field_name="starts_on", lookup_expr="lte", is_end=True)

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, data: QueryDict | dict | None = None) -> None:
        super().__init__(
            data if data is not None else QueryDict(),
            Event.objects.published().for_listing().newest_first(),
        )

    def is_valid(self) -> bool:
        return super().is_valid() and days_are_in_order(self.form)

    @property
    def meetings(self) -> EventQuerySet:
        """The answer; nothing if the question cannot be read (`.qs` would drop that part)."""
        return self.qs if self.is_valid() else self.queryset.none()

    def with_all(self, meetings: EventQuerySet, name: str, people: Any) -> EventQuerySet:
        return meetings.of(*people)

    def held_in(self, meetings: EventQuerySet, name: str, cities: Any) -> EventQuerySet:
        return meetings.filter(location__in=cities) if cities else meetings

    def held_in_country(self, meetings: EventQuerySet, name: str, countries: Any) -> EventQuerySet:
        if not countries:
            return meetings
        return meetings.filter(Q(location__in=countries) | Q(location__country__in=countries))


def _by_name(records: QuerySet, column: str, q: str) -> QuerySet:
    """Records one of whose name forms begins with what was typed, in any case ending.

    The names of what was merged into them are theirs.
    """
    key = key_of(q)
    if not key:
        return records.none()
    forms = NameForm.objects.filter(Q(key__startswith=key) | Q(key__contains=f" {key}"))
    return records.filter(named_by(forms, column))


class PersonFilter(django_filters.FilterSet):
    """People by any form of their name, those named most in the archive first."""

    q = django_filters.CharFilter(method="by_name", **_NAME)

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, data: QueryDict | dict | None = None) -> None:
        super().__init__(
            data if data is not None else QueryDict(),
            Person.objects.standing().order_by("name_en", "pk"),
        )

    @property
    def people(self) -> list[Person]:
        return most_named_first(self.qs) if self.is_valid() else []

    def by_name(self, people: QuerySet, name: str, q: str) -> QuerySet:
        return _by_name(people, "person", q)


class PlaceFilter(django_filters.FilterSet):
    """Places by any form of their name, kind and country, those named most first."""

    q = django_filters.CharFilter(method="by_name", **_NAME)
    kind = ChoicesFilter(label="Kind", choices=PlaceKind.choices)
    country = SlugsFilter(
        label="Country",
        queryset=Location.objects.standing().countries(),
        field_name="country__slug",
    )

    class Meta:
        model = Location
        fields: list[str] = []

    def __init__(self, data: QueryDict | dict | None = None) -> None:
        super().__init__(
            data if data is not None else QueryDict(),
            Location.objects.standing().select_related("country").order_by("sort_key", "pk"),
        )

    @property
    def places(self) -> list[Location]:
        return most_named_first(self.qs) if self.is_valid() else []

    def by_name(self, places: QuerySet, name: str, q: str) -> QuerySet:
        return _by_name(places, "location", q)


def most_named_first(records: QuerySet) -> list:
    """People or places with `article_count`, the number of articles a search for each finds.

    Counted by the index: grouping all mentions takes the database seconds at a few hundred
    thousand articles, and there are only some thousand people and places. Equal counts keep
    the order of the queryset; while there is no index yet, all are nought.
    """
    facets = ["leader"] if records.model is Person else ["city", "country"]
    counts: dict[int, int] = {}
    with suppress(ask.IndexMissing):
        for facet in facets:
            counts |= dict(ask.facet_counts(Question(), facet, EVERY_VALUE))
    found = list(records)
    for record in found:
        record.article_count = counts.get(record.pk, 0)
    return sorted(found, key=lambda record: -record.article_count)


def named_most(records: QuerySet, limit: int) -> list:
    """The people or places of a queryset that most articles name; none that no article does."""
    return [record for record in most_named_first(records)[:limit] if record.article_count]
