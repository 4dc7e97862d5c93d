"""Texts in, names and meetings out, as JSON lines.

The way of an article without its two ends: nothing is imported and nothing is stored.
"""

import datetime
import json
import sys
from collections.abc import Iterable
from typing import Any, Protocol

from django.core.management.base import BaseCommand

from archive.extraction.namebook import LOCATION, PERSON, NameBook
from archive.extraction.read import NAME, LinkedMention, read_names
from archive.extraction.stored import current_namebook, rulings_for_all
from archive.meetings.detect import Claim, claims_of
from archive.models.choices import Language
from archive.text import language_of

# Odd spaces and dashes as an import would store them, each for one: offsets stay.
_AS_STORED = str.maketrans(
    dict.fromkeys("\xa0\u2007\u2009\u202f\t", " ")
    | {"‐": "-", "‑": "-", "‒": "–", "―": "—", "−": "-"}
)


class Command(BaseCommand):
    help = (
        "Read JSON lines {id, title, text, published_at, language?} on standard input, and "
        "write one JSON line each with the persons, places and meetings found. Offsets count "
        "code points. Nothing is stored. Exit status 1 if a line could not be read."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if annotate(sys.stdin, self.stdout, self.stderr):
            sys.exit(1)


class Output(Protocol):
    """A stream of lines, as a command's standard output and error are."""

    def write(self, text: str, /) -> object:
        """Write one line."""


def annotate(lines: Iterable[str], out: Output, errors: Output) -> int:
    """Annotate JSON lines; answers how many could not be read, each said on `errors`."""
    book = current_namebook()
    faults = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            annotated = annotated_article(json.loads(line), book)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            # One bad line of thousands must not end the run; it is said and counted.
            faults += 1
            errors.write(f"line {number}: {_reason(error)}")
            continue
        out.write(json.dumps(annotated, ensure_ascii=False))
    return faults


def _reason(error: Exception) -> str:
    """What is wrong with a line, in words for whoever wrote it."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg}, column {error.colno})"
    if isinstance(error, KeyError):
        return f"no “{error.args[0]}”"
    return str(error)


def annotated_article(row: dict[str, Any], book: NameBook) -> dict[str, Any]:
    """One article as the contract has it (DESIGN, "annotate"): mentions and meetings.

    An office is given only where its holder is not named otherwise, so that nobody is counted
    twice; the stored mentions have both.
    """
    if not isinstance(row, dict):
        raise ValueError("not an object with id, title, text")
    title, text = (_text(row, name) for name in ("title", "text"))
    language = row.get("language") or language_of(f"{title} {text}")
    if language not in Language.values:
        raise ValueError(f"language: one of {', '.join(Language.values)}, not {language!r}")
    published_on = _day(row.get("published_at"))
    mentions = read_names(title, text, language, published_on, book, rulings_for_all())
    named = {each.id for each in mentions if each.kind == PERSON and each.basis == NAME}
    return {
        "id": row["id"],
        "language": language,
        "mentions": [
            _mention(each, language, book)
            for each in mentions
            if each.basis == NAME or each.id not in named
        ],
        "events": [
            _event(claim, language, book)
            for claim in claims_of(title, text, language, published_on, mentions, book)
        ],
    }


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise ValueError(f"{name}: not a text")
    return value.translate(_AS_STORED)


def _day(text: str | None) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.datetime.fromisoformat(text).date()
    except (TypeError, ValueError):
        raise ValueError(f"published_at: not an ISO time: {text!r}") from None


def _mention(mention: LinkedMention, language: str, book: NameBook) -> dict[str, Any]:
    label, slug = mention.label or mention.surface, None
    if mention.id is not None:
        label, slug = _record(mention.kind, mention.id, language, book)
    return {
        "field": "title" if mention.field == "title" else "text",
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "type": mention.kind,
        "label": label,
        "slug": slug,
        "confidence": mention.confidence,
        "by": mention.basis,
    }


def _record(kind: str, id: int, language: str, book: NameBook) -> tuple[str, str]:
    facts = book.people[id] if kind == PERSON else book.places[id]
    names = dict(facts.names)
    return names.get(language) or names["en"], facts.slug


def _event(claim: Claim, language: str, book: NameBook) -> dict[str, Any]:
    def as_json(kind: str, id: int) -> dict[str, str | None]:
        label, slug = _record(kind, id, language, book)
        return {"label": label, "slug": slug}

    participants: list[dict[str, str | None]] = [
        *(as_json(PERSON, id) for id in sorted(claim.people)),
        *({"label": name, "slug": None} for name in claim.others),
    ]
    return {
        "kind": str(claim.kind),
        "tags": [str(tag) for tag in claim.tags],
        "stage": str(claim.stage),
        "participants": participants,
        "location": as_json(LOCATION, claim.place) if claim.place else None,
        "date": claim.day.isoformat(),
        "date_precision": str(claim.precision),
        "confidence": claim.confidence,
    }
