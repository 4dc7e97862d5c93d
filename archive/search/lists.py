"""Questions about meetings, people and places: URL parameters -> querysets.

The parameters mean the same as for articles (filters.py); the answer comes from the
database, since these lists hold no text to search.
"""

import datetime
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict

from archive.models import Coverage, Event, Location, NameForm, Outlet, Participation, Person
from archive.models.choices import MeetingKind, Stage
from archive.models.meetings import EventQuerySet
from archive.models.names import named_by
from archive.models.places import PlaceKind
from archive.search import ask, counting, reading
from archive.search.filters import (
    ChoicesFilter,
    PartialDateFilter,
    Question,
    SlugsFilter,
    days_are_in_order,
)
from archive.search.reading import NOTHING, Reading
from archive.search.words import read_words
from archive.text import key_of

# A longer one is no name.
LONGEST_NAME = 300
_NAME = {"max_length": LONGEST_NAME, "label": "Name"}

# The value of `stage` that leaves out none.
EVERY_STAGE = "all"


class MeetingFilter(django_filters.FilterSet):
    """Meetings readers may see, by words, participants (all of them), place, kind, date, outlet.

    Held ones, unless others are asked for; `stages` are those of a list that shows more.
    """

    q = django_filters.CharFilter(label="Words", method="led_to")
    leader = SlugsFilter(label="Leader", queryset=Person.objects.standing(), method="with_all")
    city = SlugsFilter(
        label="City", queryset=Location.objects.standing().cities(), method="held_in"
    )
    country = SlugsFilter(
        label="Country",
        queryset=Location.objects.standing().countries(),
        method="held_in_country",
    )
    outlet = SlugsFilter(label="Outlet", queryset=Outlet.objects.all(), method="covered_by")
    kind = ChoicesFilter(label="Kind", choices=MeetingKind.choices, distinct=False)
    stage = ChoicesFilter(
        label="Stage", choices=[*Stage.choices, (EVERY_STAGE, "all")], method="at_stage"
    )
    date_from = PartialDateFilter(label="From", method="since", is_end=False)
    date_to = PartialDateFilter(label="To", method="until", is_end=True)

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict | dict | None = None,
        *,
        stages: Iterable[str] = (Stage.HELD,),
        meetings: EventQuerySet | None = None,
    ) -> None:
        self.stages_unless_asked = list(stages)
        super().__init__(
            data if data is not None else QueryDict(),
            Event.objects.public() if meetings is None else meetings,
        )

    def is_valid(self) -> bool:
        return super().is_valid() and days_are_in_order(self.form)

    def filter_queryset(self, queryset: EventQuerySet) -> EventQuerySet:
        meetings = super().filter_queryset(queryset)
        if self.form.cleaned_data["stage"]:
            return meetings
        return meetings.filter(stage__in=self.stages_unless_asked)

    @property
    def matching(self) -> EventQuerySet:
        """The answer, bare; nothing if the question cannot be read (`.qs` would drop that part)."""
        return self.qs if self.is_valid() else self.queryset.none()

    @property
    def meetings(self) -> EventQuerySet:
        """The answer as lists show it, newest first."""
        return self.matching.for_listing().newest_first()

    @cached_property
    def words(self) -> Reading:
        """The words asked for, names recognised among them."""
        return read_words(self.form.cleaned_data["q"] or "") if self.is_valid() else NOTHING

    def led_to(self, meetings: EventQuerySet, name: str, q: str) -> EventQuerySet:
        return meetings.filter(_leading_to(self.words.tree)) if self.words.tree else meetings

    def with_all(self, meetings: EventQuerySet, name: str, people: Any) -> EventQuerySet:
        return meetings.of(*people)

    def held_in(self, meetings: EventQuerySet, name: str, cities: Any) -> EventQuerySet:
        return meetings.filter(location__in=cities) if cities else meetings

    def held_in_country(self, meetings: EventQuerySet, name: str, countries: Any) -> EventQuerySet:
        return meetings.filter(_in_places(countries)) if countries else meetings

    def covered_by(self, meetings: EventQuerySet, name: str, outlets: Any) -> EventQuerySet:
        if not outlets:
            return meetings
        covering = Coverage.objects.filter(article__outlet__in=outlets).order_by()
        return meetings.filter(pk__in=covering.values("event"))

    def since(self, meetings: EventQuerySet, name: str, day: datetime.date) -> EventQuerySet:
        return meetings.surely_since(day)

    def until(self, meetings: EventQuerySet, name: str, day: datetime.date) -> EventQuerySet:
        return meetings.surely_until(day)

    def at_stage(self, meetings: EventQuerySet, name: str, stages: list[str]) -> EventQuerySet:
        return meetings if EVERY_STAGE in stages else meetings.filter(stage__in=stages)


def _leading_to(node: reading.Node) -> Q:
    """The meetings that what was typed leads to: by who took part, where, when, who told of it.

    A meeting has no text, so a word stands for the names that begin with it, and words near
    each other for both.
    """
    match node:
        case reading.Not(each):
            return ~_leading_to(each)
        case reading.All(nodes):
            return reduce(and_, map(_leading_to, nodes))
        case reading.Near(left, right, _):
            return _leading_to(left) & _leading_to(right)
        # What most of a pasted sentence's words lead to is not asked: any of them may name.
        case reading.Any(nodes) | reading.Most(nodes, _):
            return reduce(or_, map(_leading_to, nodes))
        case reading.InTitle(part):
            return _leading_to(part)
        case reading.Year(year):
            return Q(starts_on__year=year)
        case reading.Published(since, until):
            return _on_days(since, until)
        case reading.Has(name, values):
            return _having(name, values)
        case reading.Name(text, people, places):
            return _involving(Q(person__in=people), Q(pk__in=places), text)
        case reading.Words(words):
            return _beginning(key_of(" ".join(words)))
        case reading.Prefix(letters):
            return _beginning(letters)


def _beginning(key: str) -> Q:
    """The meetings of people and places with a name that begins so."""
    forms = _forms_beginning(key)
    return _involving(named_by(forms, "person", "person"), named_by(forms, "location"), key)


def _involving(people: Q, places: Q, key: str) -> Q:
    took_part = Participation.objects.filter(people).order_by().values("event")
    found = Q(pk__in=took_part) | _in_places(Location.objects.filter(places).order_by())
    # Who has no record, and the institution that was host, are there by name alone.
    return found | Q(pk__in=Event.objects.naming_in_words(key).order_by().values("pk"))


def _on_days(since: datetime.date | None, until: datetime.date | None) -> Q:
    meetings = Event.objects.order_by()
    if since:
        meetings = meetings.surely_since(since)
    if until:
        meetings = meetings.surely_until(until)
    return Q(pk__in=meetings.values("pk"))


def _having(name: str, values: tuple) -> Q:
    match name:
        case "leader":
            took_part = Participation.objects.filter(person__in=values).order_by()
            return Q(pk__in=took_part.values("event"))
        case "city":
            return Q(location__in=values)
        case "country":
            return _in_places(values)
        case "kind":
            return Q(kind__in=values)
        case _:
            # Outlet and language are of the articles that tell of it.
            telling = Coverage.objects.filter(**{f"article__{name}__in": values}).order_by()
            return Q(pk__in=telling.values("event"))


def _in_places(places: Any) -> Q:
    return Q(location__in=places) | Q(location__country__in=places)


def _forms_beginning(key: str) -> QuerySet[NameForm]:
    """Name forms that begin so, or one of whose words does."""
    return NameForm.objects.filter(Q(key__startswith=key) | Q(key__contains=f" {key}"))


def _by_name(records: QuerySet, column: str, q: str) -> QuerySet:
    """Records one of whose name forms begins with what was typed, in any case ending.

    The names of what was merged into them are theirs.
    """
    key = key_of(q)
    if not key:
        return records.none()
    return records.filter(named_by(_forms_beginning(key), column))


class MostNamedFirst:
    """People or places of a queryset, those named in most articles first, and read in where a
    stretch of them is asked for: there are tens of thousands, and a page shows sixty.

    Each has `article_count`, the number of articles a search for it finds. Counted by the index:
    grouping all mentions takes the database seconds at a few hundred thousand articles. Equal
    counts keep the order of the queryset; while there is no index yet, all are nought.
    """

    def __init__(self, records: QuerySet) -> None:
        self._records = records
        self._counts: dict[int, int] = {}
        with suppress(ask.IndexMissing):
            for facet in ["leader"] if records.model is Person else ["city", "country"]:
                found = counting.facets(Question(), {facet: counting.EVERY_VALUE})
                self._counts |= dict(found[facet])
        pks = records.values_list("pk", flat=True)
        self._pks = sorted(pks, key=lambda pk: -self._counts.get(pk, 0))

    def __len__(self) -> int:
        return len(self._pks)

    def __getitem__(self, stretch: slice) -> list:
        pks = self._pks[stretch]
        by_pk = self._records.in_bulk(pks)
        records = [by_pk[pk] for pk in pks if pk in by_pk]
        for record in records:
            record.article_count = self._counts.get(record.pk, 0)
        return records


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
    def people(self) -> MostNamedFirst:
        return MostNamedFirst(self.qs if self.is_valid() else self.queryset.none())

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
    def places(self) -> MostNamedFirst:
        return MostNamedFirst(self.qs if self.is_valid() else self.queryset.none())

    def by_name(self, places: QuerySet, name: str, q: str) -> QuerySet:
        return _by_name(places, "location", q)


def named_most(records: QuerySet, limit: int) -> list:
    """The people or places of a queryset that most articles name; none that no article does."""
    return [record for record in MostNamedFirst(records)[:limit] if record.article_count]
