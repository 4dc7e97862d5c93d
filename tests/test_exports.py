"""Exports: every article that answers a question, as a table or as lines of JSON."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from making import make_article
from reading import lines, make_many, table, text_of

from archive.models import Article, Outlet


def test_a_table_has_a_row_for_every_article_however_many(client, small, indexed):
    make_many(small, 1_050)
    indexed()
    with CaptureQueriesContext(connection) as captured:
        rows = table(client.get("/search/export.csv"))
    # Five hundred at a time: a million are never in memory together.
    assert len([query for query in captured if 'FROM "archive_article"' in query["sql"]]) == 3
    assert len(rows) == len({row["id"] for row in rows}) == 1_058
    expected = Article.objects.newest_first().values_list("pk", flat=True)
    assert [int(row["id"]) for row in rows] == list(expected)
    assert len(lines(client.get("/search/export.ndjson?q=слово"))) == 1_050


def test_a_table_says_what_is_known_of_an_article(client, small):
    article = small.omsk_2019[-1]
    answer = client.get("/search/export.csv?language=ru&outlet=primer-novosti&q=жители")
    assert answer["Content-Disposition"] == 'attachment; filename="articles.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = {row["id"]: row for row in table(answer)}
    assert rows[str(article.pk)] == {
        "id": str(article.pk),
        "title": "Токаев и Путин в Омске: что говорят жители",
        "published_at": "2019-11-07T09:15:00+00:00",
        "outlet": "Пример-Новости",
        "language": "ru",
        "people": "Kassym-Jomart Tokayev; Vladimir Putin",
        "places": "Omsk",
        "original_url": article.original_url,
        "address": f"http://127.0.0.1:8000{article.get_absolute_url()}",
    }


def test_a_table_of_nothing_has_its_heading(client, small):
    answer = client.get("/search/export.csv?q=небывальщина")
    text = text_of(answer)
    assert text.startswith("\ufeffid,title,published_at,")
    assert text.count("\r\n") == 1
    assert lines(client.get("/search/export.ndjson?q=небывальщина")) == []


@pytest.mark.parametrize("first", ["=", "+", "-", "@"])
def test_a_cell_is_never_a_formula_to_a_spreadsheet(client, small, indexed, first):
    article = make_article(
        f'{first}HYPERLINK("http://evil.example/","нажмите")', outlet=f"{first}A"
    )
    small.tokayev.name_en = f"{first}cmd"
    small.tokayev.save()
    indexed()
    rows = {int(row["id"]): row for row in table(client.get("/search/export.csv"))}
    assert rows[article.pk]["title"] == f"'{article.title}"
    assert rows[article.pk]["outlet"] == f"'{first}A"
    assert rows[small.omsk_2019[0].pk]["people"].startswith(f"'{first}cmd")
    # Data for programs stays as it is.
    plain = {row["id"]: row for row in lines(client.get("/search/export.ndjson"))}
    assert plain[article.pk]["title"] == article.title


def test_commas_quotes_and_line_ends_stay_in_their_cell(client, small, indexed):
    outlet = Outlet.objects.create(name='a "b", c\nd', slug="odd")
    article = small.omsk_2019[0]
    article.title, article.outlet = 'Он сказал: "Нет", и, уходя; да', outlet
    article.save()
    indexed()
    rows = {int(row["id"]): row for row in table(client.get("/search/export.csv"))}
    assert rows[article.pk]["title"] == article.title
    assert rows[article.pk]["outlet"] == outlet.name


def test_a_line_of_json_is_the_row_of_the_api(client, small):
    answer = client.get("/search/export.ndjson?leader=vladimir-putin")
    assert answer["Content-Type"] == "application/x-ndjson; charset=utf-8"
    rows = client.get("/api/v1/articles/?leader=vladimir-putin&sort=newest").json()["results"]
    assert lines(answer) == rows


def test_an_export_is_sent_as_it_is_read(client, small):
    assert client.get("/search/export.csv").streaming
    assert client.get("/search/export.ndjson").streaming
