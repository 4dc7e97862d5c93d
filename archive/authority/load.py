"""Load: archive/data/*.csv -> places, people, offices and all forms of their names."""

import csv
import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection, transaction

from archive.authority.names import copy_forms, forms_of, inflections_of, written
from archive.models import Location, NameForm, Office, Person
from archive.models.choices import DatePrecision, Language
from archive.models.places import PlaceKind

DATA = Path(__file__).resolve().parent.parent / "data"

Aliases = dict[str, list[tuple[str, str]]]


@transaction.atomic
def load_authority(folder: Path = DATA) -> dict[str, int]:
    """Add the places and people of the data files that the archive does not have.

    Answers the number of records added, by kind. Running it twice adds nothing.
    """
    places = _load_places(folder)
    people = _load_people(folder)
    # The database plans by what it knows of a table, and would not look for a while yet: names
    # in the search box are looked up by many keys at once.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE archive_nameform")
    return {"places": len(places), "people": len(people)}


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a data file."""
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def partial_date(text: str, *, end: bool = False) -> tuple[datetime.date | None, str]:
    """A date of which only the year or month may be known, and its precision.

    "2019-03" is the first day of that month or, as the end of a term, its last.
    """
    if not text:
        return None, DatePrecision.DAY
    parts = [int(part) for part in text.split("-")]
    precision = (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)[len(parts) - 1]
    if len(parts) == 3:
        return datetime.date(*parts), precision
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if end else 1)
    first = datetime.date(year, month, 1)
    if not end:
        return first, precision
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1), precision


def _aliases(row: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (language, text.strip())
        for language in Language.values
        for text in row.get(f"aliases_{language}", "").split("|")
        if text.strip()
    ]


def _load_places(folder: Path) -> list[Location]:
    known = set(Location.objects.values_list("slug", flat=True))
    countries, cities, regions = (
        list(rows_of(folder / f"{name}.csv")) for name in ("countries", "cities", "regions")
    )
    added = Location.objects.bulk_create(
        Location(
            kind=PlaceKind.COUNTRY,
            country_code=row["alpha2"],
            prominence=3,
            **_place_fields(row),
        )
        for row in countries
        if row["slug"] not in known
    )
    by_code = {
        place.country_code: place for place in Location.objects.countries() if place.country_code
    }
    added += Location.objects.bulk_create(
        [
            Location(
                kind=row["kind"],
                country=by_code.get(row["country"]),
                population=int(row["population"] or 0),
                prominence=int(row["prominence"] or 1),
                **_place_fields(row),
            )
            for row in cities
            if row["slug"] not in known
        ],
        batch_size=1000,
    )
    added += Location.objects.bulk_create(
        Location(
            kind=PlaceKind.REGION,
            country=by_code.get(row["country"]),
            # A town of the same name is rather meant: Batken, Naryn.
            prominence=0,
            **_place_fields(row),
        )
        for row in regions
        if row["slug"] not in known
    )
    aliases = {row["slug"]: _aliases(row) for row in [*countries, *cities, *regions]}
    dated = _dated_names(folder)
    copy_forms(_all_place_forms(added, aliases, dated))
    return added


def _all_place_forms(
    places: Iterable[Location], aliases: Aliases, dated: dict[str, list]
) -> Iterator[NameForm]:
    for place in places:
        yield from forms_of(place)
        for language, text in aliases[place.slug]:
            yield from inflections_of(written(place, language, text))
        for language, text, dates in dated.get(place.slug, []):
            yield from inflections_of(written(place, language, text, **dates))


def _place_fields(row: dict[str, str]) -> dict:
    return {
        "slug": row["slug"],
        "name_en": row["name_en"],
        "name_ru": row["name_ru"],
        "name_kk": row["name_kk"],
        # A region has no number and no point.
        "geonames_id": int(row["geonameid"]) if row.get("geonameid") else None,
        "latitude": float(row["lat"]) if row.get("lat") else None,
        "longitude": float(row["lon"]) if row.get("lon") else None,
    }


def _dated_names(folder: Path) -> dict[str, list]:
    names: dict[str, list] = {}
    for row in rows_of(folder / "dated_place_names.csv"):
        valid_from, _ = partial_date(row["valid_from"])
        valid_to, _ = partial_date(row["valid_to"], end=True)
        dates = {"valid_from": valid_from, "valid_to": valid_to}
        names.setdefault(row["place_slug"], []).append((row["language"], row["text"], dates))
    return names


def _load_people(folder: Path) -> list[Person]:
    known = set(Person.objects.values_list("slug", flat=True))
    rows = [row for row in rows_of(folder / "people.csv") if row["slug"] not in known]
    names = [f"{field}_{language}" for field in ("name", "short") for language in Language.values]
    people = Person.objects.bulk_create(
        Person(
            slug=row["slug"],
            patronymic_ru=row["patronymic_ru"],
            gender=row["gender"],
            wikidata_id=row["wikidata"],
            **{name: row[name] for name in names},
        )
        for row in rows
    )
    by_slug = {person.slug: person for person in people}
    _load_offices(folder, by_slug)
    aliases = {row["slug"]: _aliases(row) for row in rows}
    copy_forms(_all_person_forms(people, aliases))
    return people


def _all_person_forms(people: Iterable[Person], aliases: Aliases) -> Iterator[NameForm]:
    for person in people:
        yield from forms_of(person)
        for language, text in aliases[person.slug]:
            yield from inflections_of(written(person, language, text))


def _load_offices(folder: Path, people: dict[str, Person]) -> None:
    countries = {place.country_code: place for place in Location.objects.countries()}
    offices = []
    for row in rows_of(folder / "offices.csv"):
        if row["person"] not in people:
            continue
        starts_on, starts_precision = partial_date(row["start"])
        ends_on, ends_precision = partial_date(row["end"], end=True)
        offices.append(
            Office(
                person=people[row["person"]],
                role=row["role"],
                title_en=row["title_en"],
                title_ru=row["title_ru"],
                country=countries[row["country"]] if row["country"] else None,
                organisation=row["organisation"],
                starts_on=starts_on,
                starts_precision=starts_precision,
                ends_on=ends_on,
                ends_precision=ends_precision,
            )
        )
    Office.objects.bulk_create(offices)
