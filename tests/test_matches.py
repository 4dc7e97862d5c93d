"""Matches in an article: from the results to what was found in it, and from one to the next."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from making import make_article
from reading import Page, page_of

from archive.models import Article
from archive.search import snippets

TOKAYEV = [
    "Токаев",
    "К.-Ж. Токаев",
    "Касым-Жомарта Токаева",
    "Токаева",
    "Токаеву",
    "Токаевым",
    "Токаеве",
]


def opened(client, article: Article, question: str) -> Page:
    """The article's page, reached from the results of a question."""
    results = page_of(client.get(f"/search/?{question}"))
    (address,) = [tag["href"] for tag in results.all("a") if tag.text == article.title]
    return page_of(client.get(address))


def matches(page: Page) -> list[str]:
    """The words marked, without the links from one to the next."""
    marks = []
    for mark in page.all("mark", inside="article"):
        steps = [tag.text for tag in page.all("span", class_="steps") if mark in tag.around]
        marks.append(mark.text.removesuffix("".join(steps)))
    return marks


def said(page: Page) -> str:
    """What the line above the article says; empty without one."""
    return " ".join("".join(tag.text for tag in page.all("p", class_="note matches")).split())


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("q=Tokayev", "“Tokayev”"),
        ("q=токаевым&sort=oldest", "“токаевым”"),
        ("leader=kassym-jomart-tokayev", "Kassym-Jomart Tokayev"),
        ("q=leader:Токаев", "“leader:Токаев”"),
        ("q=Токаев&leader=kassym-jomart-tokayev", "“Токаев”, Kassym-Jomart Tokayev"),
    ],
)
def test_every_match_is_marked_and_their_number_is_that_of_the_results(
    client, small, question, named
):
    article = small.omsk_2019[-1]
    results = page_of(client.get(f"/search/?{question}"))
    (link,) = [
        tag for tag in results.all("a")
        if tag["href"].startswith(article.get_absolute_url()) and tag["href"].endswith("#hit-1")
    ]  # fmt: skip
    assert link.text == "7\xa0matches"
    page = opened(client, article, question)
    assert matches(page) == TOKAYEV
    assert [tag["id"] for tag in page.all("mark")] == [f"hit-{n}" for n in range(1, 8)]
    assert said(page) == f"7 matches for {named}: first · last · back to the results"
    assert (page.link("first"), page.link("last")) == ("#hit-1", "#hit-7")


@pytest.mark.parametrize(
    ("question", "marks"),
    [
        ("city=omsk", ["Омске", "Омск"]),
        ("country=russia", ["Омске", "Омск"]),
        ("q=country:Россия", ["Омске", "Омск"]),
        ("q=улица&city=omsk", ["Омске", "Улицы", "Омск"]),
        ('q="улицы перекрыты" -Астана', ["Улицы перекрыты"]),
        ("q=title:жители Омск", ["Омске", "жители", "Омск"]),
        ("date_from=2019&language=ru", []),
    ],
)
def test_what_is_marked_is_what_was_asked_for(client, small, question, marks):
    assert matches(opened(client, small.omsk_2019[-1], question)) == marks


def test_the_address_has_the_question_and_neither_its_order_nor_its_page(client, small):
    results = page_of(client.get("/search/?q=Омск&sort=oldest&leader=vladimir-putin&page=3&x=1"))
    article = small.omsk_2019[0]
    address = results.link(article.title)
    assert parse_qs(urlsplit(address).query) == {"q": ["Омск"], "leader": ["vladimir-putin"]}
    back = page_of(client.get(address)).link("back to the results")
    assert back == f"/search/?leader=vladimir-putin&q={quote('Омск')}"
    plain = page_of(client.get("/search/?sort=oldest"))
    assert plain.link(article.title) == article.get_absolute_url()


def test_an_earlier_address_of_an_article_keeps_the_question(client, small):
    article = small.omsk_2019[0]
    answer = client.get(f"/articles/{article.pk}/earlier/?q=Omsk&sort=oldest")
    assert answer.status_code == 301
    assert answer["Location"] == f"{article.get_absolute_url()}?q=Omsk"


def test_each_match_leads_to_the_one_before_and_after(client, small):
    page = opened(client, small.omsk_2019[-1], "q=Токаев")
    for label, begin, step in (("Next match", 1, 1), ("Previous match", 7, -1)):
        seen, at = [], f"hit-{begin}"
        while at:
            seen.append(at)
            mark = page.one("mark", id=at)
            links = [tag for tag in page.all("a", aria_label=label) if mark in tag.around]
            at = links[0]["href"].removeprefix("#") if links else ""
        assert seen == [f"hit-{n}" for n in range(1, 8)][::step]


def test_names_inside_a_match_keep_their_links(client, small):
    article = make_article("Новости", body="Вчера президент Казахстана Токаев уехал из Омска.")
    plain = page_of(client.get(article.get_absolute_url()))
    for q in ("Токаев", "Казахстан", "Омск", '"президент Казахстана"', "вчера", "уехал near Омск"):
        page = page_of(client.get(article.get_absolute_url(), {"q": q}))
        assert matches(page)
        named = [tag for tag in page.all("a", inside="article") if tag["title"]]
        assert {tag["href"] for tag in named} == {
            tag["href"] for tag in plain.all("a", inside="article") if tag["title"]
        }
        # A link within a mark, never a mark within a link.
        assert not [tag for tag in page.all("mark") if tag.is_inside("a")]
    page = page_of(client.get(article.get_absolute_url(), {"q": "Омск"}))
    assert [tag.text for tag in page.all("a", inside="mark", title="Omsk")] == ["Омска"]


def test_a_phrase_over_two_paragraphs_is_one_match_in_two_marks(client, small):
    article = make_article("Новости", body="Пришёл большой\n\nурожай и малый урожай.")
    page = page_of(client.get(article.get_absolute_url(), {"q": '"большой урожай"'}))
    assert matches(page) == ["большой", "урожай"]
    assert [tag["id"] for tag in page.all("mark")] == ["hit-1", ""]
    assert [tag.text for tag in page.all("p", inside="article") if not tag["class"]][1] == (
        "урожай и малый урожай."
    )
    assert said(page).startswith('1 match for “"большой урожай"”: first · back')


def test_a_page_without_a_question_is_the_article_alone(client, small):
    article = small.omsk_2019[-1]
    for query in ("", "?marks=off", "?from=feed&sort=oldest&page=2", "?q=", "?after=n-1"):
        page = page_of(client.get(article.get_absolute_url() + query))
        assert not page.all("mark")
        assert not page.all("meta", name="robots")
        assert said(page) == ""


@pytest.mark.parametrize("query", ["q=Омск", "leader=nobody", "outlet=example-courier"])
def test_a_page_with_a_question_is_not_one_more_for_search_engines(client, small, query):
    address = small.omsk_2019[0].get_absolute_url()
    page = page_of(client.get(f"{address}?{query}"))
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert page.one("link", rel="canonical")["href"].endswith(address)


@pytest.mark.parametrize(
    "query", ["leader=nobody", "date_from=x", "q=%00", "leader=" + "x" * 10_000]
)
def test_a_question_that_cannot_be_read_marks_nothing(client, small, query):
    answer = client.get(f"{small.omsk_2019[0].get_absolute_url()}?{query}")
    assert answer.status_code == 200
    assert not page_of(answer).all("mark")
    assert said(page_of(answer)) == ""


def test_where_nothing_is_found_or_nothing_can_be_the_line_says_so(client, small):
    address = small.omsk_2019[0].get_absolute_url()
    nothing = page_of(client.get(f"{address}?q=небывальщина"))
    assert said(nothing) == "No match for “небывальщина” · back to the results"
    no_words = page_of(client.get(f"{address}?outlet=example-courier"))
    assert said(no_words) == "back to the results"
    assert no_words.link("back to the results") == "/search/?outlet=example-courier"


def test_a_very_long_text_says_how_far_it_was_looked_through(client, small, monkeypatch):
    monkeypatch.setattr(snippets, "READ_CHARS", 100)
    article = make_article("Новости", body="Пшеница. " + "Слово. " * 20 + "Пшеница.")
    page = page_of(client.get(article.get_absolute_url(), {"q": "пшеница"}))
    assert matches(page) == ["Пшеница"]
    assert said(page).startswith("1 match for “пшеница” in the first 100 characters: first")


def test_matches_stay_where_the_marks_of_names_are_switched_off(client, small):
    page = opened(client, small.omsk_2019[-1], "q=Токаев")
    off = page_of(client.get(page.link("without marks")))
    assert matches(off) == TOKAYEV
    assert not [tag for tag in off.all("a", inside="article") if tag["title"]]
    assert said(off) == said(page)


def test_hostile_texts_and_questions_are_text(client, small):
    hostile = "<script>alert(1)</script> \"' onmouseover=alert(2) </mark> Омск"
    article = make_article(hostile, body=f"{hostile}\n\nОмск")
    page = page_of(client.get(article.get_absolute_url(), {"q": f"Омск OR {hostile}"}))
    assert not page.all("script")
    assert not [tag for tag in page.tags if tag["onmouseover"]]
    assert "Омск" in matches(page)
    assert f"“Омск OR {hostile}”" in said(page)
    unmarked = page_of(client.get(article.get_absolute_url()))
    assert unmarked.one("h1").text == article.title


@pytest.mark.parametrize(
    ("q", "marks"),
    [
        ("форум", ["Форум", "форума"]),
        ("поход", ["походы"]),
        ("вицепремьер", ["вице-премьер"]),
        ("10000", ["10 000"]),
    ],
)
def test_two_words_are_marked_as_one_only_if_written_as_one(client, small, q, marks):
    body = "Форум и походы. По ходу форума вице-премьер ждал 10 000 гостей."
    article = make_article("Новости", body=body)
    assert matches(page_of(client.get(article.get_absolute_url(), {"q": q}))) == marks


def test_what_is_near_many_words_is_marked_once(client, small):
    words = " ".join(["грузы составы"] * 300)
    finder = snippets._near({"груз"}, {"состав"}, 50)
    text = snippets._Terms("", [], [], ["груз", "состав"] * 300, [])
    # Not for each of the hundred around it: a long text of few words took a minute.
    assert sum(1 for _ in finder(text)) == 600
    article = make_article("Новости", body=words)
    page = page_of(client.get(article.get_absolute_url(), {"q": "грузы near/50 составы"}))
    assert matches(page) == words.split()
