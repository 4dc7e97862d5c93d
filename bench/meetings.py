"""Measure how well meetings are found in articles, and articles grouped by meeting.

    make bench-meetings ARGS="../shared/corpus"     (without a corpus: our own gold alone)
    make bench-meetings ARGS="../shared/corpus --faults 20"      lists what went wrong

Our own gold is in two parts: rules were written looking at "tuned"; "held" is only measured.
kremlin_ru was looked at while rules were written. "found" wants exactly the participants and the
stage; "published" is how much of what is published by itself is so; place, day and kind are of
those found. Works in a database of its own.
"""

import argparse
import datetime
import itertools
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.__main__ import scratch_database
from bench.corpora import rows_of
from bench.marked import GOLD, HEAD_ENDS, PUBLISHED, read_marked
from bench.scores import Score

PARTS = ("tuned", "held")
CLAIMS_TIMED = 10_000
KREMLIN_KINDS = {"call": "phone-call", "meeting": "talks", "talks": "talks"}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="make bench-meetings")
    parser.add_argument("corpus", nargs="?", type=Path, help="the folder of public corpora")
    parser.add_argument("--faults", type=int, default=0, metavar="N")
    options = parser.parse_args(arguments)
    connection = scratch_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)

    from archive.authority.load import load_authority
    from archive.extraction.stored import current_namebook

    load_authority()
    book = current_namebook()
    print(f"{'data':22}{'measure':18}{'size':>6}{'P':>8}{'R':>8}{'F1':>8}")
    for part in PARTS:
        # What went wrong in the part kept apart stays unseen.
        faults = options.faults if part == "tuned" else 0
        measure("groups", part, group_articles(part), book, faults)
        measure("names gold", part, names_articles(part), book, faults)
        measure_grouping(part, book, faults)
    if options.corpus:
        measure("kremlin_ru", "", kremlin_articles(options.corpus), book, options.faults)
        measure_wikinews(options.corpus, book)
    measure_many(book)
    connection.close()


# --- Gold ---------------------------------------------------------------------------------


@dataclass
class GoldMeeting:
    """A meeting an article reports: slugs of records, or "=" and a name, and what is told."""

    people: frozenset[str]
    present: frozenset[str]
    stage: str
    kinds: frozenset[str]
    place: str | None
    day: datetime.date
    precision: str
    optional: bool
    id: str = ""
    evidence: str = ""


@dataclass
class Article:
    """An article as detection takes it, with its gold."""

    name: str
    language: str
    title: str
    body: str
    published_on: datetime.date
    gold: list[GoldMeeting] = field(default_factory=list)


def names_articles(part: str) -> Iterator[Article]:
    """The articles of the names' gold, and the meetings in them."""
    for row in _lines(GOLD / "meetings" / f"{part}.jsonl"):
        language = row["article"][:2]
        marked = read_marked(GOLD / part / row["article"], language)
        article = Article(row["article"], language, marked.title, marked.body, marked.published_on)
        article.gold = [_meeting(each) for each in row["meetings"]]
        yield article


def group_articles(part: str) -> Iterator[Article]:
    """The articles on one meeting, and the near misses."""
    for row in _lines(GOLD / "groups" / f"{part}.jsonl"):
        path = GOLD / "groups" / part / row["article"]
        article = read_plain(path, path.name[:2])
        article.name = row["article"]
        article.gold = [_meeting(each) for each in row["meetings"]]
        yield article


def read_plain(path: Path, language: str) -> Article:
    """An article file without marks."""
    content = path.read_text(encoding="utf-8").lstrip()
    published, head = PUBLISHED.search(content), HEAD_ENDS.search(content)
    assert published, f"{path}: no line “Published at: **…**”"
    assert head, f"{path}: no line “Original: […](…)”"
    return Article(
        path.stem,
        language,
        content.splitlines()[0].removeprefix("# ").strip(),
        content[head.end() :].strip(),
        datetime.datetime.fromisoformat(published[1]).date(),
    )


def kremlin_articles(corpus: Path) -> Iterator[Article]:
    """kremlin.ru with its gold: meetings with foreign counterparts."""
    folder = corpus / "kremlin_ru"
    for row in _lines(folder / "gold.jsonl"):
        article = read_plain(folder / row["file"], "ru")
        event = row["event"]
        if event:
            place = (event["place"] or "").partition(",")[0]
            article.gold = [
                GoldMeeting(
                    people=frozenset(f"={name}" for name in event["participants"]),
                    present=frozenset(),
                    stage="announced" if event["announcement_only"] else "held",
                    kinds=frozenset({KREMLIN_KINDS[event["kind"]]}),
                    place=f"={place}" if place else None,
                    day=datetime.date.fromisoformat(event["date"]),
                    precision="day",
                    optional=False,
                )
            ]
        yield article


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        yield from (json.loads(line) for line in stream if line.strip())


def _meeting(row: dict[str, Any]) -> GoldMeeting:
    people = frozenset(row["people"])
    return GoldMeeting(
        people=people,
        present=frozenset(row.get("present") or ()),
        stage=row["stage"],
        kinds=frozenset({row["kind"], *(row.get("also") or ())}),
        place=row["place"],
        day=datetime.date.fromisoformat(row["date"]),
        precision=row["precision"],
        # With one party named there is no pair that could be right or wrong.
        optional=bool(row.get("optional")) or len(people) < 2,
        id=str(row.get("id", "")),
        evidence=row.get("evidence") or "",
    )


# --- Found against gold -------------------------------------------------------------------


@dataclass
class Tally:
    found: Score = field(default_factory=Score)
    published: Score = field(default_factory=Score)
    place: Score = field(default_factory=Score)
    day: Score = field(default_factory=Score)
    day_within_one: Score = field(default_factory=Score)
    kind: Score = field(default_factory=Score)


def measure(data: str, part: str, articles: Iterable[Article], book, faults: int) -> Tally:
    """Print how many meetings were found with exactly their participants, and what of them."""
    tally = Tally()
    slugs = _names_by_slug(book)
    for article in articles:
        claims = claims_in(article, book)
        match_claims(article, claims, book, slugs, tally)
    label = f"{data} {part}".strip()
    for what, score in vars(tally).items():
        # Nothing says how much should be published: there is no recall of it.
        is_all = what != "published"
        rest = f"{score.recall:>8.3f}{score.f1:>8.3f}" if is_all else ""
        size = score.size if is_all else score.right + score.wrong
        print(
            f"{label:22}{what.replace('_', ' '):18}{size:>6}{score.precision:>8.3f}{rest}",
            flush=True,
        )
    for (sort, text), _ in list(tally.found.faults.items())[:faults]:
        print(f"    {sort}: {text}")
    return tally


def claims_in(article: Article, book) -> list:
    """What the archive reads out of an article."""
    from archive.extraction.read import read_names
    from archive.meetings.detect import claims_of

    mentions = read_names(article.title, article.body, article.language, article.published_on, book)
    return claims_of(
        article.title, article.body, article.language, article.published_on, mentions, book
    )


def match_claims(article: Article, claims: Sequence, book, names, tally: Tally) -> dict:
    """Match claims to the gold by participants and stage; answers the gold of each claim.

    What matches only an optional meeting is neither right nor wrong.
    """
    from archive.meetings.summary import PUBLISH_FROM

    free = list(article.gold)
    matched: dict[int, GoldMeeting] = {}
    for number, claim in enumerate(claims):
        fitting = [
            gold
            for gold in free
            if gold.stage == claim.stage and _same_people(claim, gold, book, names)
        ]
        is_published = len(claim.people) >= 2 and claim.confidence >= PUBLISH_FROM
        if not fitting:
            tally.found.wrong += 1
            tally.found.faults["wrong", f"{article.name}: {_told(claim, book)}"] += 1
            tally.published.wrong += is_published
            continue
        gold = min(fitting, key=lambda each: (each.optional, abs(each.day - claim.day)))
        free.remove(gold)
        matched[number] = gold
        tally.published.right += is_published
        if gold.optional:
            continue
        tally.found.right += 1
        _count(tally.day, gold.day == claim.day)
        _count(tally.day_within_one, abs(gold.day - claim.day).days <= 1)
        _count(tally.kind, _kind(claim) in gold.kinds)
        if gold.place or claim.place:
            slug = book.places[claim.place].slug if claim.place else None
            is_right = slug == gold.place or (
                bool(slug and gold.place and gold.place.startswith("="))
                and gold.place[1:] in dict(book.places[claim.place].names).values()
            )
            _count(tally.place, is_right)
            if not is_right:
                tally.found.faults["place", f"{article.name}: {slug} for {gold.place}"] += 1
        if gold.day != claim.day:
            tally.found.faults["day", f"{article.name}: {claim.day} for {gold.day}"] += 1
    for gold in free:
        if not gold.optional:
            tally.found.missed += 1
            people = ", ".join(sorted(gold.people))
            told = f"{gold.stage} {gold.day} {people} “{gold.evidence[:150]}”"
            tally.found.faults["missed", f"{article.name}: {told}"] += 1
    return matched


def _count(score: Score, is_right: bool) -> None:
    score.right += is_right
    score.wrong += not is_right
    score.missed += not is_right


def _kind(claim) -> str:
    return str(claim.kind)


def _told(claim, book) -> str:
    who = [book.people[id].slug for id in sorted(claim.people)] + list(claim.others)
    return (
        f"{claim.stage} {claim.kind} {', '.join(who)} {claim.day} ({claim.confidence}) "
        f"“{claim.sentence[:150]}”"
    )


def _names_by_slug(book) -> dict[str, list[str]]:
    return {facts.slug: [name for _, name in facts.names] for facts in book.people.values()}


def _same_people(claim, gold: GoldMeeting, book, names) -> bool:
    """Whether a claim names exactly the gold's participants; whoever was present may be."""
    found = [
        (facts.slug, [n for _, n in facts.names]) for facts in map(book.people.get, claim.people)
    ]
    found += [(f"={name}", [name]) for name in claim.others]
    left = list(found)
    for wanted in gold.people:
        match = next((each for each in left if _is_person(wanted, each)), None)
        if match is None:
            return False
        left.remove(match)
    return all(any(_is_person(each, rest) for each in gold.present) for rest in left)


def _is_person(wanted: str, found: tuple[str, list[str]]) -> bool:
    slug, names = found
    if not wanted.startswith("="):
        return wanted == slug
    last = _stem(wanted[1:].split()[-1])
    return any(last in {_stem(word) for word in name.split()} for name in names)


def _stem(word: str) -> str:
    return re.sub(r"[аеиоуыэюяйь]+$", "", word.lower().replace("ё", "е").replace("э", "е"))[:6]


# --- Grouping -----------------------------------------------------------------------------


def measure_grouping(part: str, book, faults: int) -> None:
    """Pairs of articles said to be on one meeting, against the gold's; all groups at once.

    Once from what was read out of the articles, once from the gold's own statements, which
    shows grouping by itself.
    """
    from archive.meetings.cluster import clusters_of

    articles = list(group_articles(part))
    places = _places(book)
    # Optional meetings are neither asked nor punished.
    gold = defaultdict(set)
    neutral = defaultdict(set)
    for number, article in enumerate(articles):
        for each in article.gold:
            (neutral if each.optional else gold)[each.id].add(number)
    wanted = _pairs(gold.values())
    ignored = _pairs(gold[id] | neutral[id] for id in neutral) - wanted
    for what, statements in (
        ("end to end", _found_statements(articles, book)),
        ("gold statements", _gold_statements(articles, book)),
    ):
        groups = clusters_of(statements, places).groups
        found = _pairs({each.article for each in group} for group in groups) - ignored
        score = Score(len(found & wanted), len(found - wanted), len(wanted - found))
        print(
            f"{'groups ' + part:22}{'pairs, ' + what:24}{score.size:>6}"
            f"{score.precision:>8.3f}{score.recall:>8.3f}{score.f1:>8.3f}",
            flush=True,
        )
        if faults:
            for sort, pairs in (("joined wrongly", found - wanted), ("missed", wanted - found)):
                for a, b in sorted(pairs):
                    print(f"    {sort}: {articles[a].name} + {articles[b].name}")


def _pairs(groups: Iterable[set[int]]) -> set[tuple[int, int]]:
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def _places(book) -> dict[int, Any]:
    from archive.meetings.likeness import Place
    from archive.models import Location

    columns = Location.objects.values_list("pk", "kind", "country_id", "latitude", "longitude")
    return {pk: Place(*facts) for pk, *facts in columns}


def _found_statements(articles: Sequence[Article], book) -> list:
    return [
        _statement(number, article, claim, book)
        for number, article in enumerate(articles)
        for claim in claims_in(article, book)
    ]


def _gold_statements(articles: Sequence[Article], book) -> list:
    from archive.meetings.claims import Claim
    from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage

    people = {facts.slug: id for id, facts in book.people.items()}
    places = {facts.slug: id for id, facts in book.places.items()}
    statements = []
    for number, article in enumerate(articles):
        for each in article.gold:
            if each.optional:
                continue
            told = each.day != article.published_on
            claim = Claim(
                kind=next(kind for kind in MeetingKind if kind in each.kinds),
                people=frozenset(people[slug] for slug in each.people if slug in people),
                others=tuple(sorted(slug[1:] for slug in each.people if slug[0] == "=")),
                day=each.day,
                place=places.get(each.place or ""),
                stage=Stage(each.stage),
                precision=DatePrecision(each.precision),
                basis=DateBasis.DATE if told else DateBasis.PUBLICATION,
            )
            statements.append(_statement(number, article, claim, book))
    return statements


def _statement(number: int, article: Article, claim, book):
    from archive.meetings.claims import Statement
    from archive.meetings.likeness import words_of

    return Statement(
        key=f"{article.name} {sorted(claim.people)} {claim.day} {claim.kind} {claim.stage}",
        claim=claim,
        article=number,
        outlet=number,
        language=article.language,
        published_on=article.published_on,
        words=words_of(article.title, claim.sentence),
    )


# --- Wikinews, and many claims ------------------------------------------------------------


def measure_wikinews(corpus: Path, book) -> None:
    """NEREL's meeting events with two or more known people: how many are found.

    Recall alone: the corpus marks words, not all meetings of an article, and has no dates.
    """
    found = size = 0
    for row in rows_of(corpus / "wikinews_ru" / "gold.jsonl.gz"):
        wanted = _nerel_meetings(row)
        if not wanted:
            continue
        title, _, body = row["text"].partition("\n")
        article = Article(str(row["id"]), "ru", title, body, _published(corpus, row))
        claims = claims_in(article, book)
        for people in wanted:
            size += 1
            for claim in claims:
                names = [n for id in claim.people for _, n in book.people[id].names]
                names += claim.others
                stems = {_stem(word) for name in names for word in name.split()}
                if all(_stem(name.split()[-1]) in stems for name in people):
                    found += 1
                    break
    print(f"{'wikinews_ru':22}{'both people found':18}{size:>6}{'':8}{found / (size or 1):>8.3f}")


def _published(corpus: Path, row: dict[str, Any]) -> datetime.date:
    content = (corpus / "wikinews_ru" / row["file"]).read_text(encoding="utf-8")
    match = PUBLISHED.search(content)
    # Some of them have no date.
    return datetime.datetime.fromisoformat(match[1] if match else "2010-01-01").date()


def _nerel_meetings(row: dict[str, Any]) -> list[list[str]]:
    """The people of each event that is a meeting, where there are two or more."""
    meetings = []
    for event in row["events"]:
        taking_part = [row["entities"][number] for number in event.get("participants", ())]
        people = {e.get("norm") or e["text"] for e in taking_part if e["type"] == "PERSON"}
        if event["meeting"] and len(people) >= 2:
            meetings.append(sorted(people))
    return meetings


def measure_many(book) -> None:
    """Group many claims from nothing, and one more into them."""
    from archive.meetings.cluster import clusters_of

    statements = many_statements(CLAIMS_TIMED)
    started = time.perf_counter()
    groups = clusters_of(statements, {}).groups
    seconds = time.perf_counter() - started
    print(f"{CLAIMS_TIMED} claims grouped from nothing: {seconds:.1f} s, {len(groups)} meetings")


def many_statements(number: int) -> list:
    """Claims as ten years of an archive would have them: few pairs meet often, most rarely."""
    from archive.meetings.claims import Claim, Statement
    from archive.models.choices import DateBasis, MeetingKind

    chance = random.Random(4)
    people = range(1, 201)
    weights = [1 / rank for rank in people]
    statements = []
    while len(statements) < number:
        pair = frozenset(chance.choices(people, weights, k=2))
        day = datetime.date(2014, 1, 1) + datetime.timedelta(chance.randrange(3650))
        kind = chance.choice([MeetingKind.TALKS, MeetingKind.TALKS, MeetingKind.PHONE_CALL])
        place = None if kind == MeetingKind.PHONE_CALL else chance.randrange(1, 30)
        for outlet in range(chance.randint(1, 6)):
            late = chance.choice([0, 0, 1])
            claim = Claim(
                kind=kind,
                people=pair,
                day=day + datetime.timedelta(late),
                place=place if chance.random() < 0.7 else None,
                basis=DateBasis.PUBLICATION if late else DateBasis.DATE,
            )
            key = f"{len(statements):06}"
            statements.append(Statement(key, claim, len(statements), outlet, "ru", claim.day))
    return statements[:number]


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
