"""Review: the names that wait for an editor, each with where it stands and whom it may mean.

Reads alone; archive/decisions.py acts. Knows no request.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Greatest, Substr
from razdel import sentenize

from archive.decisions import gender_of
from archive.models import Article, Decision, Location, Mention, NameForm, Person, standing_ids
from archive.models.choices import Language, NameKind
from archive.models.decisions import Verdict
from archive.models.names import named_by
from archive.text import key_of, normalise, script_of

PAGE_SIZE = 20
SENTENCES_SHOWN = 3
SUGGESTED = 5
OFFERED = 10
# Code points of the text on either side of a name: longer than most sentences.
AROUND = 400
# Measured at two million rows that wait: 0.35 seconds, but four right after a reading of all
# articles, before the table was vacuumed. A reader's question may take five; gunicorn gives a
# worker up at thirty.
COUNTING_MS = 25_000


@dataclass(frozen=True)
class Sentence:
    """A sentence in which a name stands, in three pieces."""

    article: Article
    before: str
    surface: str
    after: str


@dataclass
class WaitingName:
    """A name that waits: how it is written, in how many articles, and whom it may mean."""

    kind: str
    key: str
    article_count: int
    label: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    suggestions: list[Person | Location] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        return self.kind == NameKind.PERSON

    @property
    def gender(self) -> str:
        return gender_of(self.label)

    @property
    def language(self) -> str:
        """The language a new person's name would be in: that of an article, if letters agree."""
        if script_of(self.label) != "cyrillic":
            return Language.ENGLISH
        spoken = {sentence.article.language for sentence in self.sentences}
        return Language.KAZAKH if spoken == {Language.KAZAKH} else Language.RUSSIAN


def names_waiting(kind: str, words: str, page: int) -> tuple[list[WaitingName], bool]:
    """One page of the names that wait, those in most articles first, and whether more follow.

    `kind` is "person", "location" or "" for both; `words` "full", "single" or "".
    """
    start = (page - 1) * PAGE_SIZE
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {COUNTING_MS}")
        rows = list(Mention.objects.names_waiting(kind, words)[start : start + PAGE_SIZE + 1])
        # Back to what a page may take, for those of this transaction that follow.
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    names = [
        WaitingName(row["kind"], row["label_key"], row["article_count"]) for row in rows[:PAGE_SIZE]
    ]
    if names:
        _add_sentences(names)
        _add_suggestions(names)
    return names, len(rows) > PAGE_SIZE


def record_called(kind: str, text: str) -> Person | Location:
    """The one record with this slug, or else with this written form; refused in words."""
    text = normalise(text)
    standing = _standing(kind)
    at_slug = _model(kind).objects.at(text).first() if text else None
    if at_slug:
        return at_slug.stands_as
    forms = NameForm.objects.filter(key=key_of(text) or "-")
    found = list(standing.filter(named_by(forms, kind))[: SUGGESTED + 1])
    if not found:
        raise ValidationError(f"“{text[:80]}” is no slug and no written form of anybody here.")
    if len(found) > 1:
        slugs = ", ".join(each.slug for each in found[:SUGGESTED])
        raise ValidationError(f"“{text[:80]}” may be several, write the slug: {slugs}.")
    return found[0]


def records_like(kind: str, text: str) -> list[Person | Location]:
    """Some records one of whose written forms begins so."""
    key = key_of(text)
    if not key:
        return []
    return list(
        _standing(kind).filter(named_by(NameForm.objects.filter(key__startswith=key), kind))[
            :OFFERED
        ]
    )


def _model(kind: str) -> type[Person] | type[Location]:
    return Person if kind == NameKind.PERSON else Location


def _standing(kind: str) -> QuerySet:
    if kind == NameKind.PERSON:
        return Person.objects.standing().prefetch_related("offices")
    return Location.objects.standing().select_related("country").order_by("-prominence", "pk")


# --- Where a name stands ----------------------------------------------------------------------


def _add_sentences(names: list[WaitingName]) -> None:
    by_identity = {(name.kind, name.key): name for name in names}
    # For each name the newest articles, one mention each: a walk of the index for each name,
    # where one query for all would read every row of the commonest name.
    first, *others = [
        Mention.objects.waiting()
        .filter(kind=name.kind, label_key=name.key)
        .order_by("-article_id", "pk")
        .distinct("article_id")
        .values_list("pk", flat=True)[:SENTENCES_SHOWN]
        for name in names
    ]
    found = list(first.union(*others, all=True) if others else first)
    mentions = (
        Mention.objects.filter(pk__in=found)
        .select_related("article__outlet")
        .defer("article__body")
        # The stretch alone: a text may have eight megabytes.
        .annotate(
            stretch=Case(
                When(
                    field=Mention.Field.BODY,
                    then=Substr(
                        "article__body",
                        Greatest(F("start") + 1 - AROUND, Value(1)),
                        F("end") - F("start") + 2 * AROUND,
                    ),
                ),
                default=F("article__title"),
            )
        )
        .order_by("-article_id")
    )
    for mention in mentions:
        name = by_identity[mention.kind, mention.label_key]
        # A decision on it must have its key.
        name.label = name.label or mention.label or mention.label_key
        name.sentences.append(_sentence(mention, mention.stretch))


def _sentence(mention: Mention, stretch: str) -> Sentence:
    """The sentence around a mention out of the stretch of text around it."""
    is_title = mention.field == Mention.Field.TITLE
    at = mention.start if is_title else min(mention.start, AROUND)
    end = at + mention.end - mention.start
    first, last = 0, len(stretch)
    if not is_title:
        first = stretch.rfind("\n", 0, at) + 1
        line_end = stretch.find("\n", end)
        last = line_end if line_end >= 0 else len(stretch)
        for part in sentenize(stretch[first:last]):
            if first + part.start <= at < first + part.stop:
                # A name that runs on past what is taken for the end stays whole.
                first, last = first + part.start, max(first + part.stop, end)
                break
    return Sentence(mention.article, stretch[first:at], stretch[at:end], stretch[end:last])


# --- Whom it may mean -------------------------------------------------------------------------


def _add_suggestions(names: list[WaitingName]) -> None:
    """Records that have the name as a form, or its last word; those in office first."""
    asked = {name.key for name in names} | {_last_word(name) for name in names}
    having: dict[tuple[str, str], set[int]] = {}
    merged = {kind: standing_ids(_model(kind)) for kind in NameKind.values}
    forms = NameForm.objects.filter(key__in=asked).order_by()
    for key, person, location in forms.values_list("key", "person_id", "location_id"):
        kind, pk = (NameKind.PERSON, person) if person else (NameKind.LOCATION, location)
        having.setdefault((kind, key), set()).add(merged[kind].get(pk, pk))
    known = {kind: _fetched(kind, having) for kind in NameKind.values}
    excluded = set(
        Decision.objects.in_force()
        .filter(verdict=Verdict.NEVER, key__in=asked)
        .values_list("kind", "key", "person_id", "location_id")
    )
    for name in names:
        days = [each.article.published_on for each in name.sentences if each.article.published_on]
        whole = having.get((name.kind, name.key), set())
        alike = whole | having.get((name.kind, _last_word(name)), set())
        candidates = [known[name.kind][pk] for pk in alike if pk in known[name.kind]]
        name.suggestions = sorted(
            (
                record
                for record in candidates
                if (name.kind, name.key, *_columns(record)) not in excluded
            ),
            key=lambda record: (
                not _held_office(record, days),
                record.pk not in whole,
                str(record),
            ),
        )[:SUGGESTED]


def _last_word(name: WaitingName) -> str:
    """Of a person the surname, by which a namesake or another spelling is found."""
    return name.key.split()[-1] if name.is_person else name.key


def _fetched(kind: str, having: dict[tuple[str, str], set[int]]) -> dict[int, Person | Location]:
    ids = {pk for (of_kind, _), some in having.items() if of_kind == kind for pk in some}
    return {record.pk: record for record in _standing(kind).filter(pk__in=ids)}


def _columns(record: Person | Location) -> tuple[int | None, int | None]:
    return (record.pk, None) if isinstance(record, Person) else (None, record.pk)


def _held_office(record: Person | Location, days: Iterable[datetime.date]) -> bool:
    """Whether a person held an office on one of these days; asked of offices fetched before."""
    return isinstance(record, Person) and any(
        (office.starts_on is None or office.starts_on <= day)
        and (office.ends_on is None or day <= office.ends_on)
        for office in record.offices.all()
        for day in days
    )
