"""The search box: what a reader types, and what it finds."""

import datetime

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.models import Article
from archive.search import ask
from archive.search.filters import ArticleFilter
from archive.search.reading import (
    All,
    Any,
    Has,
    InTitle,
    Most,
    Name,
    Near,
    Not,
    Prefix,
    Published,
    Words,
    Year,
)
from archive.search.tokens import MOST_DEPTH, MOST_WORDS
from archive.search.words import read_words
from tests.making import (
    make_article,
    make_omsk,
    make_person,
    make_place,
    make_putin,
    make_russia,
    make_tokayev,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(indexed):
    """A call: words -> the set of titles found."""

    def found(q, **params):
        indexed()
        asked = QueryDict(mutable=True)
        asked["q"] = q
        asked.update(params)
        question = ArticleFilter(asked).question
        ids = ask.find(question, 100).ids
        return set(Article.objects.filter(pk__in=ids).values_list("title", flat=True))

    return found


FORMS = ["Токаев", "Токаева", "Токаеву", "Токаевым", "Токаеве", "Tokayev", "Тоқаев", "тоқаевтың",
         "Касым-Жомарт Токаев", "К.-Ж. Токаевым", "ТОКАЕВ", "касым жомартом токаевым",
         "Kassym-Jomart Tokayev", "Токаев Касым-Жомарт", "Tokayev's", "TOKAYEV’S"]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_name_finds_the_same_articles(titles, form):
    make_tokayev()
    make_article("Токаев выступил")
    make_article("О визите", body="Беседа с К.-Ж. Токаевым продолжалась час.")
    make_article("Тоқаевтың сөзі")
    make_article("Tokayev's speech")
    make_article("О погоде")
    assert titles(form) == {"Токаев выступил", "О визите", "Тоқаевтың сөзі", "Tokayev's speech"}


@pytest.mark.parametrize(
    "form",
    ["К.Токаев", "К.-Ж.Токаевым", "К.Ж.К. Токаев", "Ж. Ш. Токаев", "Токаев К.К.", "Токаева К.-Ж."],
)
def test_initials_beside_a_name_change_nothing(form):
    tokayev = make_tokayev()
    (name,) = read_words(form).parts
    assert name.people == {tokayev.pk}


def test_letters_that_are_no_initials_are_searched_for():
    make_tokayev()
    assert len(read_words("Tokayev U.S.").parts) == 2
    assert len(read_words("Ш.Визит").parts[0].words) == 2


def test_a_name_is_found_where_the_extractor_did_not_link_it(titles):
    make_tokayev()
    make_article("Премия имени Токаева")
    make_article("Депутат Дмитрий Токаев")
    assert len(titles("Токаев")) == 2


def test_quotation_marks_ask_for_the_words_and_not_the_person(titles):
    make_tokayev()
    make_article("Tokayev's speech")
    make_article("Слова Токаева")
    assert titles('"Токаев"') == {"Слова Токаева"}


def test_the_s_of_a_possessive_is_no_word_but_in_quotation_marks(titles):
    make_tokayev()
    make_article("Tokayev and the country")
    make_article("Tokayev's speech")
    assert len(titles("Tokayev's")) == len(titles("leader:Tokayev's")) == 2
    assert titles("country's") == {"Tokayev and the country"}
    assert titles('"Tokayev\'s speech"') == titles("=Tokayev's") == {"Tokayev's speech"}


def test_quotation_marks_fold_kazakh_letters_and_an_equals_sign_does_not(titles):
    make_article("Тоқаевтың сөзі")
    make_article("Слова Токаева")
    make_article("Слово Токаев")
    assert titles('"Токаев"') == {"Тоқаевтың сөзі", "Слова Токаева", "Слово Токаев"}
    assert titles('="Токаев"') == {"Слово Токаев"}


def test_an_outlet_is_asked_for_in_the_box_by_name_or_address(titles):
    make_article("Первая", outlet="Пример-Новости")
    make_article("Вторая", outlet="Demo Courier")
    assert titles('outlet:"Demo Courier"') == {"Вторая"}
    assert titles("издание:demo-courier") == {"Вторая"}
    assert titles("-outlet:demo-courier") == {"Первая"}


def test_a_phrase_is_found_in_any_case_ending_and_only_side_by_side(titles):
    make_article("Форум межрегионального сотрудничества")
    make_article("Сотрудничество на межрегиональном уровне")
    assert titles('"межрегиональное сотрудничество"') == {"Форум межрегионального сотрудничества"}
    assert len(titles("межрегиональное сотрудничество")) == 2


def test_a_phrase_with_a_surname_is_found_in_every_case(titles):
    make_article("Касым-Жомарта Токаева ждут")
    assert titles('"Касым-Жомарт Токаев"')


def test_all_words_must_stand_in_the_article(titles):
    make_article("Торговля и транспорт")
    make_article("Торговля и наука")
    assert titles("торговля транспортом") == {"Торговля и транспорт"}


def test_or_lets_either_word_do(titles):
    for title in ("Торговля растёт", "Наука растёт", "Погода ясная"):
        make_article(title, body="")
    assert titles("торговля OR наука") == {"Торговля растёт", "Наука растёт"}
    assert titles("торговля ИЛИ наука растёт") == {"Торговля растёт", "Наука растёт"}


def test_minus_leaves_out(titles):
    make_putin()
    make_article("Торговля: Путин")
    make_article("Торговля: прочее")
    assert titles("торговля -Путиным") == {"Торговля: прочее"}
    assert titles("-путин") == {"Торговля: прочее"}


def test_a_hyphen_inside_a_word_leaves_nothing_out(titles):
    make_article("Санкт-Петербург ждёт гостей")
    assert titles("санкт-петербург") == {"Санкт-Петербург ждёт гостей"}


def test_a_journalists_line_is_understood(titles):
    make_tokayev()
    make_putin()
    make_omsk(make_russia())
    make_article("Токаев и Путин провели переговоры в Омске")
    make_article("Tokayev and Putin met in Omsk")
    make_article("Токаев и Путин в Омске", published_at="2021-01-01T00:00:00Z")
    make_article("Токаев в Омске")
    both = {"Токаев и Путин провели переговоры в Омске", "Tokayev and Putin met in Omsk"}
    assert titles("Токаев и Путин в Омске в 2019") == both
    assert titles("Токаев и Путин в Омске в 2019 году") == both
    assert titles("every article on Токаев и Путин в Омск in 2019") == both


def test_a_year_is_the_year_of_publication_or_named_by_an_undated_article(titles):
    make_article("Итоги 2019 года", published_at="2020-01-05T00:00:00Z")
    make_article("Встреча", published_at="2019-05-05T00:00:00Z")
    make_article("Прочее", published_at="2020-05-05T00:00:00Z")
    make_article("Форум 2019 года", published_at="")
    assert titles("2019") == {"Встреча", "Форум 2019 года"}
    assert titles('"2019"') == {"Итоги 2019 года", "Форум 2019 года"}


def test_a_long_phrase_is_found_as_it_stands_and_costs_little(titles):
    make_tokayev()
    title = "Президент Казахстана Касым-Жомарт Токаев провёл переговоры с президентом России"
    make_article(title)
    assert titles(f'"{title}"') == {title}
    assert (
        titles('"шли спали пошли поем спал умели пришлось пришли пили перешли нашли злом"') == set()
    )


@pytest.mark.parametrize("q", ["С-400", "с-400", '"С-400"'])
def test_letters_joined_to_a_number_count(titles, q):
    make_article("Договор о С-400 подписан")
    make_article("Договор о 400 машинах")
    assert titles(q) == {"Договор о С-400 подписан"}


def test_a_place_is_found_by_every_name_it_had(titles):
    make_place("Astana", name_ru="Астана", name_kk="Астана", aliases=(("ru", "Нур-Султан"),))
    make_article("Гости прибыли в Астану")
    make_article("Гости прибыли в Нур-Султан")
    for name in ("Астана", "Астаной", "Нур-Султане", "Astana"):
        assert len(titles(name)) == 2, name


def test_a_city_that_is_a_word_is_searched_as_both(titles):
    make_place("Verny", name_ru="Верный")
    make_article("Верное решение")
    make_article("Гости прибыли в Верный")
    assert len(titles("верный")) == 2


def test_namesakes_are_found_together_whatever_the_case(titles):
    make_person("Ilham Aliyev", name_ru="Ильхам Алиев")
    make_person("Mehriban Aliyeva", name_ru="Мехрибан Алиева", gender="f")
    make_article("Ильхам Алиев выступил")
    make_article("Мехрибан Алиева выступила")
    for form in ("Алиев", "Алиева", "Алиевым", "Алиевой", "Aliyev"):
        assert len(titles(form)) == 2, form


def test_a_false_friend_of_a_surname_is_not_found(titles):
    make_person("Sergey Lavrov", name_ru="Сергей Лавров")
    make_article("Лавров выступил")
    make_article("Монахи лавры")
    assert titles("Лавров") == {"Лавров выступил"}


@pytest.mark.parametrize(
    ("q", "friend", "false"),
    [
        ("Ростова", "Поезд в Ростов", "Экономика в росте"),
        ('"Алиевой"', "О встрече с Алиевым", "О Мохаммеде Али"),
    ],
)
def test_a_case_ending_of_a_name_finds_no_word_it_was_not_made_of(titles, q, friend, false):
    make_article(friend)
    make_article(false)
    assert titles(q) == {friend}


def test_near_a_name_is_not_near_a_word_like_it(titles):
    make_person("Ilham Aliyev", name_ru="Ильхам Алиев", short_ru="Алиев")
    make_article("Аль-Сиси и Эрдоган")
    make_article("Алиев и Эрдоган")
    assert titles("Алиев near/3 Эрдоган") == {"Алиев и Эрдоган"}


def test_a_thing_that_is_spelt_like_a_name_has_no_capital(titles):
    make_person("Sergey Lavrov", name_ru="Сергей Лавров")
    make_place("Vienna", name_ru="Вена")
    make_article("Награды не нашли", body="Победителям не нужно лавров, а вены болят.")
    make_article("Кирилл Лавров сыграл", body="Гастроли приняла Вена.")
    for name in ("Лавров", "лаврову", "Lavrov", "Вена", "вены", "title:Лавров"):
        assert titles(name) == {"Кирилл Лавров сыграл"}, name
    assert titles('="лавров"') == {"Награды не нашли", "Кирилл Лавров сыграл"}


def test_a_name_no_dictionary_has_needs_no_capital(titles):
    make_person("Olaf Scholz", name_ru="Олаф Шольц")
    make_article("Неизвестный шольц сыграл")
    assert titles("Шольца") == {"Неизвестный шольц сыграл"}


def test_a_surname_of_several_words_is_found_where_it_stands_for_somebody_else(titles):
    make_person(
        "Ursula von der Leyen", name_ru="Урсула фон дер Ляйен", gender="f",
        short_en="von der Leyen", short_ru="фон дер Ляйен",
    )  # fmt: skip
    make_article("Клаус фон дер Ляйен и Гизела Von der Leyen")
    make_article("Клаус дер Ляйен")
    for name in ("фон дер Ляйен", "Von der Leyen", "ФОН ДЕР ЛЯЙЕН"):
        assert titles(name) == {"Клаус фон дер Ляйен и Гизела Von der Leyen"}, name
    assert titles("Урсула фон дер Ляйен") == set()


@pytest.mark.parametrize("form", ["визит", "визита", "визитом", "визиты", "визитов"])
def test_an_ordinary_word_is_found_in_every_form(titles, form):
    make_article("Визит завершён")
    make_article("С визитом приехали гости")
    make_article("Визитная карточка")
    assert titles(form) == {"Визит завершён", "С визитом приехали гости"}


def test_a_common_word_does_not_find_the_surname_made_of_it(titles):
    make_person("Sergey Lavrov", name_ru="Сергей Лавров")
    make_article("Лавров выступил")
    assert titles("лавра") == set()


def test_near_takes_two_words_for_its_two_sides(titles):
    make_omsk()
    make_article("Омск ждёт", body="Слово за слово.")
    make_article("Из Омска в Омск")
    assert titles("Омск near/5 Омбыда") == {"Из Омска в Омск"}
    assert titles("слово near/2 слова") == {"Омск ждёт"}
    assert titles("слово near/1 слова") == set()


def test_a_stress_mark_parts_no_compound(titles):
    make_article("Ви\u0301це-премье\u0301р выступил")
    assert titles("вицепремьер") == titles("вице-премьером") != set()
    assert titles("цепремьер") == set()


def test_yo_and_ye_are_one_letter(titles):
    make_article("Приём прошёл")
    assert titles("прием прошел") == {"Приём прошёл"}


@pytest.mark.parametrize(
    "q",
    ["'", '"', '"open', "OR", "- -", "((", "*", "🙂", "а", "и в на", "x" * 300, "-", '""', "|",
     "\u0301", "токаев " * 40, "=", "+", "\\", "%", "\ufffe", "AND NOT", "a:b"],
)  # fmt: skip
def test_odd_words_are_answered(titles, q):
    make_article("Токаев выступил")
    assert titles(q) <= {"Токаев выступил"}


def test_what_could_not_be_used_is_said():
    assert "quotation mark" in read_words('торговля "и').notes[0]
    assert str(MOST_WORDS) in read_words("слово " * 30).notes[0]
    assert "leave out" in read_words("-слово").notes[0]


def test_a_box_of_marks_alone_says_that_it_asks_for_nothing():
    assert read_words("???").notes == ("There is no word to search for in “???”.",)
    assert read_words(" ").notes == ()


def test_the_box_is_read_into_names_words_and_years():
    tokayev = make_tokayev()
    tree = read_words("Токаевым торговля 2019").tree
    assert [type(node) for node in tree.nodes] == [Name, Words, Year]
    assert tree.nodes[0].people == {tokayev.pk}
    assert {"токаев", "токаевым", "tokayev"} <= tree.nodes[0].heads


def word(*letters, **how):
    return Words(letters, **how)


A, B, C = word("визит"), word("саммит"), word("форум")


@pytest.mark.parametrize(
    ("q", "tree"),
    [
        ("визит саммит", All((A, B))),
        ("визит AND саммит И форум", All((A, B, C))),
        ("визит саммит OR форум", All((A, Any((B, C))))),
        ("визит ИЛИ саммит НЕМЕСЕ форум", Any((A, B, C))),
        ("визит | саммит", Any((A, B))),
        ("визит OR -саммит", Any((A, Not(B)))),
        ("визит НЕ саммит", All((A, Not(B)))),
        ("визит ЕМЕС саммит", All((A, Not(B)))),
        ("визит –саммит −форум", All((A, Not(B), Not(C)))),
        ("визит -(саммит OR форум)", All((A, Not(Any((B, C)))))),
        ("(визит саммит) OR форум", Any((All((A, B)), C))),
        ("визит NEAR саммит", Near(A, B, 10)),
        ("визит РЯДОМ/3 саммит", Near(A, B, 3)),
        ("визит near/5 саммит ЖАНЫНДА форум", All((Near(A, B, 5), Near(B, C, 10)))),
        ("визит near саммит", All((A, word("near"), B))),
        ("Казахст*", Prefix("казахст")),
        ('=визит ="визит саммит"', All((word("визит", is_exact=True),
                                        word("визит", "саммит", is_exact=True)))),
        ("«визит саммит» „форум“", All((word("визит", "саммит"), C))),
        ("вице-премьер", word("вице", "премьер", is_compound=True)),
        ("12:30", word("12", "30")),
        ("визит: саммит", All((A, B))),
        ("10 000", word("10000")),
        ("title:визит", InTitle(A)),
        ("тақырып:визи*", InTitle(Prefix("визи"))),
        ('заголовок:"визит саммит"', InTitle(word("визит", "саммит"))),
        ("from:2019-11", Published(since=datetime.date(2019, 11, 1))),
        ("from:11.2019", Published(since=datetime.date(2019, 11, 1))),
        ("from:31.12.2015", Published(since=datetime.date(2015, 12, 31))),
        ("до:7.11.2019", Published(until=datetime.date(2019, 11, 7))),
        ("to:02.2020", Published(until=datetime.date(2020, 2, 29))),
        ("дейін:2019", Published(until=datetime.date(2019, 12, 31))),
        ("вид:переговоры", Has("kind", ("talks",), "переговоры")),
        ('түр:"телефон қоңырауы"', Has("kind", ("phone-call",), "телефон қоңырауы")),
        ("тіл:қазақша", Has("language", ("kk",), "қазақша")),
        ("один два три четыре пять",
         Most(tuple(map(word, "один два три четыре пять".split())), 3)),
        ("один И два три четыре пять", All(tuple(map(word, "один два три четыре пять".split())))),
    ],
)  # fmt: skip
def test_the_signs_of_the_language(q, tree):
    reading = read_words(q)
    assert reading.tree == tree
    assert reading.notes == ()


@pytest.mark.parametrize("q", ["Токаев: речь", "12:30", "https://example.com/", "счёт 2:1"])
def test_a_colon_alone_makes_no_field(q):
    assert read_words(q).notes == ()


@pytest.mark.parametrize("field", ["leader", "person", "лидер", "персона", "тұлға", "көшбасшы"])
@pytest.mark.parametrize("value", ["Токаевым", '"Касым-Жомарт Токаев"', "kassym-jomart-tokayev"])
def test_a_leader_is_asked_for_by_name_or_address(field, value):
    tokayev = make_tokayev()
    reading = read_words(f"{field}:{value}")
    assert reading.tree == Has("leader", (tokayev.pk,), value.strip('"'))
    assert reading.notes == ()


def test_a_place_is_a_city_or_a_country():
    russia = make_russia()
    omsk = make_omsk(russia)
    for q in ("city:Омске", "город:Омск", "қала:Омбы", "place:Omsk"):
        tree = read_words(q).tree
        assert (tree.field, tree.values) == ("city", (omsk.pk,)), q
    for q in ("country:Россия", "страна:Россию", "ел:Ресей", "место:Russia"):
        tree = read_words(q).tree
        assert (tree.field, tree.values) == ("country", (russia.pk,)), q


def test_a_name_in_the_title_is_that_person():
    tokayev = make_tokayev()
    assert read_words("title:Токаева").tree.part.people == {tokayev.pk}


def test_a_value_nobody_knows_is_searched_for_as_words_and_that_is_said():
    reading = read_words("leader:Незнакомов")
    assert reading.tree == word("Незнакомов")
    assert "Незнакомов" in reading.notes[0]


@pytest.mark.parametrize(
    ("q", "note"),
    [
        ("ка*", "3 letters"),
        ("к*т", "“*” was left out"),
        ("визит NEAR/99 саммит", "50 words at most"),
        ('визит NEAR "два слова"', "one word or one name"),
        ("((((((визит))))))", "5 deep"),
        ("(визит", "closing bracket is missing"),
        ("визит)", "nothing opens"),
        ("()", "nothing to search for"),
        ("OR OR", "OR stands between"),
        ("NEAR визит", "NEAR stands between"),
        ("визит NOT", "nothing to leave out"),
        ("из OR за OR от OR до OR как OR или", "first 4 ORs"),
        ("from:вчера", "not a date"),
        ("leader: визит", "without a space"),
        ("author:Иванов", "no field “author”"),
        ('автор:"Иван Иванов"', "no field “автор”"),
        ("слово" * 50, "200 characters"),
    ],
)
def test_what_was_dropped_is_said_once(q, note):
    notes = read_words(q).notes
    assert len([each for each in notes if note in each]) == 1


def test_many_names_cost_no_more_questions_than_one(django_assert_max_num_queries):
    make_tokayev()
    make_putin()
    make_omsk(make_russia())
    with django_assert_max_num_queries(2):
        reading = read_words("Токаев Путин Омск Россия leader:Путин city:Омск визит")
    assert len(reading.names) == 4


PIECES = st.sampled_from(
    ["Токаев", "визит", "и", "OR", "NOT", "НЕ", "near", "NEAR", "near/5", "(", ")", '"', "«", "»",
     "-", "=", "*", "|", "leader:", "title:", "from:", "2019", "10 000", " ", "x*", "С-400"]
)  # fmt: skip


def _depth(node):
    below = node.nodes if isinstance(node, All | Any | Most) else ()
    below = (node.node,) if isinstance(node, Not) else below
    return 1 + max(map(_depth, below), default=0)


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join),
                 st.lists(PIECES, max_size=40).map("".join)))  # fmt: skip
def test_any_text_at_all_is_read_within_the_limits(q):
    reading = read_words(q)
    assert reading == read_words(q)
    assert reading.notes == read_words(q).notes
    assert len(set(reading.notes)) == len(reading.notes)
    assert (
        sum(len(leaf.words) for leaf in reading.leaves() if isinstance(leaf, Words)) <= MOST_WORDS
    )
    if reading.tree:
        # Each bracket is three levels at most: minus, conditions and choice.
        assert _depth(reading.tree) <= 3 * (MOST_DEPTH + 1) + 1


def test_a_better_match_comes_first(indexed):
    make_article("Погода", body="Много слов о разном. Торговля упомянута один раз. " * 3)
    best = make_article("Торговля", body="Торговля растёт.")
    indexed()
    question = ArticleFilter({"q": "торговля"}).question
    assert ask.find(question).ids[0] == best.pk


def test_equal_matches_come_newest_first_on_every_page(indexed):
    articles = [
        make_article("Торговля", body="", published_at=f"2019-01-{day:02}T00:00:00Z")
        for day in range(1, 13)
    ]
    indexed()
    question = ArticleFilter({"q": "торговля"}).question
    found, after = [], ""
    for _ in range(4):
        page = ask.find(question, 3, after)
        found += page.ids
        after = page.next
    assert found == [article.pk for article in reversed(articles)]
