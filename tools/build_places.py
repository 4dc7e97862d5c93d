"""Build archive/data/countries.csv and archive/data/cities.csv.

    python tools/build_places.py AUTHORITY_FOLDER

Sources, in the order of their word:

1. ``archive/data/place_corrections.csv``: typed by hand from common knowledge. It decides which
   countries there are, corrects and completes registry rows, adds small towns and venues that no
   registry row covers, and drops registry rows (city districts, doubtful names).
2. ``AUTHORITY_FOLDER/countries.csv``: names from Unicode CLDR, capital from GeoNames.
3. ``AUTHORITY_FOLDER/cities_registry.csv``: GeoNames towns; a few names from CLDR.

No other file of the authority folder is read. Licences: archive/data/SOURCES.md.

Which registry towns are taken: those of the CIS, Georgia and the Baltic states from 15,000
people, of the rest of the world from 100,000, and every one the hand file names. A town needs a
plain Russian name: the hand file's, CLDR's, or a GeoNames spelling whose likeness to the English
name (measured by those who made the registry table) is at least ``MIN_LIKENESS``. GeoNames does
not say which language a spelling is in, so spellings that show another language's endings are
passed over and no GeoNames spelling becomes an alias by itself; the only automatic alias is the
ASCII form of an English name that has diacritics.

The output depends on the input files alone: running twice gives the same bytes. Slugs are given
out in a fixed order (countries, slugs typed by hand, then towns by prominence and population), so
adding a small town never takes the slug of a bigger one.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "archive" / "data"
CORRECTIONS = DATA / "place_corrections.csv"

Row = dict[str, str]

LANGUAGES = ("ru", "kk", "en")
NAMES = tuple(f"name_{language}" for language in LANGUAGES)
ALIASES = tuple(f"aliases_{language}" for language in LANGUAGES)
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
"""The CIS, Georgia and the Baltic states: towns from 15,000 people."""
MIN_PEOPLE_NEAR = 15_000
MIN_PEOPLE_FAR = 100_000
MIN_LIKENESS = 0.8
BIG_CITY = 500_000

OWN_KAZAKH_SPELLING = frozenset(("KZ", "KG", "UZ", "TJ", "TM", "AZ", "MN"))
"""Countries whose towns Kazakh spells in its own way: there name_kk is typed or left empty."""

KEEPS_DIACRITICS = ("Europe/", "America/", "Atlantic/")
"""Time zones whose towns keep the diacritics of their name in English."""

RUSSIAN_NAME = re.compile(r"[А-ЯЁ][а-яёА-ЯЁ]*(?:[ -][а-яёА-ЯЁ]+)*")
NOT_RUSSIAN = re.compile(
    r"(?:[сцз]ьк|цьки|ський|[кгхцчшщ]ый|[жшчщ]ы|ъ[^еёюя]|ъ$|[жшч]э|йи)", re.IGNORECASE
)
"""Letters in an order that Ukrainian, Bulgarian or Belarusian has and Russian has not."""

UNDECOMPOSED = str.maketrans({
    "ı": "i", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "đ": "d", "Đ": "D", "ł": "l",
    "Ł": "L", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ə": "a", "Ə": "A", "œ": "oe",
    "’": "", "‘": "", "ʻ": "", "ʼ": "", "`": "",
})  # fmt: skip
"""Latin letters that Unicode does not take apart into an ASCII letter and a mark."""

CLEAR = "-"
"""A hand-file value that empties the registry's."""


def read_table(path: Path) -> list[Row]:
    """Return the rows of a UTF-8 CSV file with stray spaces taken off."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: (value or "").strip() for name, value in row.items()}
            for row in csv.DictReader(file)
        ]


def write_table(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    """Write rows as UTF-8 CSV with LF line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def to_ascii(text: str) -> str:
    """Return a Latin name without diacritics: ``Türkmenbaşy`` becomes ``Turkmenbasy``."""
    decomposed = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED))
    return "".join(letter for letter in decomposed if ord(letter) < 128)


def to_slug(name: str) -> str:
    """Return the ASCII slug of an English name."""
    return re.sub(r"[^a-z0-9]+", "-", to_ascii(name).replace("'", "").lower()).strip("-")


def folded(name: str) -> str:
    """Return the form two spellings share when a reader would call them the same."""
    return name.casefold().replace("ё", "е").replace("'", "’")


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


def likeness(town: Row) -> float:
    """Return how much the registry's Russian name reads like the English one."""
    if town["name_ru_source"] == "CLDR":
        return 1.0
    found = re.search(r"likeness ([0-9.]+)", town["name_ru_source"])
    return float(found[1]) if found else 0.0


def is_plain_russian(name: str) -> bool:
    """Tell whether a spelling of three letters or more is Russian in letters and endings."""
    return len(name) > 2 and bool(RUSSIAN_NAME.fullmatch(name)) and not NOT_RUSSIAN.search(name)


def russian_name(town: Row) -> str:
    """Return the registry's Russian name where it can be trusted, else nothing.

    For towns of Russia the registry often has the Ukrainian spelling, which differs by a soft
    sign in known endings only: ``Липецьк``, ``Череповець``.
    """
    name = town["name_ru"]
    if town["country"] == "RU":
        name = re.sub(r"([сц])ьк", r"\1к", name)
        name = re.sub(r"ець$", "ец", name)
    if likeness(town) < MIN_LIKENESS or not is_plain_russian(name):
        return ""
    return name


def kazakh_name(town: Row, name_ru: str) -> str:
    """Return the Kazakh name: CLDR's, or the Russian spelling where Kazakh papers use it."""
    if town["name_kk"]:
        return town["name_kk"]
    return "" if town["country"] in OWN_KAZAKH_SPELLING else name_ru


def english_name(town: Row) -> str:
    """Return the GeoNames name as an English paper writes it.

    Soft signs written as apostrophes go, and so do the ``-yy`` and ``-iy`` of romanised Russian
    and, outside Europe, the Americas and Turkey, all diacritics.
    """
    name = re.sub("[’‘ʻʼ`]", "", town["name_en"])
    if town["country"] in NEAR_ABROAD:
        name = re.sub(r"(?:yy|iy)\b", "y", name.replace("ë", "yo"))
    keeps = town["timezone"].startswith(KEEPS_DIACRITICS)
    return name if keeps else to_ascii(name)


def is_wanted(town: Row) -> bool:
    """Tell whether a registry town is big enough to be taken without the hand file."""
    near = town["country"] in NEAR_ABROAD
    return int(town["population"] or 0) >= (MIN_PEOPLE_NEAR if near else MIN_PEOPLE_FAR)


def build_city(town: Row, hand: Row) -> Row | None:
    """Return the output row of a registry town and its correction, or None without a name."""
    name_ru = pick(hand, "name_ru", russian_name(town))
    if not name_ru:
        return None
    name_en = pick(hand, "name_en", english_name(town))
    row = {
        "geonameid": town["geonameid"],
        "slug": hand.get("slug", ""),
        "kind": "city",
        "name_ru": name_ru,
        "name_kk": pick(hand, "name_kk", kazakh_name(town, name_ru)),
        "name_en": name_en,
        "country": pick(hand, "country", town["country"]),
        "lat": pick(hand, "lat", town["lat"]),
        "lon": pick(hand, "lon", town["lon"]),
        "population": pick(hand, "population", town["population"]),
        "prominence": hand.get("prominence", ""),
    }
    latin = () if hand.get("name_en") else (to_ascii(name_en), to_ascii(town["name_en"]))
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


def build_cities(towns: list[Row], hand_rows: list[Row]) -> list[Row]:
    """Return all towns and venues, prominence not yet filled in."""
    dropped = {hand["key"] for hand in hand_rows if hand["kind"] == "drop"}
    places = [hand for hand in hand_rows if hand["kind"] in ("city", "venue")]
    corrections = {hand["key"]: hand for hand in places if hand["key"]}
    known = {town["geonameid"] for town in towns}
    cities = []
    for town in towns:
        hand = corrections.get(town["geonameid"], {})
        if town["geonameid"] in dropped or not (hand or is_wanted(town)):
            continue
        row = build_city(town, hand)
        if row is not None:
            cities.append(row)
    cities += [build_hand_place(hand) for hand in places if hand["key"] not in known]
    return cities


def capital_of(country: Row, hand: Row, towns: list[Row]) -> str:
    """Return the geonameid of the capital: typed, or the registry town of that name."""
    if hand["capital"]:
        return hand["capital"]
    name = to_ascii(country["capital_en"])
    found = [
        town["geonameid"]
        for town in towns
        if town["country"] == country["alpha2"] and to_ascii(town["name_en"]) == name
    ]
    return found[0] if len(found) == 1 else ""


def build_countries(
    registry: list[Row], towns: list[Row], cities: list[Row], hand_rows: list[Row]
) -> list[Row]:
    """Return the countries that the hand file names, placed at their capitals."""
    by_code = {country["alpha2"]: country for country in registry}
    by_id = {city["geonameid"]: city for city in cities if city["geonameid"]}
    countries = []
    for hand in hand_rows:
        if hand["kind"] != "country":
            continue
        country = by_code[hand["key"]]
        capital_id = capital_of(country, hand, towns)
        capital = by_id.get(capital_id, {})
        row = {
            "alpha2": hand["key"],
            "slug": hand["slug"] or to_slug(hand["name_en"] or country["name_en"]),
            **{name: hand[name] or country[name] for name in NAMES},
            "capital_geonameid": capital_id,
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
    """Fill in prominence: 3 capitals and typed, 2 typed and big cities, 1 the rest."""
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


def build(authority: Path) -> tuple[list[Row], list[Row]]:
    """Return the finished country and city rows."""
    hand_rows = read_table(CORRECTIONS)
    towns = read_table(authority / "cities_registry.csv")
    cities = build_cities(towns, hand_rows)
    countries = build_countries(read_table(authority / "countries.csv"), towns, cities, hand_rows)
    set_prominence(cities, countries)
    set_slugs(cities, countries)
    return countries, sorted(cities, key=rank)


def main(arguments: list[str] | None = None) -> int:
    """Build both tables and say how many rows they have."""
    parser = argparse.ArgumentParser(description="Build the tables of countries and cities.")
    parser.add_argument("authority", type=Path, help="folder with the two registry tables")
    countries, cities = build(parser.parse_args(arguments).authority)
    write_table(DATA / "countries.csv", COUNTRY_COLUMNS, countries)
    write_table(DATA / "cities.csv", CITY_COLUMNS, cities)
    print(f"{len(countries)} countries, {len(cities)} cities and venues")
    return 0


if __name__ == "__main__":
    sys.exit(main())
