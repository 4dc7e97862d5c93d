"""Filters: URL parameters -> one Question, or the reason why they cannot be read.

Page, facet counts, feeds, API and exports take their Question from here and nowhere else,
so they cannot disagree on what a parameter means.
"""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from archive.models import Article, Location, Outlet, Person, Sketch
from archive.models.choices import Language, MeetingKind
from archive.search.dates import HOW_TO_WRITE, day_of
from archive.search.reading import NOTHING, Reading
from archive.search.words import read_words

MOST_VALUES = 20
# As the index holds them (index.py).
LARGEST_ID = 2**28 - 1

# The codes of languages and kinds of meeting, and what they are called.
CODES = {code: str(label) for code, label in [*Language.choices, *MeetingKind.choices]}

SORTS = [("relevance", "relevance"), ("newest", "newest first"), ("oldest", "oldest first")]


@dataclass(frozen=True)
class Question:
    """What is asked of the archive: the one object behind every answer.

    `leaders` must all be named; of `cities`, `countries`, `outlets`, `languages` and
    `kinds` any will do. None of those in `not_…` may hold. Days are inclusive. `alike` is the
    number of a group of nearly alike texts. Empty means: not asked.
    """

    words: Reading = NOTHING
    leaders: tuple[int, ...] = ()
    cities: tuple[int, ...] = ()
    countries: tuple[int, ...] = ()
    outlets: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    not_leaders: tuple[int, ...] = ()
    not_cities: tuple[int, ...] = ()
    not_countries: tuple[int, ...] = ()
    not_outlets: tuple[int, ...] = ()
    not_languages: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    alike: int | None = None
    sort: str = ""

    @property
    def order(self) -> str:
        """The order of the answer: relevance where there are words, else newest."""
        if self.sort and (self.words.is_scored or self.sort != "relevance"):
            return self.sort
        return "relevance" if self.words.is_scored else "newest"

    def sorted_by(self, sort: str) -> "Question":
        return self if sort == self.sort else replace(self, sort=sort)

    def chosen(self, name: str) -> tuple:
        """The values asked for of a filter: `leader`, `city`, …"""
        return getattr(self, _PLURALS[name])

    def excluded(self, name: str) -> tuple:
        """The values of a filter that may not hold."""
        return getattr(self, f"not_{_PLURALS[name]}")

    def without(self, *names: str) -> "Question":
        """The question without these filters; `date` is both days."""
        empty: dict[str, Any] = {}
        for name in names:
            if name == "date":
                empty |= {"date_from": None, "date_to": None}
            else:
                empty |= {_PLURALS[name]: (), f"not_{_PLURALS[name]}": ()}
        return replace(self, **empty) if empty else self


# Parameter -> the question's word for its values.
_PLURALS = {
    "leader": "leaders",
    "city": "cities",
    "country": "countries",
    "outlet": "outlets",
    "language": "languages",
    "kind": "kinds",
}


class PartialDateField(forms.CharField):
    """A day, a month or a year, as dates.py reads them: the first or last day of it."""

    def __init__(self, *, is_end: bool, **kwargs: Any) -> None:
        self.is_end = is_end
        super().__init__(**kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        text = super().clean(value)
        if not text:
            return None
        day = day_of(text, is_end=self.is_end)
        if day is None:
            raise ValidationError(f"“{text[:40]}” is not a date. {HOW_TO_WRITE}")
        return day


class SlugsField(forms.ModelMultipleChoiceField):
    """Records by slug; the slug a record once had will do, or that of one merged into it."""

    def __init__(self, *args: Any, most: int = MOST_VALUES, **kwargs: Any) -> None:
        self.most = most
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Any:
        slugs = [slug for slug in value or [] if slug]
        if len(slugs) > self.most:
            raise ValidationError(f"At most {self.most} values, please.")
        # No slug has a nought character, and the database takes no text with one.
        return super().clean(self._current(["-" if "\x00" in slug else slug for slug in slugs]))

    def _current(self, slugs: list[str]) -> list[str]:
        """The present slugs of those who once had these, or stand for who had."""
        # Not among the choices: those leave out what was merged.
        chosen: Any = self.queryset
        records = chosen.model._default_manager.all()
        if not slugs or not hasattr(records, "at"):
            return slugs
        # Most are the present ones, and one look tells; the others are looked up one by one.
        present = set(chosen.filter(slug__in=slugs).order_by().values_list("slug", flat=True))
        return [slug if slug in present else _slug_now(records, slug) for slug in slugs]


def _slug_now(records: Any, slug: str) -> str:
    record = records.at(slug).first()
    return record.stands_as.slug if record else slug


class ChoicesField(forms.MultipleChoiceField):
    """Values of a closed list; an empty one, as a form without a choice sends it, is none."""

    def clean(self, value: Any) -> list[str]:
        return super().clean([each for each in value or [] if each])


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    field_class = ChoicesField


class SlugsFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = SlugsField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="slug", **kwargs)


class PartialDateFilter(django_filters.Filter):
    field_class = PartialDateField


class ArticleFilter(django_filters.FilterSet):
    """The questions a reader may put to the archive, as URL parameters."""

    # However long: tokens.py reads the beginning and says so.
    q = django_filters.CharFilter(label="Words")
    leader = SlugsFilter(label="Leader", queryset=Person.objects.standing())
    city = SlugsFilter(label="City", queryset=Location.objects.standing().cities())
    country = SlugsFilter(label="Country", queryset=Location.objects.standing().countries())
    outlet = SlugsFilter(label="Outlet", queryset=Outlet.objects.all())
    language = ChoicesFilter(label="Language", choices=Language.choices)
    kind = ChoicesFilter(label="Meeting", choices=MeetingKind.choices)
    not_leader = SlugsFilter(label="Not leader", queryset=Person.objects.standing())
    not_city = SlugsFilter(label="Not city", queryset=Location.objects.standing().cities())
    not_country = SlugsFilter(label="Not country", queryset=Location.objects.standing().countries())
    not_outlet = SlugsFilter(label="Not outlet", queryset=Outlet.objects.all())
    not_language = ChoicesFilter(label="Not language", choices=Language.choices)
    not_kind = ChoicesFilter(label="Not meeting", choices=MeetingKind.choices)
    date_from = PartialDateFilter(label="From", is_end=False)
    date_to = PartialDateFilter(label="To", is_end=True)
    # An article's number, and not its group's, which may change.
    alike = django_filters.NumberFilter(
        label="Nearly alike to", min_value=1, max_value=LARGEST_ID, decimal_places=0
    )
    sort = django_filters.ChoiceFilter(label="Sort", choices=SORTS, empty_label=None)

    class Meta:
        model = Article
        fields: list[str] = []

    def __init__(self, data: QueryDict | dict | None = None) -> None:
        # Always bound: an unbound filter is never validated.
        super().__init__(data if data is not None else QueryDict(), Article.objects.none())

    @property
    def question(self) -> Question:
        """The question asked. Only of a valid filter: an unreadable one has no answer."""
        if not self.is_valid():
            raise ValueError("An unreadable question has no answer")
        asked = self.form.cleaned_data
        values: dict[str, Any] = {}
        for name, plural in _PLURALS.items():
            as_tuple = _codes if name in {"language", "kind"} else _ids
            values |= {plural: as_tuple(asked[name])}
            values |= {f"not_{plural}": as_tuple(asked[f"not_{name}"])}
        return Question(
            words=read_words(asked["q"] or ""),
            date_from=asked["date_from"],
            date_to=asked["date_to"],
            alike=_group_of(asked["alike"]),
            sort=asked["sort"],
            **values,
        )

    def is_valid(self) -> bool:
        return super().is_valid() and days_are_in_order(self.form)


def _ids(records: Any) -> tuple[int, ...]:
    return tuple(sorted(record.pk for record in records))


def _group_of(article: Decimal | None) -> int | None:
    """The group of texts nearly alike to an article: an article not compared yet is alone."""
    if article is None:
        return None
    row = Sketch.objects.filter(article=int(article)).values_list("twins", flat=True)
    return row.first() or int(article)


def _codes(codes: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


def days_are_in_order(form: forms.Form) -> bool:
    """Whether date_from is not after date_to; the form says so if it is."""
    start, end = form.cleaned_data["date_from"], form.cleaned_data["date_to"]
    if start and end and start > end:
        form.add_error("date_to", "The last day is before the first.")
        return False
    return True


def reasons_of(asked: django_filters.FilterSet) -> dict[str, str]:
    """Why a question cannot be read: parameter -> reason; empty if it can."""
    asked.is_valid()
    return {
        name: " ".join(str(message) for message in messages)
        for name, messages in asked.form.errors.items()
    }
