"""Measure how well names are found, clustered and linked, how fast, and in how much memory.

    make bench-extraction ARGS="../shared/corpus"     (without a corpus: our own gold alone)
    make bench-extraction ARGS="../shared/corpus --faults 20"      lists the commonest faults

Our own gold (bench/gold/) is in two parts: rules may be written looking at "tuned"; "held" is
only measured. The public corpora were developed on. Works in a database of its own.
"""

import argparse
import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.__main__ import scratch_database
from bench.corpora import GoldText, factrueval, kaznerd, nerel
from bench.marked import GoldArticle, gold_articles
from bench.scores import BCubed, Score, add_overlaps, b_cubed, overlap

LANGUAGES = ("ru", "kk", "en")
PARTS = ("tuned", "held")
ARTICLE_CHARACTERS = 3000
ARTICLES_TIMED = 150


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="make bench-extraction")
    parser.add_argument("corpus", nargs="?", type=Path, help="the folder of public corpora")
    parser.add_argument("--faults", type=int, default=0, metavar="N")
    options = parser.parse_args(arguments)
    connection = scratch_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)

    from archive.authority.load import load_authority
    from archive.extraction.stored import current_namebook

    load_authority()
    table = Table(options.faults)
    book = current_namebook()
    if options.corpus:
        measure_corpora(options.corpus, book, table)
    measure_own(book, table)
    texts = timed_texts(options.corpus)
    connection.close()
    measure_speed(texts)


class Table:
    """The figures, a line each, and the commonest faults under it if asked for."""

    def __init__(self, faults: int) -> None:
        self.faults = faults
        print(f"{'measure':34}{'data':26}{'size':>7}{'P':>8}{'R':>8}{'F1':>8}")

    def add(self, measure: str, data: str, score: Score | BCubed) -> None:
        print(
            f"{measure:34}{data:26}{score.size:>7}"
            f"{score.precision:>8.3f}{score.recall:>8.3f}{score.f1:>8.3f}",
            flush=True,
        )
        if self.faults and isinstance(score, Score):
            for (sort, what), count in score.faults.most_common(self.faults):
                print(f"    {count:>4}  {sort}: {what}")


# --- The public corpora ------------------------------------------------------------------


def measure_corpora(corpus: Path, book, table: Table) -> None:
    sets = {
        "factRuEval dev": (factrueval(corpus), "ru"),
        "NEREL, wikinews_ru": (nerel(corpus), "ru"),
        "KazNERD valid": (kaznerd(corpus), "kk"),
    }
    for data, (texts, language) in sets.items():
        people, places = Score(), Score()
        for gold in texts:
            found = names_found(gold.text, language, book)
            add_overlaps(people, gold.text, gold.people, _of(found, "person"), gold.neutral_people)
            add_overlaps(
                places, gold.text, gold.places, _of(found, "location"), gold.neutral_places
            )
        table.add("persons found, overlap", data, people)
        table.add("places found, overlap", data, places)
    for data in ("factRuEval dev", "NEREL, wikinews_ru"):
        texts, _ = sets[data]
        table.add("clusters, B3, gold names", data, b_cubed(_clustered(texts)))
    table.add("leaders linked", "NEREL, wikinews_ru", leaders_in_nerel(sets, corpus, book))
    measure_kremlin(corpus, book, table)


def names_found(text: str, language: str, book) -> list[tuple[int, int, str, int | None]]:
    """Names of a text without title or date: start, end, kind, id."""
    from archive.extraction.read import NAME, read_names

    return [
        (each.start, each.end, each.kind, each.id)
        for each in read_names("", text, language, None, book)
        if each.basis == NAME
    ]


def _of(found: Iterable[tuple], kind: str) -> list[tuple]:
    return [each for each in found if each[2] == kind]


def _clustered(texts: Sequence[GoldText]):
    """Mention by mention the gold's person and our cluster, over the gold's own names."""
    from archive.extraction.clusters import clusters_of
    from archive.extraction.persons import taken_apart

    for gold in texts:
        people = [each for each in gold.people if each[2]]
        names = [taken_apart(gold.text, start, end, "ru") for start, end, _ in people]
        predicted = [0] * len(names)
        for number, cluster in enumerate(clusters_of(names)):
            for member in cluster.members:
                predicted[member] = number
        yield [who for _, _, who in people], predicted


def leaders_in_nerel(sets: dict, corpus: Path, book) -> Score:
    """Links to leaders against the corpus's Wikidata ids.

    An id is a leader's if the authority table says so by an English name, or if a name the
    corpus gives it is the full name of one leader and at least half of its full names are that
    leader's: some ids of the corpus are plainly another person's.
    """
    texts, _ = sets["NEREL, wikinews_ru"]
    leaders = _leaders_by_wikidata(texts, corpus, book)
    score = Score()
    for gold in texts:
        found = [each for each in names_found(gold.text, "ru", book) if each[2] == "person"]
        for start, end, _, id in found:
            marked = [each for each in gold.people if overlap((start, end), each)]
            if id is None or not marked or not marked[0][2]:
                continue
            if leaders.get(marked[0][2]) == id:
                score.right += 1
            else:
                score.wrong += 1
                score.faults["linked wrongly", gold.text[start:end]] += 1
        for name in gold.people:
            leader = leaders.get(name[2])
            links = [each[3] for each in found if overlap(each, name)]
            if leader is not None and leader not in links:
                score.missed += 1
                score.faults["not linked", gold.text[name[0] : name[1]]] += 1
    return score


def _leaders_by_wikidata(texts: Sequence[GoldText], corpus: Path, book) -> dict[str, int]:
    from archive.text import key_of

    def person_called(name: str) -> int | None:
        ids = {c.id for c in book.meaning(key_of(name)) if c.kind == "person"}
        return ids.pop() if len(ids) == 1 and " " in name else None

    surfaces: dict[str, list[str]] = {}
    for gold in texts:
        for start, end, who in gold.people:
            if who.startswith("Q"):
                surfaces.setdefault(who, []).append(gold.text[start:end])
    named: dict[str, list[str]] = {who: list(names) for who, names in surfaces.items()}
    with (corpus / "authority" / "leaders.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            named.setdefault(row["wikidata"], []).insert(0, row["name_en"])
    leaders = {}
    for who, names in named.items():
        id = next((id for name in names if (id := person_called(name)) is not None), None)
        if id is None:
            continue
        forms = [form for form in surfaces.get(who, []) if " " in form]
        fitting = [form for form in forms if any(c.id == id for c in book.meaning(key_of(form)))]
        if 2 * len(fitting) >= len(forms):
            leaders[who] = id
    return leaders


def measure_kremlin(corpus: Path, book, table: Table) -> None:
    """How many of the people and places that the site's editors tagged are found."""
    import json

    from archive.extraction.read import read_names
    from archive.importing.parse import parse_article
    from archive.text import key_of

    folder = corpus / "kremlin_ru"
    people, places = Score(), Score()
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = parse_article((folder / row["file"]).read_bytes())
        day = article.published_at.date() if article.published_at else None
        found = read_names(article.title, article.body, "ru", day, book)
        words: dict[str, set[str]] = {"person": set(), "location": set()}
        for each in found:
            words[each.kind] |= set(key_of(f"{each.surface} {each.label}").split())
        ids = {each.id for each in found}
        for score, kind, names in (
            (people, "person", row["editor_persons"]),
            (places, "location", row["editor_geo"]),
        ):
            for name in names:
                # Tags of people are "Surname Given Patronymic"; of countries whole names.
                is_linked = any(c.id in ids for c in book.meaning(key_of(name)) if c.kind == kind)
                if is_linked or key_of(name).split()[0] in words[kind]:
                    score.right += 1
                else:
                    score.missed += 1
                    score.faults["tagged, not found", name] += 1
    table.add("persons tagged by editors (R)", "kremlin_ru", people)
    table.add("places tagged by editors (R)", "kremlin_ru", places)


# --- Our own gold --------------------------------------------------------------------------


def measure_own(book, table: Table) -> None:
    for part in PARTS:
        for language in LANGUAGES:
            measure_part(
                gold_articles(part, language), f"own gold, {part}, {language}", book, table
            )


def measure_part(articles: list[GoldArticle], data: str, book, table: Table) -> None:
    from archive.extraction.read import NAME, read_names

    measures = ("persons", "places", "leaders", "places linked", "offices")
    scores = {name: Score() for name in measures}
    clusters = []
    for article in articles:
        text = article.text
        shift = {"title": 0, "body": len(article.title) + 2}
        found = [
            (shift[each.field] + each.start, shift[each.field] + each.end, each)
            for each in read_names(
                article.title, article.body, article.language, article.published_on, book
            )
        ]
        by_name = [each for each in found if each[2].basis == NAME]
        neutral = [(mark.start, mark.end) for mark in article.marks if mark.type in "OX"]
        for kind, type, names, linked in (
            ("person", "P", "persons", "leaders"),
            ("location", "L", "places", "places linked"),
        ):
            ours = [each for each in by_name if each[2].kind == kind]
            gold = [(m.start, m.end, m.who) for m in article.marks if m.type == type]
            add_overlaps(scores[names], text, gold, ours, neutral)
            add_links(scores[linked], text, gold, ours, neutral, kind, book)
            if kind == "person":
                clusters.append(_end_to_end(gold, ours))
        offices = [(m.start, m.end, m.who) for m in article.marks if m.type == "O"]
        add_links(
            scores["offices"], text, offices, [each for each in found if each not in by_name],
            [], "person", book,
        )  # fmt: skip
    table.add("persons found, overlap", data, scores["persons"])
    table.add("places found, overlap", data, scores["places"])
    table.add("leaders linked", data, scores["leaders"])
    table.add("places linked", data, scores["places linked"])
    table.add("offices linked to holders", data, scores["offices"])
    table.add("clusters, B3, names as found", data, b_cubed(clusters))


def add_links(
    score: Score,
    text: str,
    gold: Sequence[tuple],
    found: Sequence[tuple],
    neutral: Sequence[tuple],
    kind: str,
    book,
) -> None:
    """Count links to records against the slugs of the gold; "=" marks whom no data file has."""
    for start, end, mention in found:
        if mention.id is None:
            continue
        marked = [each for each in gold if overlap((start, end), each)]
        if marked and _is(mention.id, marked[0][2], kind, book):
            score.right += 1
        elif marked or not any(overlap((start, end), each) for each in neutral):
            score.wrong += 1
            score.faults["linked wrongly", text[start:end]] += 1
    for name in gold:
        if name[2].startswith("="):
            continue
        if not any(
            overlap((start, end), name)
            and mention.id is not None
            and _is(mention.id, name[2], kind, book)
            for start, end, mention in found
        ):
            score.missed += 1
            score.faults["not linked", text[name[0] : name[1]]] += 1


def _is(id: int, who: str, kind: str, book) -> bool:
    facts = book.people[id] if kind == "person" else book.places[id]
    if who.startswith("="):
        from archive.text import key_of

        return any(c.id == id and c.kind == kind for c in book.meaning(key_of(who[1:])))
    return facts.slug == who


def _end_to_end(gold: Sequence[tuple], found: Sequence[tuple]) -> tuple[list, list]:
    """Gold persons and ours, over the gold's mentions; one not found is a cluster of its own."""
    whos, ours = [], []
    for start, end, who in gold:
        mention = next((each[2] for each in found if overlap((start, end), each)), None)
        whos.append(who)
        ours.append((mention.id or mention.label) if mention else (start, end))
    return whos, ours


# --- Speed and memory ------------------------------------------------------------------------


def timed_texts(corpus: Path | None) -> list[str]:
    """Russian texts of 3,000 characters, cut from the corpus or from our own gold."""
    whole = "\n\n".join(
        [gold.text for gold in nerel(corpus)]
        if corpus
        else [article.text for part in PARTS for article in gold_articles(part, "ru")]
    )
    starts = range(0, len(whole) - ARTICLE_CHARACTERS, ARTICLE_CHARACTERS)
    return [whole[start : start + ARTICLE_CHARACTERS] for start in starts][:ARTICLES_TIMED]


def measure_speed(texts: list[str]) -> None:
    """In a process of its own: a worker that has read nothing yet."""
    import json

    worker = subprocess.run(
        [sys.executable, "-m", "bench.extraction", "--worker"],
        input=json.dumps(texts),
        env=os.environ,
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    print(worker.stdout, end="")


def worker() -> None:
    started = time.perf_counter()
    import datetime
    import json

    import django

    django.setup()
    from archive.extraction.read import read_names
    from archive.extraction.stored import current_namebook
    from archive.understanding import prepare

    prepare()
    cold = time.perf_counter() - started
    book = current_namebook()
    texts = json.load(sys.stdin)
    day = datetime.date(2017, 6, 1)
    speeds = []
    for _ in range(2):
        started_cpu = time.process_time()
        for text in texts:
            title, _, body = text.partition("\n")
            read_names(title, body, "ru", day, book)
        speeds.append(len(texts) / (time.process_time() - started_cpu))
    print(f"{'cold start of a worker':34}{'':26}{cold:>7.2f} s")
    print(
        f"{'articles a second, one core':34}{f'{ARTICLE_CHARACTERS} characters each':26}"
        f"{len(texts):>7}{speeds[0]:>8.1f} first, {speeds[1]:.1f} again (CPU time)"
    )
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    print(f"{'memory of a worker':34}{'resident':26}{pages * 4096 // 2**20:>7} MB")


if __name__ == "__main__":
    if sys.argv[1:] == ["--worker"]:
        worker()
    else:
        main(sys.argv[1:])
