"""Near-identical texts are one group, whichever came first; different ones on one event are not."""

from itertools import permutations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from making import article_text, make_article, make_batch

from archive import twins
from archive.importing.read import UploadedArticle
from archive.importing.run import import_files
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


def test_a_lead_added_or_a_sentence_changed_makes_twins_and_another_text_does_not():
    sketch = twins.sketch_of(TEXT)
    assert twins.are_twins(sketch, twins.sketch_of(LEAD + TEXT))
    assert twins.are_twins(sketch, twins.sketch_of(CHANGED))
    assert not twins.are_twins(sketch, twins.sketch_of(OTHER))
    assert not twins.are_twins(sketch, twins.sketch_of(" ".join(WORDS[:100])))


def test_short_texts_are_twins_only_if_their_words_are_equal():
    short = " ".join(WORDS[: twins.FEWEST_WORDS - 1])
    assert twins.are_twins(twins.sketch_of(short), twins.sketch_of(short.upper() + "!"))
    assert not twins.are_twins(twins.sketch_of(short), twins.sketch_of(short + "а"))


def test_texts_without_words_are_like_nothing():
    assert twins.sketch_of("— … —") == []
    assert twins.groups_among({1: [], 2: []}) == {1: 1, 2: 2}


@given(st.sets(st.integers(0, twins.MINIMA - 1), max_size=twins.MINIMA - twins.ALIKE))
def test_twins_always_have_a_band_in_common(differing):
    one = list(range(twins.MINIMA))
    other = [-1 if place in differing else place for place in one]
    assert twins.are_twins(one, other)
    assert set(twins.bands_of(one)) & set(twins.bands_of(other))


@given(st.text())
def test_any_text_has_a_sketch_that_the_database_can_hold(text):
    sketch = twins.sketch_of(text)
    assert len(sketch) in (0, twins.MINIMA)
    assert all(-(2**31) <= each < 2**31 for each in [*sketch, *twins.bands_of(sketch)])


@given(st.permutations([TEXT, LEAD + TEXT, CHANGED, OTHER, OTHER + " и ещё", "Коротко."]))
def test_groups_do_not_hang_on_the_order_of_articles(texts):
    groups = twins.groups_among({pk: twins.sketch_of(text) for pk, text in enumerate(texts)})
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
    ends = twins.sketch_of(CHAIN[0]), twins.sketch_of(CHAIN[2])
    assert not twins.are_twins(*ends)
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


def noted() -> list[int]:
    """Articles whose change was noted for the index, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT article_id FROM archive_indexchange ORDER BY id")
        return [row[0] for row in cursor.fetchall()]
