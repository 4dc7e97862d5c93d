"""From a stored article to people, places and meetings as rows."""

import pytest

from archive.authority.names import renew_forms
from archive.extraction.stored import current_namebook
from archive.importing.parse import parse_article
from archive.importing.store import store
from archive.meetings.decisions import confirm, edit, reject
from archive.models import Coverage, Event, Mention, NameForm
from archive.understanding import understand, waiting_articles
from tests.making import (
    article_text,
    make_article,
    make_batch,
    make_office,
    make_omsk,
    make_person,
    make_place,
    make_putin,
    make_russia,
    make_tokayev,
)

pytestmark = pytest.mark.django_db

OMSK_LEAD = (
    "Состоялась встреча Владимира Путина с Касым-Жомартом Токаевым, прибывшим в Омск "
    "для участия в форуме. Токаев осмотрел город."
)


@pytest.fixture
def omsk():
    return make_omsk(make_russia())


@pytest.fixture
def leaders():
    return make_tokayev(), make_putin()


def test_an_article_on_talks_yields_the_meeting(leaders, omsk):
    article = make_article("Токаев и Путин провели переговоры в Омске", body=OMSK_LEAD)
    event = Event.objects.get()
    assert (event.kind, event.status, event.location) == ("talks", "published", omsk)
    assert event.starts_on.isoformat() == "2019-11-07"
    assert set(event.participants.all()) == set(leaders)
    assert [coverage.article for coverage in event.coverage.all()] == [article]


def test_mentions_say_where_the_words_stand(leaders, omsk):
    article = make_article("Токаев в Омске", body=OMSK_LEAD)
    for mention in article.mentions.all():
        assert getattr(article, mention.field)[mention.start : mention.end] == mention.surface


def test_understanding_twice_gives_the_same_rows(leaders, omsk):
    article = make_article("Токаев и Путин провели переговоры в Омске", body=OMSK_LEAD)

    def rows():
        return [
            list(model.objects.order_by("pk").values_list()) for model in (Mention, Event, Coverage)
        ]

    before = rows()
    article.extractor = ""
    assert understand(article)
    assert rows() == before


def test_articles_of_several_outlets_on_one_meeting_join(leaders, omsk):
    make_article("Токаев и Путин провели переговоры в Омске")
    make_article("Путин и Токаев встретились в Омске", outlet="Демо-Вестник")
    make_article("Тоқаев пен Путин Омбыда кездесті", published_at="2019-11-08T01:00:00+06:00")
    event = Event.objects.get()
    assert event.coverage.count() == 3


@pytest.mark.parametrize(
    ("title", "published_at"),
    [
        ("Токаев и Путин провели переговоры в Москве", "2019-11-07T10:00:00+06:00"),
        ("Токаев и Путин поговорили по телефону", "2019-11-07T10:00:00+06:00"),
        ("Токаев и Путин провели переговоры в Омске", "2019-11-20T10:00:00+06:00"),
        ("Токаев и Мирзиёев провели переговоры в Омске", "2019-11-07T10:00:00+06:00"),
    ],
    ids=["another city", "a call", "another day", "other people"],
)
def test_another_meeting_stays_apart(leaders, omsk, title, published_at):
    make_place("Moscow", name_ru="Москва", prominence=3, country=omsk.country)
    make_person("Shavkat Mirziyoyev", name_ru="Шавкат Мирзиёев")
    make_article("Токаев и Путин провели переговоры в Омске")
    make_article(title, published_at=published_at)
    assert Event.objects.count() == 2


def test_a_venue_and_its_city_are_one_place(leaders):
    russia = make_russia()
    make_place("Sochi", name_ru="Сочи", prominence=3, country=russia)
    make_place("Bocharov Ruchei", name_ru="Бочаров Ручей", kind="venue", country=russia)
    make_article("Токаев и Путин встретились в Сочи")
    make_article("Токаев и Путин провели переговоры в Бочаровом Ручье")
    make_article("Токаев и Путин провели переговоры в Бочаров Ручей")
    assert Event.objects.count() == 1


def test_the_kind_does_not_hang_on_which_article_came_first(leaders, omsk):
    titles = [
        "Токаев прибыл с визитом к Путину в Омск",
        "Токаев и Путин провели переговоры в Омске",
    ]
    kinds = []
    for order in (titles, titles[::-1]):
        Event.objects.all().delete()
        for title in order:
            make_article(title)
        kinds.append(Event.objects.get().kind)
    assert kinds == ["talks", "talks"]


def test_a_corrected_article_takes_its_meeting_along(leaders, omsk):
    def read(title):
        text = article_text(title, url="https://news.example.org/one")
        article, _ = store(parse_article(text.encode()), make_batch())
        understand(article)

    read("Токаев и Путин провели переговоры в Омске")
    assert Event.objects.count() == 1
    read("Токаев и Путин встретятся в Омске")
    assert Event.objects.count() == 0


def test_a_meeting_an_editor_touched_outlives_its_articles(leaders, omsk):
    article = make_article("Токаев и Путин провели переговоры в Омске")
    confirm(Event.objects.get(), None)
    article.title = "Погода в Омске"
    article.extractor = ""
    article.save()
    understand(article)
    assert Event.objects.get().is_edited


def test_a_rejected_meeting_stays_rejected_as_articles_come(leaders, omsk):
    make_article("Токаев и Путин провели переговоры в Омске")
    reject(Event.objects.get(), None)
    make_article("Путин и Токаев встретились в Омске")
    assert Event.objects.get().status == "rejected"


def test_an_unsure_claim_waits_for_staff(leaders, omsk):
    make_article("О погоде", body="Погода ясная. Дождя нет. Токаев и Путин подписали документ.")
    assert Event.objects.get().status == "suggested"


def test_a_text_the_extractor_breaks_on_is_stored_and_tried_once(leaders, caplog):
    article = make_article("Погода")
    # A date Python cannot go back from is a text no rule foresaw.
    article.title = "Токаев и Путин встретились вчера"
    article.published_at = "0001-01-01T00:00:00+00:00"
    article.extractor = ""
    article.save()
    assert understand(article) is False
    assert "could not be understood" in caplog.text
    assert not waiting_articles().exists()


def test_a_new_name_form_is_known_at_once():
    article = make_article("Приехал Эрдоған из столицы")
    assert not article.mentions.linked().exists()
    make_person("Recep Tayyip Erdogan", name_kk="Реджеп Тайип Ердоған", short_kk="Ердоған",
                aliases=(("kk", "Эрдоған"),))  # fmt: skip
    article.extractor = ""
    understand(article)
    assert article.mentions.linked().get().surface == "Эрдоған"


def test_an_editors_correction_of_a_meeting_holds_against_the_sentence_misread(leaders, omsk):
    moscow = make_place("Moscow", name_ru="Москва", prominence=3, country=omsk.country)
    article = make_article("Токаев и Путин провели переговоры в Омске")
    edit(Event.objects.get(), "location", moscow, None)
    edit(Event.objects.get(), "starts_on", "2019-10-01", None)
    article.extractor = ""
    article.save()
    understand(article)
    event = Event.objects.get()
    assert (event.location, event.starts_on.isoformat()) == (moscow, "2019-10-01")


def test_a_changed_office_is_known_to_the_next_reading(leaders):
    """The namebook is kept between articles; a change of any name, place or office renews it."""
    book = current_namebook()
    assert current_namebook() is book
    make_office(leaders[0])
    assert current_namebook() is not book


def test_renewed_forms_keep_what_was_written_about_a_name(omsk):
    NameForm.objects.create(
        location=omsk, text="Новоомск", key="новоомск", language="ru", script="cyrillic",
        valid_from="2024-01-01", needs_context=True,
    )  # fmt: skip
    renew_forms(omsk)
    made = NameForm.objects.get(text="Новоомске")
    assert (str(made.valid_from), made.needs_context, made.origin) == (
        "2024-01-01",
        True,
        "generated",
    )
    before = set(omsk.forms.values_list("text", flat=True))
    renew_forms(omsk)
    assert set(omsk.forms.values_list("text", flat=True)) == before
