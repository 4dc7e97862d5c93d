"""Questions: what readers ask of a made archive, drawn by chance, the same each time.

By class: a word, rare or common by the number of articles that have it; a phrase out of an
article; a name in any of its forms, alone or with a city and five years; filters without words;
facets; and the two hundredth page. Each is there twice: as a reader's address has it, and in the
bare terms of the engine, for what the engine alone would take.
"""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import tantivy

from archive.models import Article, Location, Mention, NameForm, Outlet, Person
from archive.search.analysis import stems_asked
from archive.search.words import read_words
from archive.text import words_of
from bench.search.load import cast_of_database
from bench.search.made_archive import Cast, Named, Weighted

# Shares of all articles a word stands in (search study, section 3).
RARE, COMMON = (0.0002, 0.002), (0.1, 0.6)
# Articles the words are taken from.
READ = 400
SHORTEST_WORD = 4
PAGE_SIZE = 20
DEEP_PAGE = 200
# So often one draws for a question that is not there yet.
DRAWS_OF_EACH = 20


@dataclass(frozen=True)
class Asked:
    """A question as parameters of an address, and in the engine's terms.

    Any of `terms` stands in title or text, or all of `phrase` side by side, or `people` are
    mentioned in either; of `numbers` (field, value) all hold; `days` are the first and the last
    as ordinals. `skipped` articles are on the pages before.
    """

    parameters: tuple[tuple[str, str], ...]
    terms: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    days: tuple[int, int] | None = None
    is_newest: bool = False
    skipped: int = 0

    @property
    def query_string(self) -> str:
        """The parameters as the address of the first page has them."""
        return urlencode(self.parameters)


@dataclass(frozen=True)
class Vocabulary:
    """What the questions of an archive are made of."""

    cast: Cast
    rare: list[str]
    common: list[str]
    # Two or three words on end, as articles have them.
    phrases: list[tuple[str, ...]]
    # A leader and a city that one article names, and its year.
    together: list[tuple[int, int, int]]


def questions(vocabulary: Vocabulary, count: int) -> dict[str, list[Asked]]:
    """So many questions of each class, or as many different ones as chance came upon.

    No two of a class are the same: what is remembered of one would answer the other.
    """
    draw = _Draw(vocabulary)
    makers: dict[str, Callable[[], Asked]] = {
        "rare": lambda: _word(draw.one_of(vocabulary.rare)),
        "common": lambda: _word(draw.one_of(vocabulary.common)),
        "phrase": draw.phrase,
        "name": draw.name,
        "name, city, years": draw.name_city_years,
        "wordless": draw.filters,
        "facets": draw.any_of_these,
        "deep page, newest": lambda: draw.deep(is_newest=True),
        "deep page, relevance": lambda: draw.deep(is_newest=False),
    }
    return {name: _different(make, count) for name, make in makers.items()}


def _different(make: Callable[[], Asked], count: int) -> list[Asked]:
    made: dict[Asked, None] = {}
    for _ in range(count * DRAWS_OF_EACH):
        made[make()] = None
        if len(made) == count:
            break
    return list(made)


def read_vocabulary(searcher: tantivy.Searcher) -> Vocabulary:
    """The words and phrases of some articles; how common a word is, the index tells."""
    chance = random.Random("vocabulary")
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    chosen = chance.sample(ids, min(READ, len(ids)))
    words: dict[str, None] = {}
    phrases = []
    for body in Article.objects.filter(pk__in=chosen).order_by("pk").values_list("body", flat=True):
        folded = [word.folded for word in words_of(body)]
        words |= dict.fromkeys(folded)
        start = chance.randrange(len(folded) - 3)
        phrases.append(tuple(folded[start : start + chance.choice((2, 3))]))
    # A name is a class of its own.
    names = set(NameForm.objects.filter(key__in=words).values_list("key", flat=True))
    plain = [
        word
        for word in words
        if len(word) >= SHORTEST_WORD and word.isalpha() and word not in names
    ]

    def between(shares: tuple[float, float]) -> list[str]:
        low, high = (share * len(ids) for share in shares)
        return [word for word in plain if low <= _frequency(searcher, word) <= high]

    mentions = Mention.objects.filter(article__in=chosen).exclude(article__published_at=None)
    cities = dict(mentions.exclude(location=None).order_by("pk").values_list("article", "location"))
    people = mentions.exclude(person=None).order_by("pk")
    together = [
        (person or 0, cities[article] or 0, day.year)
        for article, person, day in people.values_list("article", "person", "article__published_on")
        if article in cities and day
    ]
    return Vocabulary(cast_of_database(), between(RARE), between(COMMON), phrases, together)


def _frequency(searcher: tantivy.Searcher, word: str) -> int:
    """Articles with a word in any of its meanings: some forms are of two words."""
    return sum(searcher.doc_freq("body", stem) for stem in stems_asked(word))


def _word(word: str) -> Asked:
    return Asked((("q", word),), terms=tuple(stems_asked(word)))


class _Draw:
    """Chance, and what it draws from: as many ask for a leader as articles name them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.chance = random.Random("questions")
        self.vocabulary = vocabulary
        self.people = Weighted(vocabulary.cast.people, 0.95)
        self.by_id = {person.id: person for person in vocabulary.cast.people}
        self.cities = Weighted(vocabulary.cast.places, 1.0)
        self.slugs = {
            "person": dict(Person.objects.values_list("pk", "slug")),
            "location": dict(Location.objects.values_list("pk", "slug")),
        }
        cities = Location.objects.cities().exclude(country=None)
        self.countries = {pk: country or 0 for pk, country in cities.values_list("pk", "country")}
        self.outlets = list(Outlet.objects.order_by("pk").values_list("pk", "slug"))

    def one_of(self, words: list[str]) -> str:
        return self.chance.choice(words)

    def phrase(self) -> Asked:
        words = self.chance.choice(self.vocabulary.phrases)
        stems = tuple(stems_asked(word)[0] for word in words)
        return Asked((("q", f'"{" ".join(words)}"'),), phrase=stems)

    def name(self) -> Asked:
        return self._named(self.people.draw(self.chance))

    def name_city_years(self) -> Asked:
        """A name, a city and five years that have an article in common."""
        person, city, year = self.chance.choice(self.vocabulary.together)
        asked = self._named(self.by_id[person])
        start = year - self.chance.randrange(5)
        return replace(
            asked,
            parameters=(
                *asked.parameters,
                ("city", self.slugs["location"][city]),
                ("date_from", str(start)),
                ("date_to", str(start + 4)),
            ),
            numbers=(("cities", city),),
            days=(
                datetime.date(start, 1, 1).toordinal(),
                datetime.date(start + 4, 12, 31).toordinal(),
            ),
        )

    def _named(self, person: Named) -> Asked:
        form = self._form(person)
        # Who else may be meant, and whether the word is looked for too, is no question of speed.
        names = read_words(form).names
        people = {person.id}.union(*(name.people for name in names))
        terms = stems_asked(form) if any(name.spellings for name in names) else ()
        return Asked((("q", form),), terms=tuple(terms), people=tuple(sorted(people)))

    def filters(self) -> Asked:
        """Nothing at all, a leader, a country, an outlet, or a leader in an outlet."""
        person, city = self.people.draw(self.chance), self.cities.draw(self.chance)
        outlet, outlet_slug = self.chance.choice(self.outlets)
        country = self.countries[city.id]
        leader = (("leader", self.slugs["person"][person.id]), ("people", person.id))
        in_country = (("country", self.slugs["location"][country]), ("countries", country))
        in_outlet = (("outlet", outlet_slug), ("outlet", outlet))
        choices = ((), (leader,), (in_country,), (in_outlet,), (leader, in_outlet))
        chosen: tuple = self.chance.choice(choices)
        return Asked(
            tuple(parameter for parameter, _ in chosen),
            numbers=tuple(number for _, number in chosen),
            is_newest=True,
        )

    def any_of_these(self) -> Asked:
        """A word, a name or filters: what facets are counted for."""
        draw = self.chance.choice((self.name, self.filters, self._rare, self._common))
        return draw()

    def deep(self, *, is_newest: bool) -> Asked:
        """The two hundredth page of a common word."""
        asked = self._common()
        if is_newest:
            asked = replace(asked, parameters=(*asked.parameters, ("sort", "newest")))
        return replace(asked, is_newest=is_newest, skipped=(DEEP_PAGE - 1) * PAGE_SIZE)

    def _rare(self) -> Asked:
        return _word(self.one_of(self.vocabulary.rare))

    def _common(self) -> Asked:
        return _word(self.one_of(self.vocabulary.common))

    def _form(self, person: Named) -> str:
        """A surname or a full name, in Russian mostly, in any case ending."""
        language = self.chance.choices(("ru", "kk", "en"), (85, 10, 5))[0]
        return self.chance.choice(
            [person.base[language], *person.short[language], *person.full[language]]
        )
