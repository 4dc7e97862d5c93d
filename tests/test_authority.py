"""The data files: what they must hold to be believed, and that loading adds only what lacks."""

import csv
from collections import Counter
from itertools import pairwise

import pytest

from archive.authority.load import DATA, load_authority, partial_date, rows_of
from archive.authority.names import forms_of, inflections_of, written
from archive.models import Location, NameForm, Office, Person
from archive.models.people import OfficeRole
from archive.text import key_of, script_of

PEOPLE = list(rows_of(DATA / "people.csv"))
OFFICES = list(rows_of(DATA / "offices.csv"))
COUNTRIES = list(rows_of(DATA / "countries.csv"))
CITIES = list(rows_of(DATA / "cities.csv"))
REGIONS = list(rows_of(DATA / "regions.csv"))
DATED = list(rows_of(DATA / "dated_place_names.csv"))


def twice(values) -> list:
    return [value for value, count in Counter(values).items() if count > 1]


def test_every_leader_has_a_name_in_each_language_in_its_script():
    wrong = [
        row["slug"]
        for row in PEOPLE
        if script_of(row["name_ru"]) != "cyrillic"
        or script_of(row["name_kk"]) != "cyrillic"
        or script_of(row["name_en"]) != "latin"
    ]
    assert wrong == []


def test_a_short_name_is_part_of_the_full_one():
    wrong = [
        (row["slug"], language)
        for row in PEOPLE
        for language in ("ru", "kk", "en")
        if row[f"short_{language}"] and row[f"short_{language}"] not in row[f"name_{language}"]
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_no_two_people_have_the_same_full_name(language):
    assert twice(key_of(row[f"name_{language}"]) for row in PEOPLE) == []


def forms_of_everyone() -> dict[tuple[str, str], set[str]]:
    """Each written form, by language and folded words, and whose it is."""
    owners: dict[tuple[str, str], set[str]] = {}
    names = [
        f"{field}_{language}" for field in ("name", "short") for language in ("ru", "kk", "en")
    ]
    for row in PEOPLE:
        person = Person(
            gender=row["gender"],
            patronymic_ru=row["patronymic_ru"],
            **{name: row[name] for name in names},
        )
        forms = list(forms_of(person))
        for language in ("ru", "kk", "en"):
            for alias in filter(None, row[f"aliases_{language}"].split("|")):
                forms += inflections_of(written(person, language, alias))
        for form in forms:
            owners.setdefault((form.language, form.key), set()).add(row["slug"])
    return owners


def test_no_form_is_two_peoples_unless_the_file_of_shared_names_says_so():
    # A new collision fails here until it is marked there: somebody has looked at it.
    marked = {
        frozenset(row["people"].split("|")): {
            (language, key_of(row[f"name_{language}"]))
            for language in ("ru", "kk", "en")
            if row[f"name_{language}"]
        }
        for row in rows_of(DATA / "shared_names.csv")
    }
    found: dict[frozenset[str], set[tuple[str, str]]] = {}
    for form, slugs in forms_of_everyone().items():
        if len(slugs) > 1:
            found.setdefault(frozenset(slugs), set()).add(form)
    assert found.keys() == marked.keys()
    assert {people for people, names in marked.items() if not names <= found[people]} == set()


def test_slugs_lead_to_one_record():
    assert twice(row["slug"] for row in PEOPLE) == []
    assert twice(row["slug"] for row in [*COUNTRIES, *CITIES]) == []


def test_every_leader_held_an_office_and_every_office_a_holder():
    assert {row["slug"] for row in PEOPLE} == {row["person"] for row in OFFICES}


def test_offices_have_known_roles_countries_and_ordered_dates():
    codes = {row["alpha2"] for row in COUNTRIES} | {""}
    for row in OFFICES:
        starts_on, _ = partial_date(row["start"])
        ends_on, _ = partial_date(row["end"], end=True)
        assert row["role"] in OfficeRole.values, row
        assert row["country"] in codes, row
        assert row["title_en"], row
        assert starts_on, row
        assert ends_on is None or starts_on <= ends_on, row


@pytest.mark.parametrize(
    "title",
    ["President of Kazakhstan", "President of Russia", "President of the United States"],
)
def test_one_person_at_a_time_holds_an_office(title):
    terms = sorted(
        (partial_date(row["start"])[0], partial_date(row["end"], end=True)[0], row["person"])
        for row in OFFICES
        if row["title_en"] == title
    )
    assert len(terms) >= 2
    for (_, ends_on, holder), (starts_on, _, successor) in pairwise(terms):
        assert ends_on is not None, holder
        assert ends_on <= starts_on, (holder, successor)


def test_positions_are_on_the_globe_and_cities_in_known_countries():
    codes = {row["alpha2"] for row in COUNTRIES}
    for row in CITIES:
        assert -90 <= float(row["lat"]) <= 90, row["slug"]
        assert -180 <= float(row["lon"]) <= 180, row["slug"]
        assert row["country"] in codes, row["slug"]


def test_every_place_is_within_its_country():
    # The boxes are Natural Earth's, a little widened: see tools/build_country_boxes.py.
    boxes: dict[str, list[tuple[float, ...]]] = {}
    for row in rows_of(DATA / "country_boxes.csv"):
        edges = tuple(float(row[edge]) for edge in ("south", "west", "north", "east"))
        boxes.setdefault(row["country"], []).append(edges)
    outside = [
        row["slug"]
        for row in [*CITIES, *(row | {"country": row["alpha2"]} for row in COUNTRIES)]
        if not any(
            south <= float(row["lat"]) <= north and west <= float(row["lon"]) <= east
            for south, west, north, east in boxes[row["country"]]
        )
    ]
    assert outside == []


def test_every_capital_is_there_with_all_three_names():
    by_id = {row["geonameid"]: row for row in CITIES}
    for country in COUNTRIES:
        if not country["capital_geonameid"]:
            continue
        capital = by_id[country["capital_geonameid"]]
        assert all(capital[f"name_{language}"] for language in ("ru", "kk", "en")), capital


def test_russian_names_have_no_letters_of_other_alphabets():
    alphabet = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя —-0123456789’'.,()")
    wrong = [
        row["slug"] for row in [*COUNTRIES, *CITIES] if not set(row["name_ru"].lower()) <= alphabet
    ]
    assert wrong == []


def test_dated_names_belong_to_known_places():
    slugs = {row["slug"] for row in [*COUNTRIES, *CITIES]}
    assert {row["place_slug"] for row in DATED} <= slugs
    assert ("astana", "Нур-Султан") in {(row["place_slug"], row["text"]) for row in DATED}


def test_every_region_has_a_name_in_each_language_and_a_known_country():
    codes = {row["alpha2"] for row in COUNTRIES} | {""}
    for row in REGIONS:
        assert script_of(row["name_ru"]) == "cyrillic", row
        assert script_of(row["name_kk"]) == "cyrillic", row
        assert script_of(row["name_en"]) == "latin", row
        assert row["country"] in codes, row


def names_of(rows, language: str) -> list[str]:
    return [
        key_of(name)
        for row in rows
        for name in (row[f"name_{language}"], *row[f"aliases_{language}"].split("|"))
        if name
    ]


def test_a_region_is_no_place_of_the_archive_and_has_its_names_alone():
    places = [*COUNTRIES, *CITIES]
    assert twice(row["slug"] for row in REGIONS) == []
    assert {row["slug"] for row in REGIONS} & {row["slug"] for row in places} == set()
    for language in ("ru", "kk", "en"):
        regions = names_of(REGIONS, language)
        assert twice(regions) == []
        assert set(regions) & set(names_of(places, language)) == set()


def test_files_are_utf_8_with_plain_line_ends():
    for path in DATA.glob("*.csv"):
        data = path.read_bytes()
        assert b"\r" not in data, path.name
        rows = list(csv.reader(data.decode().splitlines()))
        assert {len(row) for row in rows} == {len(rows[0])}, path.name


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2019-12", "2019-12-01", "2019-12-31"),
        ("2019-03-20", "2019-03-20", "2019-03-20"),
    ],
)
def test_a_partial_date_is_its_first_or_its_last_day(text, first, last):
    assert str(partial_date(text)[0]) == first
    assert str(partial_date(text, end=True)[0]) == last


@pytest.mark.django_db
def test_loading_twice_adds_nothing_and_leaves_an_editors_work(tmp_path):
    for name, rows in {
        "people.csv": [row for row in PEOPLE if row["slug"] == "kassym-jomart-tokayev"],
        "offices.csv": [row for row in OFFICES if row["person"] == "kassym-jomart-tokayev"],
        "countries.csv": [row for row in COUNTRIES if row["alpha2"] in ("KZ", "CH")],
        "cities.csv": [row for row in CITIES if row["slug"] in ("astana", "geneva")],
        "regions.csv": [row for row in REGIONS if row["slug"] == "caspian-sea"],
        "dated_place_names.csv": [row for row in DATED if row["place_slug"] == "astana"],
    }.items():
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    assert load_authority(tmp_path) == {"places": 5, "people": 1}
    Person.objects.update(name_en="Changed by an editor")
    counts = [model.objects.count() for model in (Person, Office, Location, NameForm)]
    assert load_authority(tmp_path) == {"places": 0, "people": 0}
    assert [model.objects.count() for model in (Person, Office, Location, NameForm)] == counts
    assert Person.objects.get().name_en == "Changed by an editor"
    old_name = NameForm.objects.get(text="Нур-Султан", language="ru")
    assert (str(old_name.valid_from), str(old_name.valid_to)) == ("2019-03-23", "2022-09-17")
