"""The public corpora of ../shared/corpus as gold: what counts in each, and what is neutral.

Adjectives taken for places, and names inside the names of organisations, are neither asked
nor punished: the guidelines of these corpora differ there from each other and from ours.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ADJECTIVE = re.compile(r"\w+(?:ск|цк|енн)(?:ий|ая|ое|ие|ого|ому|им|ом|ой|ую|их|ими|о)")
_NEREL_PLACES = {"CITY", "COUNTRY", "STATE_OR_PROVINCE", "DISTRICT", "LOCATION"}
_NEREL_OUTER = {
    "ORGANIZATION", "FACILITY", "WORK_OF_ART", "LAW", "AWARD", "EVENT", "PRODUCT", "PENALTY",
}  # fmt: skip
_NEREL_AROUND_PEOPLE = {"ORGANIZATION", "FACILITY", "WORK_OF_ART", "AWARD", "PERSON"}
_KAZNERD = {"PERSON": "person", "GPE": "location", "LOCATION": "location"}


@dataclass(frozen=True)
class GoldText:
    """A text, its names as (start, end, who), and stretches that do not count, by type."""

    text: str
    people: list[tuple]
    places: list[tuple]
    neutral_people: list[tuple]
    neutral_places: list[tuple]
    # The base form the corpus gives a person, by who.
    norms: dict[str, str]


def rows_of(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def factrueval(corpus: Path) -> list[GoldText]:
    texts = []
    for row in rows_of(corpus / "factrueval_dev" / "gold.jsonl.gz"):
        gold = _empty(row["text"])
        organisations = [e for e in row["entities"] if e["map"] == "ORG"]
        for entity in row["entities"]:
            name = _name(entity)
            if entity["map"] == "PER":
                gold.people.append(name)
            elif entity["map"] == "LOC":
                is_neutral = entity["text"][:1].islower() or _is_within(entity, organisations)
                (gold.neutral_places if is_neutral else gold.places).append(name)
        texts.append(gold)
    return texts


def nerel(corpus: Path) -> list[GoldText]:
    texts = []
    for row in rows_of(corpus / "wikinews_ru" / "gold.jsonl.gz"):
        gold = _empty(row["text"])
        for entity in row["entities"]:
            others = [other for other in row["entities"] if _place_of(other) != _place_of(entity)]
            if entity["type"] == "PERSON":
                around = [other for other in others if other["type"] in _NEREL_AROUND_PEOPLE]
                is_neutral = _is_within(entity, around)
                (gold.neutral_people if is_neutral else gold.people).append(_name(entity))
                gold.norms[entity.get("link") or ""] = entity.get("norm") or ""
            elif entity["type"] in _NEREL_PLACES:
                around = [
                    other for other in others if other["type"] in _NEREL_OUTER | _NEREL_PLACES
                ]
                is_neutral = (
                    entity["text"][:1].islower()
                    or bool(_ADJECTIVE.fullmatch(entity["text"]))
                    or _is_within(entity, around)
                )
                (gold.neutral_places if is_neutral else gold.places).append(_name(entity))
        texts.append(gold)
    return texts


def kaznerd(corpus: Path) -> list[GoldText]:
    texts = []
    for row in rows_of(corpus / "kaznerd_valid" / "gold.jsonl.gz"):
        gold = _empty(row["text"])
        for entity in row["entities"]:
            kind = _KAZNERD.get(entity["type"])
            if kind:
                (gold.people if kind == "person" else gold.places).append(_name(entity))
        texts.append(gold)
    return texts


def _empty(text: str) -> GoldText:
    return GoldText(text, [], [], [], [], {})


def _name(entity: dict) -> tuple:
    return (entity["start"], entity["end"], entity.get("link") or "")


def _place_of(entity: dict) -> tuple[int, int]:
    return (entity["start"], entity["end"])


def _is_within(entity: dict, others: list[dict]) -> bool:
    return any(
        other["start"] <= entity["start"] and entity["end"] <= other["end"] for other in others
    )
