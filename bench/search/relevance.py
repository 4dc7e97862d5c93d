"""Relevance: known items of real corpora, found again by words of what was withheld from them.

    python -m bench.search.relevance FOLDER        (the folder of public corpora)

Each article with three sentences and more is stored twice: without its title, and without its
first sentence. What was withheld gives the questions: three to five of its words, drawn by chance,
as they are written and in their order. Drawn are words of four letters and more that the rest of
the article has as well, in whatever case or form: by the Russian dictionary, or for words it does
not know, most of them names, by the same first six letters. So neither side is asked for what is
not there.

The project answers as its search box does, links to people and places included. Beside it stands
plain BM25 over title and text in one field, words cut to six letters: all words asked for, and any
of them. Right is the article itself, at the first place or among the first ten.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import tantivy
from razdel import sentenize
from tantivy import Occur, Query

from bench.__main__ import scratch_database
from bench.corpora import rows_of
from bench.search.times import heading, line

CORPORA = ("kremlin_ru", "wikinews_ru")
FEWEST_SENTENCES = 3
FEWEST_WORDS, MOST_WORDS, SHORTEST_WORD = 3, 5, 4
# Questions of each article.
DRAWS = 3
STEM = 6
LOOKED_AT = 10
# The title of an article without one: a title is demanded, and this has no words.
NO_TITLE = "…"


@dataclass(frozen=True)
class Item:
    """An article as it is stored, and what was withheld from it."""

    url: str
    title: str
    body: str
    withheld: str


@dataclass(frozen=True)
class Score:
    """Shares of the questions whose article came first or among ten; mean of 1 / rank."""

    first: float
    among_ten: float
    reciprocal: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search.relevance")
    parser.add_argument("folder", type=Path, help="the folder of public corpora")
    folder = parser.parse_args().folder
    connection = scratch_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)

    from archive.authority.load import load_authority

    load_authority()
    articles = list(read_articles(folder))
    heading("relevance", "questions", "at 1", "at 10", "1 / rank")
    measure("title withheld", [without_title(each) for each in articles if each.title])
    measure("first sentence withheld", [without_lead(each) for each in articles])
    connection.close()


def measure(name: str, items: list[Item]) -> None:
    """Store the items, ask for each, print how often each system finds it."""
    from archive.search import indexer

    ids = store(items)
    indexer.rebuild()
    plain = PlainIndex(items)
    questions = [
        (item, query) for item in items for query in queries(item, random.Random(item.url))
    ]
    answers: dict[str, Callable[[str], list[str]]] = {
        "as the box": lambda query: [ids[pk] for pk in ask_the_archive(query)],
        "BM25, all words": lambda query: plain.find(query, Occur.Must),
        "BM25, any word": lambda query: plain.find(query, Occur.Should),
    }
    for system, found in answers.items():
        score = score_of([_rank(item.url, found(query)) for item, query in questions])
        line(
            f"{name.split()[0]}: {system}",
            f"{len(questions):,}",
            *(f"{each:.3f}" for each in (score.first, score.among_ten, score.reciprocal)),
        )


# --- Items --------------------------------------------------------------------------------


def read_articles(folder: Path) -> Iterator[Item]:
    """The articles of the corpora that have sentences enough; nothing is withheld yet."""
    from archive.importing.parse import parse_article

    for corpus in CORPORA:
        for path in sorted((folder / corpus / "md").glob("*.md")):
            parsed = parse_article(path.read_bytes())
            yield from _if_long(Item(path.name, parsed.title, parsed.body, ""))
    for row in rows_of(folder / "factrueval_dev" / "gold.jsonl.gz"):
        yield from _if_long(Item(row["id"], row["title"] or "", row["text"], ""))


def _if_long(item: Item) -> Iterator[Item]:
    if len(list(sentenize(item.body))) >= FEWEST_SENTENCES:
        yield item


def without_title(item: Item) -> Item:
    return replace(item, title=NO_TITLE, withheld=item.title)


def without_lead(item: Item) -> Item:
    lead, following = list(sentenize(item.body))[:2]
    return replace(
        item, title=item.title or NO_TITLE, body=item.body[following.start :], withheld=lead.text
    )


def queries(item: Item, chance: random.Random) -> Iterator[str]:
    """Questions for an item; none where it shares too few words with what was withheld."""
    words = shared_words(item)
    if len(words) < FEWEST_WORDS:
        return
    for _ in range(DRAWS):
        count = min(chance.randint(FEWEST_WORDS, MOST_WORDS), len(words))
        chosen = sorted(chance.sample(range(len(words)), count))
        yield " ".join(words[at] for at in chosen)


def shared_words(item: Item) -> list[str]:
    """The words of what was withheld, as written, that the rest has in some form."""
    from archive.extraction.dictionary import forms_of_word, is_known
    from archive.text import fold, words_of

    rest = {word.folded for word in words_of(f"{item.title} {item.body}")}
    stems = {word[:STEM] for word in rest}
    found: dict[str, str] = {}
    for word in words_of(item.withheld):
        is_a_word = len(word.folded) >= SHORTEST_WORD and word.folded.isalpha()
        if not is_a_word:
            continue
        if is_known(word.folded):
            is_shared = not rest.isdisjoint(fold(form) for form in forms_of_word(word.folded))
        else:
            is_shared = word.folded[:STEM] in stems
        if is_shared:
            found.setdefault(word.folded, item.withheld[word.start : word.end])
    return list(found.values())


def _rank(url: str, found: list[str]) -> int | None:
    return found.index(url) + 1 if url in found else None


def score_of(ranks: list[int | None]) -> Score:
    found = [rank for rank in ranks if rank]
    return Score(
        sum(rank == 1 for rank in found) / len(ranks),
        len(found) / len(ranks),
        sum(1 / rank for rank in found) / len(ranks),
    )


# --- The two sides ------------------------------------------------------------------------


def store(items: list[Item]) -> dict[int, str]:
    """Store the items alone, read as an import reads them; answers the url of each id."""
    from django.db import transaction

    from archive.importing.parse import ParsedArticle
    from archive.importing.store import store
    from archive.models import Article, ImportBatch
    from archive.text import language_of, normalise
    from archive.understanding import delete_articles, understand

    delete_articles(Article.objects.all())
    batch = ImportBatch.objects.create(source="relevance")
    ids = {}
    for item in items:
        body = normalise(item.body)
        parsed = ParsedArticle(
            title=normalise(item.title)[:1000],
            body=body,
            author="",
            outlet="Corpus",
            original_url=f"https://corpus.example.org/{item.url}",
            published_at=None,
            language=language_of(body),
        )
        with transaction.atomic():
            article, _ = store(parsed, batch)
            understand(article)
        ids[article.pk] = item.url
    return ids


def ask_the_archive(query: str) -> list[int]:
    """The ids of the first articles found, as the search page would have them."""
    from django.http import QueryDict

    from archive.search import ask
    from archive.search.filters import ArticleFilter

    parameters = QueryDict(mutable=True)
    parameters["q"] = query
    return ask.find(ArticleFilter(parameters).question, LOOKED_AT).ids


class PlainIndex:
    """BM25 over the first six letters of words, and nothing else."""

    def __init__(self, items: list[Item]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("number", fast=True)
        self.schema = builder.build()
        self.urls = [item.url for item in items]
        index = tantivy.Index(self.schema)
        writer = index.writer(num_threads=1)
        for number, item in enumerate(items):
            document = tantivy.Document()
            document.add_text("text", " ".join(plain_stems(f"{item.title} {item.body}")))
            document.add_unsigned("number", number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def find(self, query: str, occur: Occur) -> list[str]:
        """The urls of the first articles with all words, or with any."""
        terms = [
            (occur, Query.term_query(self.schema, "text", stem)) for stem in plain_stems(query)
        ]
        hits = self.searcher.search(Query.boolean_query(terms), limit=LOOKED_AT).hits
        addresses = [address for _, address in hits]
        numbers = self.searcher.fast_field_values("number", addresses) if addresses else []
        return [self.urls[int(number or 0)] for number in numbers]


def plain_stems(text: str) -> list[str]:
    from archive.text import words_of

    return [word.folded[:STEM] for word in words_of(text)]


if __name__ == "__main__":
    main()
