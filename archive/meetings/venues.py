"""Venues: a palace or an office known to all, and the city it stands in. Knows no database.

The table is data/venues.csv; the Ak Orda and the White House are named more often than their
cities.
"""

import csv
import re
from functools import cache

from archive.extraction.namebook import NameBook
from archive.extraction.offices import DATA


@cache
def _venues() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each venue as texts have it, after a word for being in it, and its city's slug."""
    with (DATA / "venues.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            (re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.IGNORECASE), row["city"])
            for row in csv.DictReader(stream)
        )


@cache
def _capitals() -> dict[str, str]:
    """The slug of each country's capital, by ISO code (data/countries.csv, cities.csv)."""
    with (DATA / "cities.csv").open(encoding="utf-8", newline="") as stream:
        slugs = {row["geonameid"]: row["slug"] for row in csv.DictReader(stream)}
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["alpha2"]: slugs[row["capital_geonameid"]]
            for row in csv.DictReader(stream)
            if row["capital_geonameid"] in slugs
        }


def capital_of(country: int, book: NameBook) -> int | None:
    """The capital of a country, as a place."""
    slug = _capitals().get(book.places[country].country_code)
    return book.place_at(slug) if slug else None


def city_of_venue(text: str, book: NameBook) -> int | None:
    """The city of the first venue a sentence says something happened at."""
    found = []
    for pattern, slug in _venues():
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 30) : match.start()]
            is_at = re.search(
                r"(?<!\w)(?:в|во|на|у|at|in|to|into|from)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}$",
                before,
                re.IGNORECASE,
            )
            # In Kazakh the ending says so: Ақордада, «Ала-Арча» резиденциясында.
            of_venue = re.match(
                r"[»\"”]?\s+(?:[\w-]+\s+){0,2}(?:резиденция|сарай|үй|кешен|орталық)\w*да(?!\w)",
                text[match.end() :],
            )
            if is_at or of_venue or re.search(r"(?:да|де|та|те)(?:ғы|гі)?$", match[0]):
                city = book.place_at(slug)
                if city is not None:
                    found.append((match.start(), city))
    return min(found)[1] if found else None
