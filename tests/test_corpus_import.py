"""Real articles that nobody here wrote go in: all of them, with what they say."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import make_putin, make_tokayev

from archive.extraction import EXTRACTOR
from archive.importing.parse import ParsedArticle, parse_article
from archive.importing.read import article_files
from archive.importing.run import import_files
from archive.models import Article, ImportBatch, Mention

pytestmark = pytest.mark.corpus

SETS = ["kremlin_ru", "wikinews_ru"]


def counted(corpus: Path) -> dict[str, int]:
    """The number of articles of each set, as those who made the corpus counted them."""
    with (corpus / "COUNTS.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["what"]: int(row["count"]) for row in csv.DictReader(stream)}
    return {name: rows[name] for name in SETS}


def articles_of(folder: Path) -> Iterator[ParsedArticle]:
    return (parse_article(file.read()) for file in article_files([folder]))


@pytest.mark.django_db
def test_the_whole_corpus_goes_in_and_a_second_time_changes_nothing(corpus):
    # Two names that most of these pages hold; all of them would take half a minute to load.
    make_putin(), make_tokayev()
    folders = [corpus / "seed", *(corpus / name / "md" for name in SETS)]
    number = 1 + sum(counted(corpus).values())

    def run() -> dict[str, int]:
        batch = ImportBatch.objects.create(source="the corpus")
        return import_files(article_files(folders), batch)

    assert run() == {"created": number, "changed": 0, "same": 0, "failed": 0}
    assert Article.objects.filter(extractor=EXTRACTOR).count() == number
    assert Mention.objects.values("article").distinct().count() > 100
    for article in Article.objects.prefetch_related("mentions"):
        for mention in article.mentions.all():
            text = getattr(article, mention.field)
            assert text[mention.start : mention.end] == mention.surface
    rows = list(Article.objects.order_by("pk").values_list())
    assert run() == {"created": 0, "changed": 0, "same": number, "failed": 0}
    assert list(Article.objects.order_by("pk").values_list()) == rows


def test_each_set_holds_as_many_different_articles_as_were_counted(corpus):
    for name, number in counted(corpus).items():
        articles = list(articles_of(corpus / name / "md"))
        assert len({article.original_url for article in articles}) == number
        assert {article.language for article in articles} == {"ru"}
        assert not any(article.notes for article in articles)


def test_pages_of_the_kremlin_keep_moscow_time(corpus):
    articles = list(articles_of(corpus / "kremlin_ru" / "md"))
    assert {article.utc_offset_minutes for article in articles} == {180}
    assert {article.published_at.year for article in articles} == {2025}


def test_pages_of_wikinews_are_undated(corpus):
    assert {article.published_at for article in articles_of(corpus / "wikinews_ru" / "md")} == {
        None
    }


def test_the_article_the_format_was_taken_from_reads_whole(corpus):
    [article] = articles_of(corpus / "seed")
    assert article.title == "Токаев и Путин провели переговоры в Омске"
    assert article.published_at.isoformat() == "2019-11-07T15:15:00+00:00"
    assert (article.author, article.outlet, article.language) == ("", "Tengrinews.kz", "ru")
    assert article.original_url.startswith("https://tengrinews.kz/")
    assert article.body.startswith("Состоялась встреча")
    assert article.body.endswith("заметил Путин.")
    assert article.notes == []
