"""Near-identical texts are one group, whichever came first; different ones on one event are not."""

from itertools import permutations

import pytest
from desk import page_of, save
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from making import article_text, make_article, make_batch
from test_store import meanwhile

from archive import twins
from archive.importing.parse import parse_article
from archive.importing.read import UploadedArticle
from archive.importing.run import import_files
from archive.importing.store import store
from archive.models import Article, Sketch
from archive.understanding import delete_articles

WORDS = [f"слово{number}" for number in range(200)]
TEXT = " ".join(WORDS) + "."
LEAD = "Агентство сообщает со ссылкой на службу печати. "
CHANGED = TEXT.replace("слово90 слово91", "совсем другое")
OTHER = " ".join(f"иное{number}" for number in range(200))


def grouped(*articles: Article) -> list[int]:
    """The place, among these, of the article each one's group is numbered by."""
    pks = [article.pk for article in articles]
    return [pks.index(Sketch.objects.get(article=pk).twins) for pk in pks]


def sketch(body: str, title: str = "Переговоры") -> list[int]:
    return twins.sketch_of(title, body)


def are_twins(*bodies: str) -> bool:
    return twins.are_twins(*map(sketch, bodies))


@pytest.mark.parametrize(
    "changed",
    [TEXT, TEXT.upper(), LEAD + TEXT, CHANGED, TEXT + LEAD, " ".join(WORDS[:150])],
    ids=["equal", "capitals", "lead", "changed", "foot", "cut"],
)
def test_a_lead_added_or_a_sentence_changed_or_cut_makes_twins(changed):
    assert are_twins(TEXT, changed)
    assert are_twins(changed, TEXT)


def test_another_text_on_the_same_or_half_of_one_is_no_twin():
    assert not are_twins(TEXT, OTHER)
    assert not are_twins(TEXT, " ".join(WORDS[:100]))
    # Its words in another order, as another author has them.
    assert not are_twins(TEXT, " ".join(reversed(WORDS)))


def test_each_outlets_own_headline_parts_no_twins():
    assert twins.sketch_of("Встреча в Омске", TEXT) == twins.sketch_of("Talks", TEXT)


def test_short_texts_are_twins_only_if_title_and_words_are_equal():
    short = " ".join(WORDS[: twins.FEWEST_WORDS - 1])
    assert are_twins(short, short.upper() + "!")
    assert not are_twins(short, short + "а")
    assert not twins.are_twins(sketch(short), sketch(short, title="Другие переговоры"))
    assert not are_twins(short, f"{short} конец")


def test_texts_without_words_are_like_nothing():
    assert sketch("— … —") == []
    assert twins.groups_among({1: [], 2: []}) == {1: 1, 2: 2}
    assert not twins.are_twins([], [])


@given(st.integers(31, 600), st.integers(0, 600), st.integers(1, 600))
def test_a_sketch_tells_how_much_two_texts_share(length, start, other_length):
    """Every text is a stretch of the same words, so what two share is known exactly."""
    words = [f"слово{number}" for number in range(1200)]
    one, other = words[:length], words[start : start + max(other_length, 31)]
    shingles = [{*zip(each, each[1:], each[2:], strict=False)} for each in (one, other)]
    share = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
    # Four times the error of a sketch of so many; none where both tell all.
    margin = 0.17 if max(length, len(other)) - 2 > twins.MINIMA else 0
    if share > twins.ALIKE + margin:
        assert are_twins(" ".join(one), " ".join(other))
    if share < twins.ALIKE - margin:
        assert not are_twins(" ".join(one), " ".join(other))


@given(st.text())
def test_any_text_has_a_sketch_that_the_database_can_hold(text):
    minima = sketch(text)
    assert minima == sorted(set(minima))
    assert len(minima) <= twins.MINIMA
    assert all(-(2**31) <= each < 2**31 for each in [*minima, *twins.bands_of(minima)])


@given(st.permutations([TEXT, LEAD + TEXT, CHANGED, OTHER, OTHER + " и ещё", "Коротко."]))
def test_groups_do_not_hang_on_the_order_of_articles(texts):
    groups = twins.groups_among({pk: sketch(text) for pk, text in enumerate(texts)})
    parts: dict[int, set[str]] = {}
    for pk, number in groups.items():
        parts.setdefault(number, set()).add(texts[pk])
    assert sorted(map(len, parts.values())) == [1, 2, 3]
    assert all(number == min(pk for pk in groups if groups[pk] == number) for number in parts)


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(permutations([TEXT, LEAD + TEXT, CHANGED, OTHER])))
def test_articles_are_grouped_alike_in_whichever_order_they_come_in(order):
    articles = [make_article(body=body) for body in order]
    alone = order.index(OTHER)
    first = 1 if alone == 0 else 0
    assert grouped(*articles) == [alone if each == alone else first for each in range(4)]


# A chain: each is a twin of the next, the ends are none of each other.
CHAIN = [" ".join(WORDS[start : start + 150]) for start in (0, 22, 44)]


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_who_links_two_others_brings_them_together_and_parts_them_when_deleted(order):
    assert not are_twins(CHAIN[0], CHAIN[2])
    articles = [make_article(body=CHAIN[each]) for each in order]
    assert grouped(*articles) == [0, 0, 0]
    delete_articles(Article.objects.filter(pk=articles[order.index(1)].pk))
    left = [article for article, each in zip(articles, order, strict=True) if each != 1]
    assert grouped(*left) == [0, 1]


@pytest.mark.django_db
def test_a_changed_text_leaves_its_group_and_joins_another():
    url = "https://news.example.org/changes"
    first = make_article(body=TEXT, url=url)
    second, third = make_article(body=CHANGED), make_article(body=OTHER)
    assert grouped(first, second, third) == [0, 0, 2]
    make_article(body=OTHER + " и ещё", url=url)
    assert grouped(first, second, third) == [0, 1, 0]


@pytest.mark.django_db
def test_importing_the_same_file_again_writes_no_sketch_and_notes_no_change():
    make_article(body=TEXT)
    file = UploadedArticle("1.md", article_text(body=CHANGED).encode())
    import_files([file], make_batch())
    before = list(Sketch.objects.order_by("pk").values_list()), noted()
    import_files([file], make_batch())
    assert (list(Sketch.objects.order_by("pk").values_list()), noted()) == before


@pytest.mark.django_db
def test_a_change_of_group_is_noted_once_for_the_index_and_a_sketch_alone_never():
    article = make_article(body=TEXT)
    Sketch.objects.all().delete()
    before = noted()
    twins.keep_waiting(0, 10)
    assert noted() == before
    Sketch.objects.update(twins=article.pk - 1)
    assert noted() == [*before, article.pk]


@pytest.mark.django_db
def test_articles_from_before_there_were_twins_are_grouped_in_small_steps():
    articles = [make_article(body=body) for body in (TEXT, OTHER, CHANGED)]
    Sketch.objects.all().delete()
    after = twins.keep_waiting(0, 2)
    assert after == articles[1].pk
    after = twins.keep_waiting(after, 2)
    assert twins.keep_waiting(after, 2) is None
    assert grouped(*articles) == [0, 1, 0]


# Stretches of one text, some alike and some not, and two that are no stretch of it.
STRETCHES = [" ".join(WORDS[at : at + 100]) for at in range(0, 100, 9)] + [OTHER, "Коротко."]


@pytest.mark.django_db
@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 7), st.sampled_from([*STRETCHES, None])), max_size=20))
def test_whatever_comes_changes_and_goes_groups_are_those_of_what_is_there(happenings):
    Article.objects.all().delete()
    for number, body in happenings:
        url = f"https://news.example.org/twins/{number}"
        if body is None:
            delete_articles(Article.objects.filter(original_url=url))
        else:
            keep(body, url)
    rows = list(Sketch.objects.values_list("article", "minima", "twins"))
    expected = twins.groups_among({pk: minima for pk, minima, _ in rows})
    assert {pk: number for pk, _, number in rows} == expected
    assert len(rows) == Article.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_twins_that_come_in_at_once_see_each_other():
    # Their outlet is there already, so that they wait for each other at nothing else.
    make_article(body=OTHER)
    first, second = meanwhile(lambda: keep(TEXT), lambda: keep(CHANGED))
    assert grouped(first, second) == [0, 0]


@pytest.mark.django_db(transaction=True)
def test_an_article_that_is_being_read_is_compared_after_it():
    article = make_article(body=TEXT)
    Sketch.objects.all().delete()
    meanwhile(
        lambda: Article.objects.select_for_update().get(pk=article.pk),
        lambda: twins.keep_waiting(0, 10),
    )
    assert Sketch.objects.filter(article=article.pk).exists()


@pytest.mark.django_db
def test_a_text_corrected_at_the_desk_is_compared_anew(staff_client):
    first, second = make_article(body=TEXT), make_article(body=OTHER)
    save(staff_client, page_of("article", "change", second.pk), body=CHANGED)
    assert Article.objects.get(pk=second.pk).body == CHANGED
    assert grouped(first, second) == [0, 0]


def keep(body: str, url: str | None = None) -> Article:
    """An article stored and compared, but not understood."""
    parsed = parse_article(article_text(body=body, url=url).encode())
    article, _ = store(parsed, make_batch())
    twins.keep_twins(article)
    return article


def noted() -> list[int]:
    """Articles whose change was noted for the index, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT article_id FROM archive_indexchange ORDER BY id")
        return [row[0] for row in cursor.fetchall()]
