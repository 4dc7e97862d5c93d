"""What is offered for a word of the search box that finds little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.opened import state
from archive.search.reading import All, Any, InTitle, Name, Near, Not, Reading, Words
from archive.search.suggest import MUCH_MORE, Suggestion, suggestions
from archive.search.words import read_words
from archive.text import normalise, words_of
from tests.making import make_article, make_omsk, make_person, make_place, make_putin, make_tokayev

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(indexed):
    """A call: the box, and how it was read (single words unless given) -> suggestions."""

    def found(q: str, *nodes, limit: int = 3) -> list[Suggestion]:
        indexed()
        nodes = nodes or tuple(Words((q[w.start : w.end],)) for w in words_of(q))
        tree = All(nodes) if len(nodes) > 1 else nodes[0] if nodes else None
        return suggestions(q, Reading(tree), state().searcher, limit)

    return found


@pytest.mark.parametrize("typo", ["Токавев", "Тоаев", "Токзев", "Токеав", "отКаев", "токаевв"])
def test_a_name_with_one_error_is_offered_as_it_is_written(offered, typo):
    make_tokayev()
    make_article("Токаева ждут")
    first, *_ = offered(typo)
    assert (first.q, first.instead_of, first.offered) == ("Токаев", typo, "Токаев")


@pytest.mark.parametrize(("typo", "name"), [("Омскк", "Омск"), ("Омсктом", "Омском")])
def test_of_forms_as_near_the_name_itself_is_offered(offered, typo, name):
    make_omsk()
    make_article("В Омске", body="Форум в Омске, за Омском.")
    make_article("Из Омска в Омске")
    assert [each.offered for each in offered(typo)] == [name]


def test_a_name_that_no_article_has_is_not_offered(offered):
    make_tokayev()
    make_article("О погоде")
    assert offered("Токавев") == []


def test_words_of_the_archive_are_offered_in_the_case_typed(offered):
    make_article("Переговоры о таможне")
    assert [each.offered for each in offered("тамажне")] == ["таможне"]
    assert [each.offered for each in offered("Тамажне")] == ["Таможне"]
    assert [each.offered for each in offered("ТАМАЖНЕ")] == ["Таможне"]


def test_no_offer_is_a_sign_of_the_box(offered):
    make_article("Столица рядом")
    (offer,) = offered("РЯДОН столица")
    assert offer.q == "Рядом столица"


def test_a_long_word_may_have_two_errors_and_a_short_one_may_not(offered):
    make_article("Межрегиональное сотрудничество на таможне")
    assert [each.offered for each in offered("сотрудничиство")] == ["сотрудничество"]
    assert [each.offered for each in offered("сотруничиство")] == ["сотрудничество"]
    assert offered("тамжэе") == []


def test_a_word_of_the_dictionary_has_no_two_errors(offered):
    make_article("Сумели передавать")
    assert offered("перекачать") == []
    assert [each.offered for each in offered("передаватьфф")] == ["передавать"]


def test_a_city_is_offered_for_a_near_one_only_if_that_finds_nothing(offered):
    omsk = make_omsk()
    tomsk = make_place("Tomsk", name_ru="Томск")
    make_article("Форум прошёл в Омске")
    asked = Name("томск", places=frozenset({tomsk.pk}), spellings=frozenset({"томск", "томске"}))
    assert [each.q for each in offered("Томск", asked)] == ["Омск"]
    for _ in range(MUCH_MORE + 1):
        make_article("Омск принимает гостей")
    make_article("Форум прошёл в Томске")
    assert offered("Томск", asked) == []
    asked = Name("омск", places=frozenset({omsk.pk}), spellings=frozenset({"омск", "омске"}))
    assert offered("Омск", asked) == []


def test_a_rare_word_that_no_dictionary_has_gives_way_only_to_a_far_commoner_one(offered):
    make_article("Тамажне")
    make_article("О таможне")
    assert offered("тамажне") == []
    for _ in range(MUCH_MORE):
        make_article("О таможне")
    assert [each.offered for each in offered("тамажне")] == ["таможне"]


def test_a_rare_word_of_the_dictionary_stands(offered):
    make_article("Форум")
    make_article("Норма")
    for _ in range(MUCH_MORE):
        make_article("Форма")
    assert offered("норма") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Njrftd", "Токаев"),
        ("njrftd,", "Токаев"),
        ("Згешт", "Putin"),
        ("[fhmrjd", "Харьков"),
        ("gthtujdjhs", "переговоры"),
        (",tctlf", "беседа"),
        ("2crth", "әскер"),
    ],
)
def test_what_was_typed_on_the_other_keyboard_is_offered(offered, typed, meant):
    make_tokayev()
    make_putin()
    make_place("Kharkiv", name_ru="Харьков")
    make_article("Токаев и Putin: переговоры и беседа в Харькове", body="Әскер")
    assert offered(typed)[0].offered == meant


def test_a_whole_box_typed_on_the_other_keyboard_is_offered_whole(offered):
    make_tokayev()
    make_article("Касым-Жомарт Токаев и Ли Цян: переговоры", body="Токаев обсудил план J.")
    offers = {
        "Rfcsv-;jvfhn Njrftd": "Касым-жомарт Токаев",
        "Rfcsv-:jvfhn Njrftd": "Касым-Жомарт Токаев",
        "gthtujdjhs b Njrftd": "переговоры и Токаев",
        'Kb OR "gthtujdjhs"': 'Ли OR "переговоры"',
    }
    for typed, meant in offers.items():
        words = [w for w in words_of(typed) if w.folded != "or"]
        nodes = tuple(Words((typed[w.start : w.end],)) for w in words)
        assert offered(typed, *nodes)[0].q == meant
    # Short words alone are too often something.
    assert offered("Kb") == []


def test_kazakh_letters_are_letters(offered):
    make_article("Қазақстан мен өзара түсіністік")
    assert [each.offered for each in offered("түсіністк")] == ["түсіністік"]
    assert offered("тусіністік") == []


def test_all_else_in_the_box_stays(offered):
    make_tokayev()
    make_article("Токаев о таможне и визите")
    (first, *_) = offered(
        'title:"тамажне"  OR (=Токавев ) -тамажне -(визит) 2019',
        Any((InTitle(Words(("тамажне",))), Words(("Токавев",), is_exact=True))),
        Not(Words(("тамажне",))),
        Not(Words(("визит",))),
    )
    assert first == Suggestion(
        q='title:"таможне" OR (=Токаев ) -тамажне -(визит) 2019',
        instead_of="тамажне Токавев",
        offered="таможне Токаев",
    )


def test_words_near_each_other_are_looked_at(offered):
    make_tokayev()
    make_article("Токаев о таможне")
    near = Near(Words(("Токавев",)), Words(("таможне",)), 3)
    assert offered("Токавев NEAR/3 таможне", near)[0].q == "Токаев NEAR/3 таможне"


def test_a_word_to_leave_out_is_not_looked_at(offered):
    make_article("О таможне")
    assert offered("-тамажне", Not(Words(("тамажне",)))) == []


def test_a_word_found_without_its_hyphen_is_found(offered):
    make_article("Вице-премьер прибыл")
    make_article("Премьера балета")
    assert offered("вице-премьер", Words(("вице", "премьер"), is_compound=True)) == []


def test_of_words_with_a_hyphen_one_that_goes_with_the_other_half_comes_first(offered):
    make_article("Срок визита в Нью-Йорк", body="Срок назван.")
    make_article("Срок неизвестен")
    asked = Words(("Нью", "Йрок"), is_compound=True)
    assert [each.q for each in offered("Нью-Йрок", asked)] == ["Нью-Йорк", "Нью-Срок"]


def test_a_merged_name_counts_for_the_one_that_stands(offered):
    stands = make_tokayev()
    merged = make_person("Kasym Tokayeff", name_ru="Касым Токаефф")
    make_article("Токаев выступил")
    merged.merged_into = stands
    merged.save()
    assert "Токаефф" in {each.offered for each in offered("Токаеффф")}


@pytest.mark.parametrize(
    "q",
    ["", "()", '"""', "\x00", "-", "=", ":", "a" * 5000, "%_%\\'--", "😀😀😀😀", "[" * 300,
     "('; DROP TABLE", "ᾴᾴᾴᾴ", "İİİİİ", "٣٣٣٣٣", "те\u0301\u0301\u0301кст"],
)  # fmt: skip
def test_nothing_is_offered_for_what_is_no_word(offered, q):
    make_article("О погоде")
    assert offered(q) == []


@pytest.fixture
def archive_of_few(indexed):
    make_tokayev()
    make_article("Токаев обсудил: таможне, Ли, Жапаров и Нью-Йорк")
    indexed()
    return state().searcher


PIECES = st.sampled_from(
    ["тамажне", "Njrftd", ":fgfhjd", "j,celbk", "Токавев", "Нью-Йрок", "Kb", "-", "(", ")", '"',
     "=", "title:", "leader:", "OR", "NEAR/3", "*", ":", ";", "{", "[", "2019", "'",
     "\u0301", "İ", "ß"]
)  # fmt: skip


@given(q=st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map("".join),
                   st.lists(PIECES, max_size=12).map(" ".join)))  # fmt: skip
def test_any_box_has_few_offers_each_of_which_differs_from_it(archive_of_few, q):
    offers = suggestions(q, read_words(q), archive_of_few)
    assert len(offers) <= 3
    assert len({each.q for each in offers}) == len(offers)
    for each in offers:
        assert each.q != normalise(q)
        assert each.offered
        # What was replaced stood in the box.
        assert all(word in normalise(q) for word in each.instead_of.split())


def test_no_more_than_so_many_words_are_looked_at_and_few_questions_put(
    offered, indexed, django_assert_num_queries
):
    make_article("Таможня, погода, беседа, столица")
    indexed()
    q = "тамажня погоба бесседа столлица"
    reading = Reading(All(tuple(Words((word,)) for word in q.split())))
    searcher = state().searcher
    with django_assert_num_queries(3):
        (found,) = suggestions(q, reading, searcher)
    assert found.q == "таможня погода беседа столлица"
    with django_assert_num_queries(0):
        found_all = Reading(All((Words(("погода",)), Words(("США",)))))
        assert suggestions("погода США", found_all, searcher) == []


def test_at_most_so_many_are_offered_each_meaning_once(offered):
    make_article("Порт спорт торт корт сорт порта порты")
    assert len(offered("ворт")) == 3
    assert len({each.offered for each in offered("ворт", limit=9)}) >= 4
    assert len(offered("ворт", limit=1)) == 1
