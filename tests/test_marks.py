"""Marks in an article: names of nobody known, mentions by office, overlaps, and no marks."""

from hypothesis import given, settings
from hypothesis import strategies as st
from making import make_article, make_waiting
from reading import page_of

from archive.models import Article, Mention, Person
from archive.pages.marks import Match, marked_paragraphs


def waiting_article() -> Article:
    """An article with a name nobody is known for, and one by office over a country's."""
    article = make_article(
        "Новости", body="Олег Петров и президент Казахстана.\n\nПетрова и Ильина ждали."
    )
    make_waiting(article, "Олег Петров")
    make_waiting(article, "Петрова", label="Олег Петров")
    make_waiting(article, "Ильина", label="Ильин")
    return article


def by_office(article: Article, surface: str, person: Person) -> None:
    start = article.body.index(surface)
    article.mentions.create(
        field="body",
        start=start,
        end=start + len(surface),
        surface=surface,
        kind="person",
        basis="office",
        person=person,
        confidence=0.6,
    )


def test_names_of_nobody_known_are_marked_apart_and_lead_to_a_search(client, small, indexed):
    article = waiting_article()
    page = page_of(client.get(article.get_absolute_url()))
    marks = [
        (tag.text, tag["title"]) for tag in page.all("a", inside="article", class_="candidate")
    ]
    unknown = "not in the archive's list of people yet"
    assert marks == [
        ("Олег Петров", unknown),
        ("Петрова", unknown),
        ("Ильина", "not clear who is meant"),
    ]
    aside = " ".join(page.one("aside").text.split())
    assert "Not in the list of people yetОлег Петров 2Ильин 1" in aside
    indexed()
    found = page_of(client.get(page.link("Олег Петров", inside="article")))
    assert article.title in found.html
    assert "1 article" in found.one("h2", id="found").text


def test_a_mention_by_office_is_cut_where_a_place_begins_and_no_word_is_lost(client, small):
    article = make_article("Новости", body="Ждали: президент Казахстана, сказали.")
    by_office(article, "президент Казахстана, сказали", small.tokayev)
    page = page_of(client.get(article.get_absolute_url()))
    marks = [
        (tag.text, tag["class"], tag["title"])
        for tag in page.all("a", inside="article")
        if tag["class"]
    ]
    office = ("person office", "Kassym-Jomart Tokayev, named by office")
    assert marks == [
        ("президент", *office),
        ("Казахстана", "place", "Kazakhstan"),
        (", сказали", *office),
    ]
    assert [tag.text for tag in page.all("p", inside="article") if not tag["class"]] == [
        article.body
    ]


def test_an_office_that_begins_with_a_places_name_leaves_the_place_its_own(client, small):
    article = make_article("Жаңалық", body="Қазақстан президенті келді.")
    by_office(article, "Қазақстан президенті", small.tokayev)
    page = page_of(client.get(article.get_absolute_url()))
    marks = [(tag.text, tag["class"]) for tag in page.all("a", inside="article") if tag["class"]]
    assert marks == [("Қазақстан", "place"), ("президенті", "person office")]


def test_a_reader_switches_the_marks_off_by_an_address_alone(client, small):
    article = waiting_article()
    address = article.get_absolute_url()
    page = page_of(client.get(f"{address}?from=feed&page=2"))
    off = page.link("without marks")
    assert off == f"{address}?from=feed&marks=off"
    answer = client.get(off)
    plain = page_of(answer)
    assert not [tag for tag in plain.all("a", inside="article") if tag["title"]]
    assert [tag.text for tag in plain.all("p", inside="article") if not tag["class"]] == [
        line for line in article.body.split("\n") if line
    ]
    assert plain.one("link", rel="canonical")["href"].endswith(address)
    assert plain.one("aside").text == page.one("aside").text
    assert plain.link("with marks") == f"{address}?from=feed"
    assert not answer.cookies
    for value in ("", "on", "OFF", "\0"):
        again = page_of(client.get(address, {"marks": value}))
        assert again.link("without marks")


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_marks_overlap_the_text_is_the_text(data):
    text = data.draw(st.text(alphabet="аб 😀\u0301\n", min_size=1, max_size=30))
    spans = st.tuples(st.integers(0, 32), st.integers(1, 12))
    mentions = [
        Mention(
            field="body", start=start, end=start + length, kind="person", basis=basis,
            label_key="а",
        )
        for (start, length), basis in data.draw(
            st.lists(st.tuples(spans, st.sampled_from(["name", "office"])), max_size=6)
        )
    ]  # fmt: skip
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    matches = [
        Match(number, start, end)
        for number, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=False), start=1)
    ]
    paragraphs = marked_paragraphs(Article(body=text), mentions, matches)
    assert ["".join(piece.text for piece in pieces) for pieces in paragraphs] == [
        line for line in text.split("\n") if line.strip()
    ]
    # Each match has the letters that were found, less the ends of lines and empty lines.
    for match in matches:
        inside = "".join(
            piece.text
            for pieces in paragraphs
            for piece in pieces
            if piece.match and piece.match.number == match.number
        )
        assert inside.split() == text[match.start : match.end].replace("\n", "").split()
    unmatched = marked_paragraphs(Article(body=text), mentions)
    assert [piece.mention for pieces in paragraphs for piece in pieces for _ in piece.text] == [
        piece.mention for pieces in unmatched for piece in pieces for _ in piece.text
    ]
