"""Meetings read out of title and lead, without a database."""

import datetime

import pytest

from archive.extraction.read import LinkedMention
from archive.meetings.dates import day_spoken_of
from archive.meetings.detect import claims_of

PEOPLE = {
    "Токаев": 1,
    "Путин": 2,
    "Мирзиёев": 3,
    "Песков": 4,
    "Тоқаев": 1,
    "Tokayev": 1,
    "Putin": 2,
}
CITIES = {"Омск": 10, "Москв": 11, "Омбы": 10, "Omsk": 10, "Сочи": 12}
DAY = datetime.date(2019, 11, 7)  # a Thursday


def mentions(text, field, names, kind):
    found = []
    for name, number in names.items():
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            while end < len(text) and text[end].isalpha():
                end += 1
            found.append(LinkedMention(field, at, end, text[at:end], kind, number, 0.9))
            at = text.find(name, end)
    return sorted(found, key=lambda mention: mention.start)


def claims(title, body="", language="ru", published_on=DAY):
    people = mentions(title, "title", PEOPLE, "person") + mentions(body, "body", PEOPLE, "person")
    cities = mentions(title, "title", CITIES, "location")
    cities += mentions(body, "body", CITIES, "location")
    return claims_of(title, body, language, published_on, people, cities)


@pytest.mark.parametrize(
    ("title", "kind", "place"),
    [
        ("Токаев и Путин провели переговоры в Омске", "talks", 10),
        ("Состоялась встреча Токаева с Путиным", "talks", None),
        ("Путин принял Токаева в Москве", "reception", 11),
        ("Токаев и Путин поговорили по телефону", "phone-call", None),
        ("Токаев и Путин встретились по видеосвязи", "video-call", None),
        ("Токаев прибыл с визитом к Путину в Омск", "visit", 10),
        ("Токаев и Путин приняли участие в саммите в Сочи", "summit", 12),
        ("Токаев и Путин подписали договор", "signing", None),
    ],
)
def test_a_headline_tells_kind_people_place_and_day(title, kind, place):
    (claim,) = claims(title)
    assert (claim.kind, claim.people, claim.place, claim.day) == (
        kind,
        frozenset({1, 2}),
        place,
        DAY,
    )


def test_kazakh_and_english_leads_are_read():
    (kazakh,) = claims(
        "Тоқаев Путинмен кездесті",
        "Тоқаев Омбыда Путинмен келіссөз жүргізді.",
        language="kk",
    )
    assert (kazakh.kind, kazakh.people, kazakh.place) == ("talks", frozenset({1, 2}), 10)
    (english,) = claims("Tokayev and Putin held talks in Omsk", language="en")
    assert (english.kind, english.people, english.place) == ("talks", frozenset({1, 2}), 10)


@pytest.mark.parametrize(
    "title",
    [
        "Токаев и Путин встретятся в Омске",
        "Переговоры Токаева и Путина пройдут в Омске",
        "Переговоры Токаева и Путина отменены",
        "Токаев поздравил Путина телеграммой с днём рождения",
        "Tokayev and Putin will meet in Omsk",
        "Тоқаев пен Путин ертең кездеседі",
        "Токаев и Путин – биографии",
        "Токаев провёл совещание в Омске",
        "Мирзиёев предложил Путину переговоры",
        "Путин отказался от переговоров с Токаевым",
        "Встреча Путина и Токаева сорвалась",
        "Встречи Путина и Токаева не будет",
        "Переговоры Путина и Токаева перенесены",
        "В Москве готовят переговоры Путина и Токаева",
        "Стало известно, когда встретятся Путин и Токаев",
        "Путин и Токаев договорились о встрече в Омске",
        "Если бы Путин встретился с Токаевым, мир был бы иным",
        "Напомним, ранее Путин и Токаев встретились в Омске",
        "В 2015 году Путин встретился с Токаевым в Москве",
        "Мирзиёев прокомментировал встречу Путина и Токаева",
        "Путин подписал указ о награждении Токаева",
        "Tokayev rejects talks with Putin",
        "Tokayev calls for summit with Putin",
        "Putin and Tokayev agreed to hold talks",
        "Тоқаев Путинмен кездесуге дайын",
        "Тоқаев пен Путиннің кездесуі кейінге қалдырылды",
    ],
)
def test_what_was_not_held_is_no_meeting(title):
    assert claims(title) == []


def test_who_only_speaks_of_the_meeting_did_not_take_part():
    (claim,) = claims("Обзор дня", "Токаев встретился с Путиным в Омске, сообщил Песков.")
    assert claim.people == frozenset({1, 2})


def test_whom_a_meeting_was_about_did_not_take_part():
    (claim,) = claims("Беседа", "Путин и Токаев обсудили по телефону встречу с Мирзиёевым.")
    assert claim.people == frozenset({1, 2})


def test_a_headline_without_a_verb_waits_for_the_text_to_confirm_it():
    (alone,) = claims("Переговоры Токаева и Путина")
    (confirmed,) = claims("Переговоры Токаева и Путина", "Токаев встретился с Путиным в Омске.")
    assert alone.confidence < 0.7 <= confirmed.confidence


def test_a_visit_alone_waits_for_staff():
    (claim,) = claims("Токаев прибыл с визитом к Путину в Омск")
    assert claim.confidence < 0.7


def test_the_one_other_name_before_completes_a_sentence():
    (claim,) = claims(
        "Первый зарубежный визит Токаева", "Токаев прилетел в Москву. Его принял Путин."
    )
    assert (claim.people, claim.kind) == (frozenset({1, 2}), "reception")


def test_the_name_in_the_title_completes_the_lead():
    (claim,) = claims(
        "Переговоры Токаева и Путина", "Путин встретился с президентом Казахстана в Омске."
    )
    assert claim.people == frozenset({1, 2})
    assert claim.place == 10


def test_one_person_is_no_meeting():
    assert claims("Токаев провёл переговоры в Омске") == []


def test_a_meeting_long_past_is_background():
    assert claims("Итоги года", "Токаев и Путин встретились 3 апреля 2018 года в Москве.") == []


def test_an_undated_article_needs_a_full_date_in_the_sentence():
    assert claims("Токаев и Путин провели переговоры", published_on=None) == []
    (claim,) = claims(
        "Переговоры",
        "Токаев и Путин провели переговоры в Омске 7 ноября 2019 года.",
        published_on=None,
    )
    assert claim.day == DAY


def test_two_meetings_of_different_people_are_two():
    found = claims(
        "Токаев и Путин провели переговоры",
        "Токаев и Путин провели переговоры. Затем Токаев встретился с Мирзиёевым.",
    )
    assert {claim.people for claim in found} == {frozenset({1, 2}), frozenset({1, 3})}


def test_a_claim_says_why_it_is_believed():
    (claim,) = claims("Токаев и Путин провели переговоры в Омске")
    assert claim.sentence == "Токаев и Путин провели переговоры в Омске"
    assert "title speaks of talks" in claim.reasons
    assert "day of publication" in claim.reasons


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Встреча прошла 6 ноября.", "2019-11-06"),
        ("Встреча прошла 6 ноября 2019 года.", "2019-11-06"),
        ("Встреча прошла в среду.", "2019-11-06"),
        ("Встреча прошла в четверг.", "2019-11-07"),
        ("Встреча прошла вчера.", "2019-11-06"),
        ("They met on November 6, 2019.", "2019-11-06"),
        ("They met on 6 November.", "2019-11-06"),
        ("They met on Wednesday.", "2019-11-06"),
        ("Кездесу 6 қарашада өтті.", "2019-11-06"),
        ("2019 жылғы 6 қарашада өтті.", "2019-11-06"),
        ("Кездесу кеше өтті.", "2019-11-06"),
    ],
)
def test_a_sentence_tells_its_day(sentence, day):
    found = day_spoken_of(sentence, DAY)
    assert found is not None
    assert found[0].isoformat() == day


@pytest.mark.parametrize(
    "sentence",
    ["Встреча прошла.", "Встреча прошла 31 февраля.", "Это было 3 апреля 2001 года.", "№ 45 мая"],
)
def test_a_sentence_without_a_near_day_tells_none(sentence):
    assert day_spoken_of(sentence, DAY) is None


def test_a_date_at_the_turn_of_the_year_is_of_the_year_nearest():
    assert day_spoken_of("Встреча прошла 31 декабря.", datetime.date(2020, 1, 2)) == (
        datetime.date(2019, 12, 31),
        "date",
    )
