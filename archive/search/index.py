"""Index: where it lies, which fields it has, and one article as a document.

The folder SEARCH_INDEX_DIR holds one sub-folder for each build of the index, and a file
`current` that names the one in use, so that a rebuild takes its place in one step while
readers go on with the old one.
"""

import json
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import tantivy
from django.conf import settings
from django.db import connection

from archive.models import Article, Coverage, Event, Mention
from archive.models.choices import Language, MeetingKind
from archive.models.places import PlaceKind
from archive.search import analysis
from archive.text import words_of

# Sort keys hold the instant in the high bits and the article's id in the low ones, so that
# no two are equal and pages do not overlap. 2^35 seconds either way reach 1,000 years.
_ID_BITS = 28
_EPOCH_SHIFT = 1 << 35
_LAST_INSTANT = (1 << 36) - 1

LANGUAGES = {language: number for number, language in enumerate(Language.values)}
KINDS = {kind: number for number, kind in enumerate(MeetingKind.values)}


def schema() -> tantivy.Schema:
    """The fields of a document. Lists of numbers are fast fields: filters and facets."""
    builder = tantivy.SchemaBuilder()
    for text in ("title", "body"):
        builder.add_text_field(text, tokenizer_name="raw", index_option="position")
    for number in ("id", "people", "cities", "countries", "outlet", "language", "kinds", "year"):
        builder.add_unsigned_field(number, indexed=True, fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    # Undated articles come last in both orders, so each order has its own key.
    for key in ("newest", "oldest"):
        builder.add_unsigned_field(key, fast=True)
    return builder.build()


# How documents and terms are made (schema, analysis.py, text.py). Raise it when that changes:
# an index of another layout is built anew at the next start.
LAYOUT = 1


@lru_cache
def identity() -> str:
    """What an index must be of: this layout, and this very database of this very server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, (SELECT oid FROM pg_database"
            " WHERE datname = current_database()) FROM pg_control_system()"
        )
        server, database = cursor.fetchone()
    return f"{LAYOUT}-{server}-{database}"


# --- Folders ------------------------------------------------------------------


def root() -> Path:
    return Path(settings.SEARCH_INDEX_DIR)


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


def position_of(folder: Path) -> int | None:
    """The place in the queue of changes up to which an index is true.

    None for an index of another layout, or of another database: places are its transactions.
    """
    try:
        stored = json.loads((folder / "position.json").read_text())
    except (OSError, ValueError):
        return None
    return int(stored["position"]) if stored.get("of") == identity() else None


def set_position(folder: Path, position: int) -> None:
    write_whole(folder / "position.json", json.dumps({"position": position, "of": identity()}))


# --- Documents ----------------------------------------------------------------


def documents(article_ids: Iterable[int]) -> Iterator[tuple[int, tantivy.Document]]:
    """The documents of those articles that exist, as (article id, document)."""
    ids = list(article_ids)
    mentions = _by_article(
        Mention.objects.linked()
        .filter(article__in=ids)
        .select_related("location")
        .order_by("start", "basis")
    )
    coverage = _by_article(
        Coverage.objects.filter(article__in=ids, event__in=Event.objects.published())
        .select_related("event")
        .order_by("pk")
    )
    for article in Article.objects.filter(pk__in=ids).order_by("pk"):
        yield (
            article.pk,
            _document(article, mentions.get(article.pk, []), coverage.get(article.pk, [])),
        )


def _by_article(rows) -> dict:
    grouped: dict[int, list] = {}
    for row in rows:
        grouped.setdefault(row.article_id, []).append(row)
    return grouped


def _document(
    article: Article, mentions: list[Mention], coverage: list[Coverage]
) -> tantivy.Document:
    document = tantivy.Document()
    for field in ("title", "body"):
        tokens = _tokens(getattr(article, field), [m for m in mentions if m.field == field])
        document.add_pre_tokenized_text(field, tantivy.PreTokenizedString(text="", tokens=tokens))
    document.add_unsigned("id", article.pk)
    places = [mention.location for mention in mentions if mention.location]
    numbers: dict[str, set[int]] = {
        "people": {mention.person_id for mention in mentions if mention.person_id},
        "cities": {place.pk for place in places if place.kind != PlaceKind.COUNTRY},
        # An article on Omsk is an article on Russia.
        "countries": {
            country
            for place in places
            if (country := place.pk if place.kind == PlaceKind.COUNTRY else place.country_id)
        },
        "outlet": {article.outlet_id},
        "language": {LANGUAGES[article.language]},
        "kinds": {KINDS[each.event.kind] for each in coverage},
    }
    if article.published_on:
        document.add_integer("day", article.published_on.toordinal())
        numbers["year"] = {article.published_on.year}
    for field, values in numbers.items():
        for value in sorted(values):
            document.add_unsigned(field, value)
    newest, oldest = _sort_keys(article)
    document.add_unsigned("newest", newest)
    document.add_unsigned("oldest", oldest)
    return document


def _sort_keys(article: Article) -> tuple[int, int]:
    number = article.pk % (1 << _ID_BITS)
    if article.published_at is None:
        return number, (_LAST_INSTANT << _ID_BITS) | number
    seconds = int(article.published_at.timestamp()) + _EPOCH_SHIFT
    key = (seconds << _ID_BITS) | number
    return key, key


def _tokens(text: str, mentions: list[Mention]) -> list[tantivy.Token]:
    starts: dict[int, list[str]] = {}
    for mention in mentions:
        starts.setdefault(mention.start, []).append(
            analysis.person_term(mention.person_id)
            if mention.person_id
            else analysis.place_term(mention.location_id or 0)
        )
    named_until = 0
    # «Президент Казахстана» holds no name: its words are found like any others.
    people_end = {
        mention.start: mention.end
        for mention in mentions
        if mention.person_id and mention.basis == Mention.Basis.NAME
    }
    tokens = []
    for position, word in enumerate(words_of(text)):
        stems = analysis.stems_of(word.folded)
        named_until = max(named_until, people_end.get(word.start, 0))
        if word.start < named_until:
            # Within a person's name the base alone: Лавров is no form of "laurel".
            stems = stems[-1:]
        terms = [*stems, analysis.exact_term(word.folded)]
        for term in [*terms, *starts.get(word.start, ())]:
            tokens.append(
                tantivy.Token(
                    text=term,
                    position=position,
                    char_offset_from=word.start,
                    char_offset_to=word.end,
                )
            )
    return tokens
