"""The annotate command: texts in, names and meetings out, nothing stored."""

import io
import json

import pytest
from django.core.management import call_command

from archive.models import Article, Event, Mention
from tests.making import make_omsk, make_putin, make_russia, make_tokayev

pytestmark = pytest.mark.django_db


@pytest.fixture
def annotate(monkeypatch):
    """A call: lines in -> (annotated articles, what was said of faults, exit status)."""

    def annotated(*lines):
        out, errors, status = io.StringIO(), io.StringIO(), 0
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
        try:
            call_command("annotate", stdout=out, stderr=errors)
        except SystemExit as ended:
            status = ended.code
        return [json.loads(line) for line in out.getvalue().splitlines()], errors.getvalue(), status

    return annotated


def line(**fields):
    return json.dumps({"id": 1, "title": "", "text": ""} | fields, ensure_ascii=False)


def test_an_article_is_answered_as_the_contract_says(annotate):
    make_tokayev(), make_putin(), make_omsk(make_russia())
    (article,), errors, status = annotate(
        line(
            title="😀 Токаев и Путин провели переговоры в Омске",
            text="Касым-Жомарт Токаев встретился с Владимиром Путиным. Переводил Пётр Сидорчук.",
            published_at="2019-11-07T15:15:00+06:00",
        )
    )
    assert (errors, status, article["id"], article["language"]) == ("", 0, 1, "ru")
    by_surface = {each["surface"]: each for each in article["mentions"]}
    assert by_surface["Токаев"] == {
        "field": "title",
        "start": 2,
        "end": 8,
        "surface": "Токаев",
        "type": "person",
        "label": "Касым-Жомарт Токаев",
        "slug": "kassym-jomart-tokayev",
        "confidence": 0.95,
        "by": "name",
    }
    unknown = by_surface["Пётр Сидорчук"]
    assert (unknown["field"], unknown["label"], unknown["slug"]) == ("text", "Пётр Сидорчук", None)
    (event,) = article["events"]
    assert event["kind"] == "talks"
    assert {each["slug"] for each in event["participants"]} == {
        "kassym-jomart-tokayev",
        "vladimir-putin",
    }
    assert event["location"]["slug"] == "omsk"
    assert (event["date"], event["date_precision"]) == ("2019-11-07", "day")


def test_nothing_is_stored(annotate):
    make_tokayev()
    annotate(line(text="Приехал Касым-Жомарт Токаев."))
    assert not Article.objects.exists()
    assert not Mention.objects.exists()
    assert not Event.objects.exists()


def test_offsets_are_of_the_text_as_given(annotate):
    make_tokayev()
    text = "Приехал\xa0Касым-Жомарт\xa0Токаев вчера."
    (article,), _, _ = annotate(line(text=text))
    (mention,) = article["mentions"]
    assert text[mention["start"] : mention["end"]] == "Касым-Жомарт\xa0Токаев"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("oops", "not JSON"),
        ("[1]", "not an object"),
        ('{"title": "a", "text": "b"}', "no “id”"),
        (line(text=3), "text: not a text"),
        (line(published_at="yesterday"), "published_at: not an ISO time"),
        (line(language="de"), "language: one of ru, kk, en"),
    ],
)
def test_a_line_that_cannot_be_read_is_said_and_loses_nothing(annotate, bad, reason):
    articles, errors, status = annotate(line(id="first"), bad, line(id="last"))
    assert [each["id"] for each in articles] == ["first", "last"]
    assert errors.startswith("line 2: ")
    assert reason in errors
    assert status == 1
