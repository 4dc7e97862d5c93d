"""Meetings read out of Russian articles, with the names of the data files.

Kazakh and English have modules of their own; the sentences here are ours and of no gold.
"""

import datetime
import random
from pathlib import Path

import pytest

from archive.extraction.read import read_names
from archive.meetings.dates import day_told
from archive.meetings.detect import claims_of
from archive.models.choices import DateBasis, DatePrecision, Stage
from archive.text import language_of
from tests.namebook import whole_namebook

DAY = datetime.date(2019, 11, 7)  # a Thursday
T, P, M = "kassym-jomart-tokayev", "vladimir-putin", "shavkat-mirziyoyev"
CALL, TALKS = "phone-call", "talks"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return whole_namebook()


def claims(book, title, body="", language="ru", published_on=DAY):
    mentions = read_names(title, body, language, published_on, book)
    return claims_of(title, body, language, published_on, mentions, book)


def who(book, claim):
    return {book.people[id].slug for id in claim.people} | set(claim.others)


def held(book, *texts):
    return [claim for claim in claims(book, *texts) if claim.stage == Stage.HELD]


@pytest.mark.parametrize(
    ("sentence", "people", "kind"),
    [
        ("Токаев и Путин провели переговоры в Омске.", {T, P}, TALKS),
        ("Состоялась встреча Токаева с Путиным.", {T, P}, TALKS),
        ("В Кремле Владимир Путин принял Касым-Жомарта Токаева.", {T, P}, TALKS),
        ("Касым-Жомарт Токаев и Владимир Путин поговорили по телефону.", {T, P}, CALL),
        ("Состоялся телефонный разговор Путина с Президентом Узбекистана.", {P, M}, CALL),
        ("Токаев созвонился с президентом Узбекистана Шавкатом Мирзиёевым.", {T, M}, CALL),
        ("Токаев и Путин встретились по видеосвязи.", {T, P}, "video-call"),
        ("Президент Казахстана встретился с российским президентом.", {T, P}, TALKS),
        ("Президенты Казахстана и России обсудили в Омске торговлю.", {T, P}, TALKS),
        ("Путин побеседовал с узбекским коллегой Шавкатом Мирзиёевым.", {P, M}, TALKS),
        ("Между Токаевым и Мирзиёевым состоялась беседа.", {T, M}, TALKS),
        ("Токаев, который прилетел в Омск утром, встретился с Путиным.", {T, P}, TALKS),
        ("Переговоры Токаева и Путина завершились подписанием документов.", {T, P}, TALKS),
        ("Лидер Казахстана пообщался с Путиным на полях форума в Омске.", {T, P}, TALKS),
        (
            "Нурсултан Назарбаев, Владимир Путин и Александр Лукашенко провели саммит.",
            {"nursultan-nazarbayev", P, "alexander-lukashenko"},
            TALKS,
        ),
        ("Министры иностранных дел России и Турции провели встречу.",
         {"sergey-lavrov", "mevlut-cavusoglu"}, TALKS),
        ("Хозяин Белого дома встретился с Путиным.", {"donald-trump", P}, TALKS),
        ("Генсек ООН провёл переговоры с Токаевым.", {"antonio-guterres", T}, TALKS),
    ],
)  # fmt: skip
def test_a_sentence_tells_who_met_and_how(book, sentence, people, kind):
    (claim,) = held(book, "Новости дня", sentence)
    assert (who(book, claim), claim.kind) == (people, kind)
    assert claim.sentence == sentence
    assert claim.reasons
    assert set(claim.rules) == claim.people | set(claim.others)


@pytest.mark.parametrize(
    "sentence",
    [
        "Токаев поздравил Путина телеграммой с днём рождения.",
        "Токаев направил Путину письмо.",
        "Мирзиёев предложил Путину провести переговоры.",
        "Путин отказался от переговоров с Токаевым.",
        "Переговоры Путина и Токаева перенесены.",
        "Встреча Путина и Токаева сорвалась.",
        "Если бы Путин встретился с Токаевым, мир был бы иным.",
        "Напомним, ранее Путин и Токаев встретились в Омске.",
        "В 2015 году Путин встретился с Токаевым в Москве.",
        "Три года назад Токаев встретился с Путиным.",
        "Мирзиёев прокомментировал встречу Путина и Токаева.",
        "Путин готов встретиться с Токаевым.",
        "Токаев хотел бы встретиться с Путиным.",
        "В Кремле исключили встречу Путина с Токаевым.",
        "Токаев и Путин – биографии.",
        "Токаев провёл совещание в Омске.",
        "Токаев говорил о Путине с журналистами.",
        "Путин встретился с губернатором Омской области Александром Бурковым.",
        "Президент Касым-Жомарт Токаев принял премьер-министра Аскара Мамина.",
        "Токаев выступил на форуме, Путин прислал приветствие.",
        "Адвокат Трампа встретился с помощником Путина.",
        "Жена Токаева посетила музей.",
        "Встреча Токаева и Путина не состоялась.",
        "Токаев и Путин не встретились в Омске.",
        "Путин позвонил в студию.",
        "В Астане обсудили предложение Путина и ответ Токаева.",
        "Токаев встретится с Путиным, если позволит погода.",
        "Начался разговор: рядом с лидерами находились Сергей Лавров и Энтони Блинкен.",
        "С осени прошлого года Путин не виделся с Токаевым, тогда он принимал его в Сочи.",
    ],
)
def test_what_was_not_held_is_no_meeting(book, sentence):
    assert held(book, "Новости дня", sentence) == []


@pytest.mark.parametrize(
    ("sentence", "day", "precision"),
    [
        ("Токаев и Путин встретятся в Омске 9 ноября.", (2019, 11, 9), DatePrecision.DAY),
        ("Завтра Путин примет Токаева в Кремле.", (2019, 11, 8), DatePrecision.DAY),
        ("В субботу состоятся переговоры Токаева с Путиным.", (2019, 11, 9), DatePrecision.DAY),
        ("Путин и Токаев встретятся в декабре.", (2019, 12, 1), DatePrecision.MONTH),
        ("Путин посетит Токаева в следующем году по приглашению коллеги.",
         (2020, 1, 1), DatePrecision.YEAR),
    ],
)  # fmt: skip
def test_a_plan_with_its_time_is_announced(book, sentence, day, precision):
    (claim,) = claims(book, "Новости дня", sentence)
    assert claim.stage == Stage.ANNOUNCED
    assert (claim.day, claim.precision) == (datetime.date(*day), precision)


def test_a_plan_without_any_time_is_no_meeting_yet(book):
    assert claims(book, "Новости дня", "Токаев и Путин встретятся.") == []


def test_what_is_called_off_is_told_as_such(book):
    (claim,) = claims(book, "Новости дня", "Встреча Токаева и Путина 9 ноября отменена.")
    assert (claim.stage, claim.day) == (Stage.CANCELLED, datetime.date(2019, 11, 9))


def test_one_with_several_in_turn_is_several_meetings(book):
    found = held(book, "Итоги", "Путин встретился с Токаевым и с Мирзиёевым в Омске.")
    assert [who(book, claim) for claim in found] == [{P, T}, {P, M}]


def test_together_they_are_one_meeting(book):
    (claim,) = held(book, "Итоги", "Путин провёл трёхстороннюю встречу с Токаевым и Мирзиёевым.")
    assert who(book, claim) == {P, T, M}


def test_who_only_speaks_of_the_meeting_did_not_take_part(book):
    (claim,) = held(book, "Обзор", "Токаев встретился с Путиным в Омске, сообщил Сергей Лавров.")
    assert who(book, claim) == {T, P}


def test_whom_a_meeting_was_about_did_not_take_part(book):
    (claim,) = held(book, "Беседа", "Путин и Токаев обсудили по телефону визит Мирзиёева.")
    assert who(book, claim) == {T, P}


def test_who_attended_is_no_party(book):
    body = "Токаев провёл переговоры с Путиным. На встрече присутствовал Сергей Лавров."
    (claim,) = held(book, "Переговоры", body)
    assert who(book, claim) == {T, P}


def test_what_is_quoted_is_no_report(book):
    body = "«Я вчера встретился с Путиным и обсудил с ним торговлю», – сказал Токаев журналистам."
    assert held(book, "Интервью", body) == []


def test_a_transcript_is_not_read(book):
    body = "Путин принял Токаева.\nВ.Путин: Вчера Мирзиёев встретился с Лукашенко."
    (claim,) = held(book, "Беседа", body)
    assert who(book, claim) == {P, T}


def test_a_press_office_leaves_out_whose_call_it_was(book):
    body = "Владимир Путин выразил соболезнования. Обсуждалась торговля."
    (claim,) = held(book, "Телефонный разговор с Президентом Казахстана Токаевым", body)
    assert (who(book, claim), claim.kind) == ({P, T}, CALL)


def test_the_one_before_completes_a_sentence(book):
    (claim,) = held(book, "Визит", "Токаев прилетел в Москву. Его принял в Кремле Владимир Путин.")
    assert who(book, claim) == {P, T}


def test_title_and_text_are_one_claim_and_the_surer_for_it(book):
    (short,) = held(book, "Токаев и Путин встретились")
    (long,) = held(
        book, "Токаев и Путин встретились", "Токаев провёл переговоры с Путиным в Омске."
    )
    assert short.confidence < long.confidence
    assert book.places[long.place].slug == "omsk"


def test_a_headline_without_a_verb_waits_for_the_text_to_confirm_it(book):
    (alone,) = held(book, "Переговоры Токаева и Путина")
    (confirmed,) = held(book, "Переговоры Токаева и Путина", "Токаев встретился с Путиным в Омске.")
    assert alone.confidence < 0.7 <= confirmed.confidence


def test_somebody_without_a_record_takes_part_by_name(book):
    body = "Путин встретился с американским режиссёром Джоном Смитсоном."
    (claim,) = held(book, "Встреча", body)
    assert (who(book, claim), len(claim.people)) == ({P, "Джон Смитсон"}, 1)
    assert claim.confidence < 0.7


@pytest.mark.parametrize(
    ("sentence", "host"),
    [
        ("Токаев встретился с делегацией ОБСЕ в Астане.", "OSCE"),
        ("Путин провёл встречу с представителями Евросоюза.", "European Union"),
    ],
)
def test_one_leader_with_people_of_an_institution(book, sentence, host):
    (claim,) = held(book, "Встреча", sentence)
    assert (claim.host, len(claim.people)) == (host, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Токаев и Путин встретились в Омске.", "omsk"),
        ("Путин принял Токаева в Кремле.", "moscow"),
        ("Токаев принял Путина в Акорде.", "astana"),
        ("Путин и Токаев встретились в столице Казахстана.", "astana"),
        ("Путин и Токаев встретились в сочинской резиденции.", "sochi"),
        ("АСТАНА. Путин и Токаев провели переговоры.", "astana"),
        ("Токаев прибыл в Омск. Он встретился с Путиным.", "omsk"),
    ],
)
def test_the_place_is_where_they_met(book, text, place):
    (claim,) = held(book, "Новости", text)
    assert book.places[claim.place].slug == place


def test_a_call_has_no_place(book):
    (claim,) = held(book, "Новости", "Путин в Москве поговорил по телефону с Токаевым.")
    assert claim.place is None


def test_a_capital_that_only_gives_its_name_is_not_where_they_met(book):
    body = (
        "Переговоры идут в формате, названном по имени казахстанской столицы. Путин принял Токаева."
    )
    (claim,) = held(book, "Новости", body)
    assert claim.place is None


def test_a_place_only_inferred_is_known_to_be(book):
    (told,) = held(book, "Новости", "Путин и Токаев встретились в Омске.")
    (inferred,) = held(book, "Новости", "ОМСК. Путин и Токаев встретились.")
    assert told.place_is_told
    assert not inferred.place_is_told


@pytest.mark.parametrize(
    ("text", "stage", "day", "basis"),
    [
        ("встретились 5 ноября", "held", (2019, 11, 5), "date"),
        ("встретились пятого ноября", "held", (2019, 11, 5), "date"),
        ("встретились во вторник", "held", (2019, 11, 5), "weekday"),
        ("встретились вчера", "held", (2019, 11, 6), "yesterday"),
        ("встретились накануне", "held", (2019, 11, 6), "yesterday"),
        ("встретились сегодня", "held", (2019, 11, 7), "yesterday"),
        ("встретились днём ранее", "held", (2019, 11, 6), "yesterday"),
        ("встретятся во вторник", "announced", (2019, 11, 12), "weekday"),
        ("встретятся завтра", "announced", (2019, 11, 8), "yesterday"),
        ("встретятся 31 декабря", "announced", (2019, 12, 31), "date"),
        ("met on Nov. 5", "held", (2019, 11, 5), "date"),
        ("met on Tuesday", "held", (2019, 11, 5), "weekday"),
        ("5 қарашада кездесті", "held", (2019, 11, 5), "date"),
        ("кеше кездесті", "held", (2019, 11, 6), "yesterday"),
        ("2019 жылғы 5 қарашада", "held", (2019, 11, 5), "date"),
    ],
)
def test_the_day_a_sentence_tells(text, stage, day, basis):
    told = day_told(text, DAY, Stage(stage))
    assert (told.day, told.basis) == (datetime.date(*day), DateBasis(basis))


@pytest.mark.parametrize("text", ["встретились", "встретились 31 ноября", "встретились в марте"])
def test_no_day_is_told_where_there_is_none(text):
    assert day_told(text, DAY, Stage.HELD) is None


def test_without_a_day_of_publication_only_a_full_date_will_do():
    assert day_told("встретились вчера", None, Stage.HELD) is None
    told = day_told("встретились 5 ноября 2019 года", None, Stage.HELD)
    assert told.day == datetime.date(2019, 11, 5)


def test_the_turn_of_the_year_is_near():
    told = day_told("встретились 30 декабря", datetime.date(2020, 1, 2), Stage.HELD)
    assert told.day == datetime.date(2019, 12, 30)


@pytest.mark.parametrize(
    "body",
    [
        "Путин и Токаев, " * 2000,
        "Путин встретился с Токаевым в Омске. " * 500,
        "«" * 5000,
        "а " * 20000,
    ],
    ids=["one list of names", "one sentence again and again", "marks of quotation", "no text"],
)  # fmt: skip
def test_a_text_that_is_none_is_read_in_no_time(book, body):
    """A list of thousands of names is one sentence to no reader; it is passed over."""
    assert len(claims(book, "Новости", body)) <= 1


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_sentences_breaks_the_reading(book, seed):
    """Titles made of any sentence, leads that name nobody: nothing is found, or something is."""
    chance = random.Random(seed)
    for path in sorted((Path(__file__).parent.parent / "sample").rglob("*.md")):
        content = path.read_text(encoding="utf-8")
        body = content.partition("Original:")[2].partition("\n")[2]
        sentences = body.split(". ")
        chance.shuffle(sentences)
        found = claims(book, sentences[0], ". ".join(sentences[1:]), language_of(body))
        for claim in found:
            assert claim.people
            assert 0 < claim.confidence < 1


def published(book, *texts, stage=Stage.HELD):
    found = claims(book, *texts)
    return [c for c in found if c.confidence >= 0.7 and c.stage == stage and len(c.people) > 1]


@pytest.mark.parametrize(
    "body",
    [
        "В 2015 году он приехал в Москву. Токаев принял Путина во дворце.",
        "В июне 2001 года лидеры поехали в горы. Там Токаев встретился с Путиным.",
        "Предыдущая встреча прошла в Сочи. Тогда Токаев встретился с Путиным.",
        "Прошлой осенью Токаев встретился с Путиным.",
        "Токаев трижды говорил с Путиным по телефону.",
        "На прошлой неделе Токаев встретился с Путиным.",
        "Токаев встречался с Путиным в Омске.",
        "Токаев и Путин друг с другом не разговаривали.",
        "Премьер дважды ездил в Омск, где Токаев беседовал с Путиным.",
        "На форуме он провёл переговоры с Токаевым и Путиным.",
        "Во вторник Мирзиёев был в Омске. Накануне Токаев встретился с Путиным.",
        "По его версии, Токаев встретился с Путиным.",
        "Токаев примет в Москве Путина.\nВопрос. А Путин? Ответ. Токаев встретился с Путиным."
        "\nВопрос. Где? Ответ. Токаев и Путин встретились в Омске.",
    ],
)
def test_what_is_told_of_other_days_or_of_whom_is_open_waits_for_staff(book, body):
    assert published(book, "Новости", body) == []


@pytest.mark.parametrize(
    ("title", "published_alone"),
    [("Токаев в Омске", True), ("Умер бывший министр", False), ("Пять лет назад в Омске", False)],
)
def test_a_title_that_looks_back_leaves_the_day_open(book, title, published_alone):
    found = published(book, title, "Токаев встретился с Путиным и обсудил с ним газ.")
    assert bool(found) == published_alone


def test_a_day_holds_until_another_is_told_or_the_paragraph_ends(book):
    body = "В 1997 году в Омске было тихо.\nТокаев встретился с Путиным."
    assert published(book, "Новости", body)
    body = "В 1997 году в Омске было тихо. Вчера Токаев встретился с Путиным."
    assert [claim.day for claim in published(book, "Новости", body)] == [datetime.date(2019, 11, 6)]


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("Пока Мирзиёев был в Омске, Токаев встретился с Путиным.", {T, P}),
        ("Токаев прилетел утром. В Кремле его принял Владимир Путин.", {T, P}),
        ("Токаев встретился с Путиным перед его встречей с Мирзиёевым.", {T, P}),
        ("Токаев был принят президентом России Владимиром Путиным.", {T, P}),
    ],
)
def test_whom_a_sentence_only_mentions_did_not_meet(book, body, people):
    assert [who(book, claim) for claim in published(book, "Новости", body)] == [people]


@pytest.mark.parametrize(
    ("body", "city"),
    [
        ("Токаев вернулся из Омска, где встретился с Путиным.", "omsk"),
        ("Токаев заехал в Китай, где встретился с Путиным. В Омске прошли переговоры.", None),
        ("После удара по больнице в Омске Токаев встретился с Путиным.", None),
        ("Токаев поговорил с Путиным. Мирзиёев провёл встречу в Омске.", None),
    ],
)
def test_a_city_is_only_of_those_who_were_there(book, body, city):
    found = [
        c
        for c in claims(book, "Новости", body)
        if {book.people[i].slug for i in c.people} == {T, P}
    ]
    assert [claim.place and book.places[claim.place].slug for claim in found] == [city]


def test_a_plan_is_where_they_are_bound_for_and_not_on_a_day_behind(book):
    body = "Токаев вылетел в Омск. В субботу он проведёт переговоры с Владимиром Путиным."
    (claim,) = claims(book, "Новости", body)
    assert (claim.day, book.places[claim.place].slug) == (datetime.date(2019, 11, 9), "omsk")
    body = "В среду Токаев провёл совещание. Токаев встретится с Путиным в Омске."
    assert claims(book, "Новости", body) == []
