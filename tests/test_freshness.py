"""Nothing a document of the index is made of changes without the index following."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import tantivy
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from making import (
    article_text,
    make_article,
    make_batch,
    make_coverage,
    make_meeting,
    make_omsk,
    make_place,
    make_putin,
    make_russia,
    make_tokayev,
)

from archive.decisions import undo
from archive.importing.parse import parse_article
from archive.importing.store import store
from archive.meetings import decisions as on_meetings
from archive.merging import merge
from archive.models import (
    Article,
    Coverage,
    Event,
    Location,
    Mention,
    Participation,
    Person,
    Sketch,
)
from archive.search import index, opened
from archive.search.queries import any_of

pytestmark = pytest.mark.django_db


# --- A document, and what the index has of it -------------------------------------------------

KEYS = ("newest", "oldest")


class Content(NamedTuple):
    """What a document says: the terms and numbers of its fields, and what it is sorted by."""

    terms: frozenset[tuple[str, Any]]
    keys: tuple[float, ...]


NOTHING = Content(frozenset(), ())


def should_be(article: int) -> Content:
    """What the database says the document is."""
    for _, document in index.documents([article]):
        fields: dict[str, list] = document.to_dict()
        terms = {
            (field, term)
            for field, values in fields.items()
            for value in values
            for term in (value.split() if isinstance(value, str) else [value])
            if field not in KEYS
        }
        return Content(frozenset(terms), tuple(float(fields[key][0]) for key in KEYS))
    return NOTHING


def has(article: int, *contents: Content) -> Content:
    """What the index has of an article, among all the terms of some contents."""
    searcher = opened.state().searcher
    own = any_of("id", [article])
    found = searcher.search(own, limit=2)
    assert len(found.hits) < 2, "the article is in the index twice"
    if not found.hits:
        return NOTHING

    def is_there(field: str, term: Any) -> bool:
        if field in index.NUMBERS:
            asked = any_of(field, [term])
        else:
            asked = tantivy.Query.term_query(index.schema(), field, term)
        both = [(tantivy.Occur.Must, own), (tantivy.Occur.Must, asked)]
        return bool(searcher.search(tantivy.Query.boolean_query(both), limit=1).hits)

    terms = frozenset(each for each in set().union(*(c.terms for c in contents)) if is_there(*each))
    addresses = [address for _, address in found.hits]
    keys = tuple(float(searcher.fast_field_values(key, addresses)[0]) for key in KEYS)
    return Content(terms, keys)


# --- The archive that is changed --------------------------------------------------------------


class Archive(NamedTuple):
    article: Article
    other: Article
    event: Event
    astana: Location


@pytest.fixture
def archive() -> Archive:
    """An article that names a leader and a city, on a meeting in a place it does not name."""
    tokayev = make_tokayev()
    make_omsk()
    article = make_article("Токаев прибыл в Омск. Лавров там", body="Стороны обсудили торговлю.")
    # A word at the beginning of a sentence: whether it is a name, only a mention says.
    article.mentions.filter(person=None, location=None).delete()
    other = make_article("Погода", body="Дождь прошёл.", outlet="Другие новости")
    astana = make_place("Astana", name_ru="Астана")
    event = make_meeting(tokayev, location=astana, articles=(article,))
    # Rows of one test are one transaction: TRUNCATE must not find checks put off to its end.
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    return Archive(article, other, event, astana)


def assert_followed(archive: Archive, indexed: Callable, change: Callable[[], object]) -> None:
    """The change makes another document, and after one call the index has it."""
    pk = archive.article.pk
    before = should_be(pk)
    # A test's own rows are never committed and so are read again for ever: only those of the
    # change may lead to it.
    connection.cursor().execute("DELETE FROM archive_indexchange")
    change()
    after = should_be(pk)
    assert after != before
    indexed()
    assert has(pk, before, after) == after


def other_meeting(archive: Archive) -> Event:
    return make_meeting(make_putin(), kind="summit", articles=(archive.other,))


def named_country(archive: Archive) -> Location:
    """A country that the article names."""
    russia = make_russia()
    Mention.objects.create(
        article=archive.article,
        field="body",
        start=0,
        end=7,
        kind="location",
        location=russia,
        confidence=1,
    )
    return russia


# --- Every column -----------------------------------------------------------------------------

# Another value of a column of a row.
COLUMNS: dict[str, tuple[type[models.Model], Callable[[Archive], Any]]] = {
    "article.title": (Article, lambda archive: "Перемирие"),
    "article.body": (Article, lambda archive: "Перемирие объявлено."),
    "article.language": (Article, lambda archive: "kk"),
    "article.outlet_id": (Article, lambda archive: archive.other.outlet_id),
    "article.published_at": (Article, lambda archive: None),
    # It moves the day.
    "article.utc_offset_minutes": (Article, lambda archive: 900),
    "mention.article_id": (Mention, lambda archive: archive.other.pk),
    "mention.field": (Mention, lambda archive: "body"),
    "mention.start": (Mention, lambda archive: 3),
    "mention.end": (Mention, lambda archive: 28),
    "mention.basis": (Mention, lambda archive: "office"),
    "mention.person_id": (Mention, lambda archive: make_putin().pk),
    "mention.location_id": (Mention, lambda archive: archive.astana.pk),
    "coverage.article_id": (Coverage, lambda archive: archive.other.pk),
    "coverage.event_id": (Coverage, lambda archive: other_meeting(archive).pk),
    "event.kind": (Event, lambda archive: "forum"),
    "event.status": (Event, lambda archive: "rejected"),
    "event.stage": (Event, lambda archive: "cancelled"),
    "event.location_id": (Event, lambda archive: Location.objects.get(slug="omsk").pk),
    "event.merged_into_id": (Event, lambda archive: other_meeting(archive).pk),
    "participation.event_id": (Participation, lambda archive: other_meeting(archive).pk),
    "participation.person_id": (Participation, lambda archive: make_putin().pk),
    "location.kind": (Location, lambda archive: "country"),
    "location.country_id": (Location, lambda archive: make_russia().pk),
    "location.country_id of a meeting": (Location, lambda archive: named_country(archive).pk),
    "sketch.twins": (Sketch, lambda archive: archive.other.pk),
}


def rows(archive: Archive, column: str) -> models.QuerySet:
    """The row of a table that the article's document is made of."""
    article = archive.article
    rows: dict[str, models.QuerySet] = {
        "article": Article.objects.filter(pk=article.pk),
        "mention": article.mentions.exclude(person=None),
        "mention.location_id": article.mentions.exclude(location=None),
        "coverage": article.coverage.all(),
        "event": Event.objects.filter(pk=archive.event.pk),
        "participation": archive.event.participations.all(),
        "location": Location.objects.filter(slug="omsk"),
        "location.country_id of a meeting": Location.objects.filter(slug="astana"),
        "sketch": Sketch.objects.filter(article=article),
    }
    return rows.get(column, rows[column.partition(".")[0]])


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_is_followed_whoever_changes_it(column, archive, indexed):
    """Saved, updated in bulk and by raw SQL: there, back, and there again."""
    model, other_value = COLUMNS[column]
    name = column.partition(".")[2].partition(" ")[0]
    (row,) = rows(archive, column)
    old, new = getattr(row, name), other_value(archive)
    these = model._default_manager.filter(pk=row.pk)

    def save() -> None:
        setattr(row, name, new)
        row.save()

    def update_by_sql() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE {model._meta.db_table} SET "{name}" = %s'
                f" WHERE {model._meta.pk.column} = %s",
                [new, row.pk],
            )

    indexed()
    assert_followed(archive, indexed, save)
    assert_followed(archive, indexed, lambda: these.update(**{name: old}))
    assert_followed(archive, indexed, update_by_sql)


def test_every_column_a_document_is_made_of_is_watched(archive):
    """Those that the making of documents reads are those the triggers compare."""
    make_coverage(archive.event, archive.other)
    with CaptureQueriesContext(connection) as read:
        assert len(list(index.documents([archive.article.pk, archive.other.pk]))) == 2
    columns = set()
    for query in read.captured_queries:
        sql = query["sql"]
        aliases = dict(re.findall(r'(?:FROM|JOIN) "(archive_\w+)" ([A-Z]\d+)', sql))
        tables = {alias: table for table, alias in aliases.items()}
        for table, column in re.findall(r'"?(archive_\w+|[A-Z]\d+)"?\."(\w+)"', sql):
            columns.add((tables.get(table, table), column))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'archive_%note_index_change'"
        )
        compared = {
            (name.removesuffix("_note_index_change"), column)
            for name, source in cursor.fetchall()
            for column in re.findall(r"\bbefore\.\"?(\w+)", source)
        }
    assert ("archive_event", "status") in columns
    assert columns - compared == set()


# --- Rows that come and go --------------------------------------------------------------------

TABLES = ["article", "mention", "coverage", "event", "participation", "location", "sketch"]

GONE: dict[str, Callable[[Archive], object]] = {
    "article deleted": lambda archive: archive.article.delete(),
    "mentions deleted in bulk": lambda archive: Mention.objects.all().delete(),
    "mentions deleted by SQL": lambda archive: connection.cursor().execute(
        "DELETE FROM archive_mention"
    ),
    "coverage deleted": lambda archive: archive.article.coverage.get().delete(),
    "meeting deleted": lambda archive: archive.event.delete(),
    "part in a meeting deleted": lambda archive: archive.event.participations.get().delete(),
    "person deleted": lambda archive: Person.objects.get().delete(),
    "sketches deleted": lambda archive: Sketch.objects.all().delete(),
} | {
    f"{table} emptied": lambda archive, table=table: connection.cursor().execute(
        f"TRUNCATE archive_{table} CASCADE"
    )
    for table in [*TABLES, "person", "outlet"]
}


@pytest.mark.parametrize("change", GONE.values(), ids=GONE)
def test_rows_that_go_are_followed(change, archive, indexed):
    archive.article.sketch.twins = archive.other.pk
    archive.article.sketch.save()
    indexed()
    assert_followed(archive, indexed, lambda: change(archive))


COMING: dict[str, Callable[[Archive], object]] = {
    "mention": lambda archive: Mention.objects.create(
        article=archive.article,
        field="body",
        start=0,
        end=7,
        kind="person",
        person=make_putin(),
        confidence=1,
    ),
    "coverage in bulk": lambda archive: Coverage.objects.bulk_create(
        [Coverage(article=archive.article, event=other_meeting(archive))]
    ),
}


@pytest.mark.parametrize("change", COMING.values(), ids=COMING)
def test_rows_that_come_are_followed(change, archive, indexed):
    indexed()
    assert_followed(archive, indexed, lambda: change(archive))


def test_a_part_in_a_meeting_that_comes_is_followed(archive, indexed):
    part = archive.event.participations.get()
    part.delete()
    indexed()
    coming = Participation(event=part.event, person=part.person)
    assert_followed(archive, indexed, coming.save)


# --- What editors and imports do --------------------------------------------------------------


def test_a_merge_of_people_is_followed_and_so_is_taking_it_back(
    archive, indexed, django_user_model
):
    indexed()
    editor = django_user_model.objects.create_user("editor")
    acts = []
    assert_followed(
        archive, indexed, lambda: acts.append(merge(Person.objects.get(), make_putin(), editor))
    )
    assert_followed(archive, indexed, lambda: undo(acts[0], editor))


def test_a_merge_of_places_is_followed(archive, indexed, django_user_model):
    indexed()
    editor = django_user_model.objects.create_user("editor")
    omsk = Location.objects.get(slug="omsk")
    assert_followed(archive, indexed, lambda: merge(omsk, archive.astana, editor))


def test_what_editors_decide_on_a_meeting_is_followed(archive, indexed, django_user_model):
    other = other_meeting(archive)
    event = make_meeting(
        Person.objects.get(slug="kassym-jomart-tokayev"),
        Person.objects.get(slug="vladimir-putin"),
        kind="forum",
        articles=(archive.article,),
    )
    indexed()
    editor = django_user_model.objects.create_user("editor")
    assert_followed(archive, indexed, lambda: on_meetings.reject(event, editor))
    assert_followed(archive, indexed, lambda: on_meetings.confirm(event, editor))
    assert_followed(archive, indexed, lambda: on_meetings.merge(event, other, editor))


def test_a_corrected_file_is_followed(archive, indexed):
    indexed()
    corrected = article_text("Перемирие", url=archive.article.original_url)
    assert_followed(
        archive, indexed, lambda: store(parse_article(corrected.encode()), make_batch())
    )
