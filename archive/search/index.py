"""Index: where it lies, which fields it has, and one article as a document.

The folder SEARCH_INDEX_DIR holds one sub-folder for each build of the index, and a file
`current` that names the one in use, so that a rebuild takes its place in one step while
readers go on with the old one.
"""

import datetime
import json
import logging
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from django.conf import settings
from django.db import connection

from archive.models import Article, Coverage, Event, Mention, Participation
from archive.models.choices import Language, MeetingKind
from archive.models.places import PlaceKind
from archive.search import analysis
from archive.search.queue import Place

logger = logging.getLogger(__name__)

# Sort keys hold the instant in the high bits and the article's id in the low ones, so that
# no two are equal and pages do not overlap. 2^35 seconds either way reach 1,000 years.
_ID_BITS = 28
_EPOCH_SHIFT = 1 << 35
_LAST_INSTANT = (1 << 36) - 1
_SECONDS_A_YEAR = 365.25 * 24 * 3600

LANGUAGES = {language: number for number, language in enumerate(Language.values)}
KINDS = {kind: number for number, kind in enumerate(MeetingKind.values)}

# The beginning of a news text says what it is on; two sentences of it are about so many words.
LEAD_WORDS = 50

# Up to so many names in a title each counts as if it stood alone.
TITLE_NAMES = 6


@lru_cache
def schema() -> tantivy.Schema:
    """The fields of a document. Lists of numbers are fast fields: filters and facets.

    Text comes analysed, as terms with a space between, so all that is left to the engine is to
    part them: with a stem and an exact word in fields of their own, and not at one position,
    an article takes a tenth of the time to hand over.
    """
    builder = tantivy.SchemaBuilder()
    for text, option in (
        # Stems; word by word beside them the words exactly.
        ("title", "position"),
        ("body", "position"),
        ("title_exact", "position"),
        ("body_exact", "position"),
        # Of words that may be names as they are written, the words exactly.
        ("title_spelt", "basic"),
        ("body_spelt", "basic"),
        # Stems of the first words of the body once more.
        ("lead", "freq"),
        # Persons and places mentioned, "p12 l7 p12".
        ("title_named", "freq"),
        ("body_named", "freq"),
        # Those of the meetings the article covers.
        ("met", "basic"),
        # Words with hyphens as if written whole.
        ("compound", "basic"),
    ):
        builder.add_text_field(text, tokenizer_name="whitespace", index_option=option)
    for number in NUMBERS:
        builder.add_unsigned_field(number, indexed=True, fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    # Undated articles come last in both orders, so each order has its own key.
    for key in ("newest", "oldest"):
        builder.add_unsigned_field(key, fast=True)
    return builder.build()


NUMBERS = (
    "id", "twins", "people", "cities", "countries", "outlet", "language", "kinds", "year", "month",
)  # fmt: skip

# How documents and terms are made (schema, analysis.py, text.py). Raise it when that changes:
# an index of another layout is built anew at the next start.
LAYOUT = 6


@lru_cache
def identity() -> str:
    """What an index must be of: this layout, and this very database of this very server.

    And this very queue: a backup put back over a database makes a new one, and an index of
    before would never hear of what it changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, (SELECT oid FROM pg_database"
            " WHERE datname = current_database()), 'archive_indexchange'::regclass::oid"
            " FROM pg_control_system()"
        )
        return "-".join(str(each) for each in (LAYOUT, *cursor.fetchone()))


# --- Folders ------------------------------------------------------------------


def root() -> Path:
    return settings.SEARCH_INDEX_DIR


def current_folder() -> Path | None:
    """The folder of the index in use, or None before the first build."""
    try:
        folder = root() / (root() / "current").read_text().strip()
    except OSError:
        return None
    return folder if (folder / "meta.json").exists() else None


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old text or the new, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text)
    beside.replace(path)


def position_of(folder: Path) -> Place | None:
    """The place in the queue of changes up to which an index is true.

    None for an index of another layout, or of another database: places are its transactions.
    """
    try:
        stored = json.loads((folder / "position.json").read_text())
        return Place.of(stored["position"]) if stored["of"] == identity() else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        # Not there, or not what was written: such an index is built anew.
        return None


def set_position(folder: Path, place: Place) -> None:
    write_whole(folder / "position.json", json.dumps({"position": str(place), "of": identity()}))


# --- Documents ----------------------------------------------------------------


class _Mentioned(NamedTuple):
    """What a document needs to know of a mention; plain, since there are a dozen an article."""

    article: int
    field: str
    start: int
    end: int
    basis: str
    person: int | None
    place: int | None
    place_kind: str | None
    country: int | None

    @property
    def term(self) -> str:
        if self.person:
            return analysis.person_term(self.person)
        return analysis.place_term(self.place) if self.place else ""


class _Covered(NamedTuple):
    """A meeting that an article covers, and the place it was held at."""

    article: int
    event: int
    kind: str
    place: int | None
    country: int | None


class _Stored(NamedTuple):
    """An article as its document needs it."""

    id: int
    title: str
    body: str
    language: str
    outlet: int
    published_at: datetime.datetime | None
    published_on: datetime.date | None
    # None: not compared with others yet.
    twins: int | None


def documents(article_ids: Iterable[int]) -> Iterator[tuple[int, tantivy.Document]]:
    """The documents of those articles that exist, as (article id, document)."""
    ids = list(article_ids)
    mentions = _by_article(
        _Mentioned(*row)
        for row in Mention.objects.filter(article__in=ids)
        .order_by("start", "basis")
        .values_list(
            "article", "field", "start", "end", "basis",
            "person", "location", "location__kind", "location__country",
        )
    )  # fmt: skip
    covered = _by_article(
        _Covered(*row)
        for row in Coverage.objects.filter(article__in=ids, event__in=Event.objects.published())
        .order_by("event")
        .values_list(
            "article", "event", "event__kind", "event__location", "event__location__country"
        )
    )
    events = {meeting.event for meetings in covered.values() for meeting in meetings}
    met: dict[int, list[int]] = {}
    took_part = Participation.objects.filter(event__in=events).exclude(person=None)
    for event, person in took_part.order_by("event", "person").values_list("event", "person"):
        met.setdefault(event, []).append(person)
    articles = Article.objects.filter(pk__in=ids).order_by("pk")
    for row in articles.values_list(
        "pk",
        "title",
        "body",
        "language",
        "outlet",
        "published_at",
        "published_on",
        "sketch__twins",
    ):
        article = _Stored(*row)
        try:
            document = _document(
                article, mentions.get(article.id, []), covered.get(article.id, []), met
            )
        except Exception:
            # Whatever it is that this one holds, no other must go without for it.
            logger.exception("Article %s cannot be indexed, and is not found", article.id)
            continue
        yield article.id, document


def _by_article(rows: Iterable[Any]) -> dict[int, list]:
    grouped: dict[int, list] = {}
    for row in rows:
        grouped.setdefault(row.article, []).append(row)
    return grouped


def _document(
    article: _Stored,
    mentions: list[_Mentioned],
    covered: list[_Covered],
    met: dict[int, list[int]],
) -> tantivy.Document:
    document = tantivy.Document()
    for field, text in (("title", article.title), ("body", article.body)):
        here = [mention for mention in mentions if mention.field == field]
        # «Президент Казахстана» is no name: its words are found like any others.
        names = [(each.start, each.end) for each in here if each.basis == Mention.Basis.NAME]
        exact, stems, spelt = analysis.terms_of_text(text, names, article.language)
        document.add_text(field, " ".join(stems))
        document.add_text(f"{field}_exact", " ".join(exact))
        document.add_text(f"{field}_spelt", " ".join(filter(None, spelt)))
        document.add_text(f"{field}_named", " ".join(_named_terms(field, here)))
        if compounds := analysis.compounds_of_text(text, article.language):
            document.add_text("compound", " ".join(compounds))
        if field == "body":
            document.add_text("lead", " ".join(stems[:LEAD_WORDS]))
    # Whom the article does not name it is not found by, even if they were there.
    if of_meetings := _met_terms(covered, met) & {each.term for each in mentions}:
        document.add_text("met", " ".join(of_meetings))
    for name, values in _numbers(article, mentions, covered).items():
        for value in values:
            document.add_unsigned(name, value)
    if article.published_on:
        document.add_integer("day", article.published_on.toordinal())
    newest, oldest = _sort_keys(article)
    document.add_unsigned("newest", newest)
    document.add_unsigned("oldest", oldest)
    return document


def _named_terms(field: str, mentions: list[_Mentioned]) -> list[str]:
    terms = [each.term for each in mentions]
    # BM25 counts a term for less the more of them a field has; but a title that names two is
    # no less on each of them than one that names one alone.
    return terms + ["-"] * (TITLE_NAMES - len(terms)) if field == "title" else terms


def _met_terms(covered: list[_Covered], met: dict[int, list[int]]) -> set[str]:
    people = {person for meeting in covered for person in met.get(meeting.event, ())}
    places = {place for each in covered for place in (each.place, each.country) if place}
    return {analysis.person_term(pk) for pk in people} | {analysis.place_term(pk) for pk in places}


def _numbers(
    article: _Stored, mentions: list[_Mentioned], covered: list[_Covered]
) -> dict[str, set[int]]:
    """The numbers articles are filtered and counted by."""
    numbers: dict[str, set[int]] = {
        "id": {article.id},
        "twins": {article.twins or article.id},
        "people": {each.person for each in mentions if each.person},
        "cities": {
            each.place for each in mentions if each.place and each.place_kind != PlaceKind.COUNTRY
        },
        # An article on Omsk is an article on Russia.
        "countries": {
            country
            for each in mentions
            if (country := each.place if each.place_kind == PlaceKind.COUNTRY else each.country)
        },
        "outlet": {article.outlet},
        "language": {LANGUAGES[article.language]},
        "kinds": {KINDS[each.kind] for each in covered},
    }
    if day := article.published_on:
        numbers |= {"year": {day.year}, "month": {month_number(day.year, day.month)}}
    return numbers


def month_number(year: int, month: int) -> int:
    """Months counted from the year 0, so that they can be counted and sorted as numbers."""
    return year * 12 + month - 1


def years_of(newest: int) -> float:
    """The years since 1970 of an article by its sort key; 0 for one undated, or older.

    A hundred at most: else an article of the year 2917 would be above all others.
    """
    years = max((newest >> _ID_BITS) - _EPOCH_SHIFT, 0) / _SECONDS_A_YEAR
    return min(years, 100.0)


def _sort_keys(article: _Stored) -> tuple[int, int]:
    number = article.id % (1 << _ID_BITS)
    if article.published_at is None:
        return number, (_LAST_INSTANT << _ID_BITS) | number
    # A date that somebody mistyped past the import, 1 or 9999, has no number of its own.
    seconds = int(article.published_at.timestamp()) + _EPOCH_SHIFT
    seconds = min(max(seconds, 1), _LAST_INSTANT - 1)
    key = (seconds << _ID_BITS) | number
    return key, key
