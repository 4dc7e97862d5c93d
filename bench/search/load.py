"""Load: rows of a made archive -> the database, by COPY, all of them or none.

Triggers and foreign keys sleep meanwhile, and indexes are made at the end: so the index's queue
stays empty, and a million articles take minutes. Needs a superuser.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from psycopg import sql

from archive.models import Location, NameForm, Office, Person
from archive.models.choices import Language
from archive.models.names import Extent
from archive.models.places import PlaceKind
from bench.search.made_archive import COLUMNS, DAYS, FIRST_DAY, Cast, Named, Rows

PEOPLE, CITIES = 300, 250
# Who and what news of these parts name most; the others follow by chance.
FIRST_PEOPLE = """
    vladimir-putin kassym-jomart-tokayev nursultan-nazarbayev xi-jinping sergey-lavrov
    recep-tayyip-erdogan shavkat-mirziyoyev alexander-lukashenko ilham-aliyev donald-trump
    emmanuel-macron sadyr-japarov emomali-rahmon nikol-pashinyan dmitry-medvedev angela-merkel
    volodymyr-zelenskyy joe-biden narendra-modi gurbanguly-berdimuhamedov
""".split()
FIRST_CITIES = """
    moscow astana almaty tashkent minsk beijing bishkek baku dushanbe washington st-petersburg
    sochi ankara brussels yerevan geneva omsk samarkand new-york vienna
""".split()


def load(blocks: Iterable[Rows], done: Callable[[int], None] = lambda articles: None) -> int:
    """Store the rows; answers the number of articles. `done` hears it as it grows."""
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        later = [index for table in COLUMNS for index in _indexes_of(cursor, table)]
        for index in later:
            cursor.execute(index.drop)
        for rows in blocks:
            for table, text in rows.items():
                columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table].split()))
                statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                    sql.Identifier(table), columns
                )
                with cursor.copy(statement) as copy:
                    copy.write(text)
            count += rows["archive_article"].count("\n")
            done(count)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        for index in later:
            cursor.execute(index.create)
        # A sketch has its article's number.
        for table in (name for name, columns in COLUMNS.items() if columns.startswith("id ")):
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'),"
                f" (SELECT coalesce(max(id), 1) FROM {table}))",
                [table],
            )
    return count


def ahead(blocks: Iterable[Rows]) -> Iterator[Rows]:
    """The same blocks, made in a process of their own while the database takes others.

    In a thread, the two would wait for the interpreter most of the time.
    """
    context = multiprocessing.get_context("fork")
    made: multiprocessing.Queue[Rows | None] = context.Queue(2)
    maker = context.Process(target=_put, args=(blocks, made), daemon=True)
    maker.start()
    while (rows := made.get()) is not None:
        yield rows
    maker.join()
    if maker.exitcode:
        raise RuntimeError("The articles could not be made: see above.")


def _put(blocks: Iterable[Rows], made: "multiprocessing.Queue[Rows | None]") -> None:
    try:
        for rows in blocks:
            made.put(rows)
    finally:
        made.put(None)


class _Index(NamedTuple):
    drop: sql.Composable
    create: sql.Composable


def _indexes_of(cursor, table: str) -> list[_Index]:
    """All indexes but that of the primary key, which others point to."""
    cursor.execute(
        """
        SELECT class.relname, pg_get_indexdef(class.oid), pg_get_constraintdef(constr.oid)
        FROM pg_index JOIN pg_class class ON class.oid = indexrelid
        LEFT JOIN pg_constraint constr ON conindid = indexrelid AND contype = 'u'
        WHERE indrelid = %s::regclass AND NOT indisprimary
        ORDER BY 1
        """,
        [table],
    )
    return [_index(table, *row) for row in cursor.fetchall()]


def _index(table: str, name: str, definition: str, constraint: str | None) -> _Index:
    names = {"table": sql.Identifier(table), "name": sql.Identifier(name)}
    if constraint is None:
        return _Index(sql.SQL("DROP INDEX {name}").format(**names), sql.SQL(definition))
    return _Index(
        sql.SQL("ALTER TABLE {table} DROP CONSTRAINT {name}").format(**names),
        sql.SQL("ALTER TABLE {table} ADD CONSTRAINT {name} {constraint}").format(
            constraint=sql.SQL(constraint),
            **names,
        ),
    )


# --- Whom the articles name --------------------------------------------------------------


def cast_of_database(people: int = PEOPLE, cities: int = CITIES) -> Cast:
    """Leaders and cities out of the authority data, each with its name forms."""
    languages = Language.values
    in_office = Office.objects.filter(
        person=OuterRef("pk"), starts_on__lte=FIRST_DAY.replace(year=FIRST_DAY.year + DAYS // 365)
    )
    leaders = Person.objects.standing().filter(Exists(in_office))
    towns = Location.objects.standing().filter(kind=PlaceKind.CITY, prominence=3)
    for language in languages:
        leaders = leaders.exclude(**{f"short_{language}": ""})
        towns = towns.exclude(**{f"name_{language}": ""})
    return Cast(
        _named(_in_order(leaders, FIRST_PEOPLE)[:people], "person"),
        _named(_in_order(towns, FIRST_CITIES)[:cities], "location"),
    )


def _in_order(records: Iterable, first: list[str]) -> list:
    """Records named first first, the others in an order that is none."""
    places = {slug: place for place, slug in enumerate(first)}
    return sorted(records, key=lambda each: (places.get(each.slug, len(first)), each.slug[::-1]))


def _named(records: list, column: str) -> list[Named]:
    forms = NameForm.objects.filter(**{f"{column}__in": records}).order_by("key", "language")
    by_owner: dict[tuple[int, str, str], list[str]] = {}
    for form in forms:
        owner = form.person_id if column == "person" else form.location_id
        by_owner.setdefault((owner or 0, form.language, form.extent), []).append(form.text)
    return [
        Named(
            id=record.pk,
            kind=column,
            base={language: getattr(record, f"name_{language}") for language in Language.values},
            full={
                language: by_owner[record.pk, language, Extent.FULL] for language in Language.values
            },
            short={
                language: by_owner.get((record.pk, language, Extent.SHORT), [])
                for language in Language.values
            },
        )
        for record in records
    ]
