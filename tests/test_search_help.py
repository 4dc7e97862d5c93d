"""The guide to the search box: each of its examples, asked of the sample articles."""

import pytest
from django.conf import settings
from django.http import QueryDict
from making import make_batch, make_omsk, make_person, make_place, make_putin, make_tokayev
from reading import kept, page_of

from archive.feeds.views import LENGTH
from archive.importing.read import article_files
from archive.importing.run import import_files
from archive.management.commands.serve import SAMPLE
from archive.models.choices import MeetingKind
from archive.pages import search_help
from archive.search import ask, effort, tokens, words
from archive.search.filters import MOST_VALUES, ArticleFilter, Question
from archive.search.vocabulary import FIELDS, field_named, value_of

pytestmark = pytest.mark.django_db

EXAMPLES = [
    *search_help.NAMES,
    *search_help.SIGNS,
    *(example for _, example in search_help.FIELDS),
    *search_help.TOGETHER,
]


def make_sample() -> None:
    """The sample articles, and whom and what the examples name."""
    make_tokayev()
    make_putin()
    make_person("Nursultan Nazarbayev", name_ru="Нурсултан Назарбаев")
    make_person("Emmanuel Macron", name_ru="Эмманюэль Макрон")
    russia = make_place("Russia", name_ru="Россия", name_kk="Ресей", kind="country", code="RU")
    kazakhstan = make_place(
        "Kazakhstan", name_ru="Казахстан", name_kk="Қазақстан", kind="country", code="KZ"
    )
    make_omsk(russia)
    make_place("Sochi", name_ru="Сочи", country=russia)
    astana = (("ru", "Нур-Султан"),)
    make_place("Astana", name_ru="Астана", name_kk="Астана", country=kazakhstan, aliases=astana)
    import_files(article_files([SAMPLE]), make_batch())


@pytest.fixture(scope="module")
def _sample(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    with kept(make_sample, folder, django_db_blocker):
        yield folder


@pytest.fixture
def sample(_sample, db, settings) -> None:
    settings.SEARCH_INDEX_DIR = _sample


def asked(q: str) -> Question:
    params = QueryDict(mutable=True)
    params["q"] = q
    return ArticleFilter(params).question


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("q", [example.q for example in EXAMPLES])
def test_an_example_is_read_whole_and_finds_something(q):
    question = asked(q)
    assert question.words.notes == ()
    found = ask.find(question).count
    assert 0 < found < ask.find(Question()).count


SAME = [
    ("Токаев", "Тоқаевтың"),
    ("Токаев", "К.-Ж. Токаевым"),
    ("Нур-Султан", "Астана"),
    ("переговоры", "переговорам"),
    ("Путин OR Макрон", "Путин ИЛИ Макрон"),
    ("Путин OR Макрон", "Путин НЕМЕСЕ Макрон"),
    ("саммит -Астана", "саммит НЕ Астана"),
    ("саммит -Астана", "саммит NOT Астана"),
    ("саммит -Астана", "саммит ЕМЕС Астана"),
    ("Токаев РЯДОМ Путин", "Токаев near/10 Путин"),
]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(("q", "other"), SAME)
def test_what_the_guide_calls_the_same_finds_the_same(q, other):
    assert set(ask.every_id(asked(q))) == set(ask.every_id(asked(other)))


def test_the_guide_names_every_field_and_kind():
    assert {name for name, _ in search_help.FIELDS} == set(FIELDS.values())
    for name, example in search_help.FIELDS:
        assert field_named(example.q.split(":")[0]) == name
    assert {value_of("kind", label) for label in MeetingKind.labels} == set(MeetingKind.values)


def test_the_page_for_programs_names_every_parameter_and_the_limits_as_they_are():
    text = (settings.BASE_DIR / "docs/search.md").read_text()
    assert [name for name in ArticleFilter.base_filters if f"`{name}`" not in text] == []
    assert [kind for kind in MeetingKind.values if f"`{kind}`" not in text] == []
    for limit in (
        f"| characters of the box | {tokens.LONGEST} |",
        f"| {tokens.MOST_WORDS}; {words.MOST_ORS}; {tokens.MOST_DEPTH} |",
        f"| {tokens.SHORTEST_PREFIX} at least |",
        f"| words between the sides of `near` | {tokens.FARTHEST - 1} |",
        f"{effort.MOST_WAITING} waiting, for {effort.PATIENCE_SECONDS:.0f} seconds,",
        f"at article {ask.DEEPEST:,}",
        f"takes {MOST_VALUES} values at most",
        f"the newest {LENGTH},",
    ):
        assert limit in text


@pytest.mark.usefixtures("sample")
def test_the_guide_leads_to_its_examples_and_the_search_page_to_it(client):
    guide = client.get("/search/").content.decode()
    assert 'href="/search/help/"' in guide
    page = page_of(client.get("/search/help/"))
    links = [tag["href"] for tag in page.all("a", inside="td")]
    assert len(links) == len(EXAMPLES)
    asked_for = [page_of(client.get(link)).one("input", id="q")["value"] for link in links]
    assert sorted(asked_for) == sorted(example.q for example in EXAMPLES)
