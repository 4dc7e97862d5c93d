"""Link: the persons named in one article -> which record each one means.

Refuses to guess: a name that fits two people equally, or none well, is linked to nobody and
waits for an editor under its nominative. A missing link is found later; a wrong one is
believed. Places are link_places.py's. Knows no database.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive.extraction import context, dictionary
from archive.extraction.clusters import Cluster
from archive.extraction.forms import kazakh
from archive.extraction.namebook import PERSON, Candidate, NameBook, PersonFacts, Term
from archive.extraction.persons import PersonName, is_patronymic
from archive.extraction.rulings import Rulings
from archive.text import KAZAKH_LETTERS, key_of, plain, script_of

# How sure each kind of evidence makes a link (extraction study, section 5).
BY_EDITOR = 1.0
BY_PATRONYMIC = 0.99
BY_FULL_NAME = 0.95
BY_GIVEN_NAME_LIKE_ONE_KNOWN = 0.85
BY_INITIALS = 0.85
BY_OFFICE_NAMED = 0.8
BY_SURNAME_AND_CONTEXT = 0.75
BY_ONLY_BEARER_OF_SURNAME = 0.7
BY_OFFICE_ON_THE_DAY = 0.6
# A name that is nobody's, so far.
UNLINKED = 0.5

LEADING_ROLES = frozenset({"head_of_state", "head_of_government", "foreign_minister"})
BEFORE_OFFICE = datetime.timedelta(days=366)
AFTER_OFFICE = datetime.timedelta(days=12 * 366)
# Given names this much alike are spellings of one; with another first letter, this much.
ALIKE = 0.8
MUCH_ALIKE = 0.9
# Of a full name whose other words are the same, one word may differ so much.
RATHER_ALIKE = 0.72


@dataclass(frozen=True)
class Linked:
    """Whom or what a name means: a record, or under `label` nobody the archive knows yet."""

    id: int | None
    confidence: float
    label: str = ""


@dataclass(frozen=True)
class Surroundings:
    """What the article as a whole tells: its day, the countries it names."""

    published_on: datetime.date | None
    countries: frozenset[int]
    # Whoever one of the names in it may mean.
    people: frozenset[int] = frozenset()


def link_person(
    cluster: Cluster,
    names: Sequence[PersonName],
    label: str,
    text: str,
    book: NameBook,
    around: Surroundings,
    rulings: Rulings,
) -> Linked | None:
    """The person that the mentions of one cluster mean; None where an editor rejected them."""
    members = [names[number] for number in cluster.members]
    keys = [key_of(label), *dict.fromkeys(key_of(name.surface) for name in members)]
    decided = rulings.link(PERSON, keys)
    if decided is not None:
        return Linked(decided, BY_EDITOR, label)
    if rulings.rejects(PERSON, keys):
        return None
    records = (
        cluster.records
        or _records_of(label, cluster, book)
        or _records_spelt_otherwise(cluster, members, text, book, around)
    )
    records = {id for id in records if rulings.allows(PERSON, keys, id)}
    if not cluster.records and not (cluster.surname and cluster.given):
        # "Владимир Владимирович" to somebody's face: the one who leads that day, if just one.
        records = set(_in_leading_office(records, book, around))
    if len(records) == 1:
        (record,) = records
        is_sure = any(name.patronymic for name in members) and _has_patronymic_of(
            cluster, book.people[record]
        )
        return Linked(record, BY_PATRONYMIC if is_sure else BY_FULL_NAME, label)
    bearers = {
        id: candidate
        for id, candidate in _bearers(cluster, members, book).items()
        if rulings.allows(PERSON, keys, id) and _may_be_of_gender(cluster, book.people[id])
    }
    found = _among_bearers(cluster, members, bearers, text, book, around)
    return Linked(*found, label) if found else Linked(None, UNLINKED, label)


def _has_patronymic_of(cluster: Cluster, facts: PersonFacts) -> bool:
    """Whether the article gives the person's patronymic, in whatever case."""
    stem = cluster.patronymic[:-2]
    return bool(facts.patronymic) and stem == facts.patronymic[: len(cluster.patronymic) - 2] != ""


def _may_be_of_gender(cluster: Cluster, facts: PersonFacts) -> bool:
    return not cluster.gender or not facts.gender or cluster.gender == facts.gender


def _records_of(label: str, cluster: Cluster, book: NameBook) -> set[int]:
    """The people whose full name is the cluster's: Boris N. Yeltsin, Мусой Факи."""
    if not cluster.given:
        return set()
    name = " ".join((*cluster.given, cluster.surname))
    found = {
        candidate.id
        for key in (key_of(label), key_of(name))
        for candidate in book.meaning(key)
        if candidate.kind == PERSON and candidate.extent == "full"
    }
    if found or (cluster.surname and cluster.patronymic):
        return found
    patronymic = cluster.patronymic or cluster.surname
    if not cluster.surname or is_patronymic(cluster.surname):
        # Қасым-Жомарт Кемелұлы, Дмитрий Анатольевич: given name and patronymic.
        return {
            id
            for id in book.people_called(cluster.given[0])
            if plain(book.people[id].patronymic[:4]) == plain(patronymic[:4]) != ""
        }
    # A longer name without its end: Муса Факи (Махамат). Касым Токаев is not Касым-Жомарт.
    words = key_of(name).split()
    return {
        id
        for id in book.people_called(cluster.given[0])
        if len(words) > 1
        and any(key_of(full).split()[: len(words)] == words for _, full in book.people[id].names)
    }


def _records_spelt_otherwise(
    cluster: Cluster,
    members: Sequence[PersonName],
    text: str,
    book: NameBook,
    around: Surroundings,
) -> set[int]:
    """The one person in office that day with this given name and a surname much like this one,
    whose country or title the article names: Энтони Албаниз is Энтони Альбанезе."""
    day = around.published_on
    if (
        not day
        or not cluster.given
        or not cluster.surname
        or dictionary.is_surname(cluster.surname)
    ):
        return set()
    words = [*cluster.given, *cluster.surname.split()]
    found = {
        id
        for given in cluster.given[:2]
        for id in book.people_called(given)
        if book.people[id].held_office_on(day)
        and any(_is_much_like(words, key_of(full).split()) for _, full in book.people[id].names)
    }
    supported = {id for id in found if _is_supported(book.people[id], members, text, around)}
    return supported if len(supported) == 1 else set()


def _is_much_like(words: list[str], others: list[str]) -> bool:
    """Whether two names differ in one word alone, and in that one by a few letters."""
    if len(words) != len(others) or script_of(words[-1]) != script_of(others[-1]):
        return False
    unlike = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(unlike) == 1 and SequenceMatcher(None, *unlike[0]).ratio() >= RATHER_ALIKE


def _bearers(
    cluster: Cluster, members: Sequence[PersonName], book: NameBook
) -> dict[int, Candidate]:
    """Known people one of whose forms is the surname as it stands, or its nominative."""
    found: dict[int, Candidate] = {}
    forms = dict.fromkeys(key_of(name.surname) for name in members if name.surname)
    for form in (*forms, key_of(cluster.surname)):
        for candidate in book.meaning(form):
            if candidate.kind == PERSON:
                found.setdefault(candidate.id, candidate)
    if cluster.initials:
        # A surname too common to stand alone is safe with initials: С. Б. Иванов.
        for id in book.people_with_surname(cluster.surname):
            found.setdefault(id, Candidate(PERSON, id, "short"))
    # "Бу Хабиб" may be taken for a given name and a surname; so may Си Цзиньпин.
    for name in members:
        for candidate in book.meaning(key_of(name.surface)):
            if candidate.kind == PERSON:
                found.setdefault(candidate.id, candidate)
    return found


def _among_bearers(
    cluster: Cluster,
    members: Sequence[PersonName],
    bearers: dict[int, Candidate],
    text: str,
    book: NameBook,
    around: Surroundings,
) -> tuple[int, float] | None:
    """Whom of those who bear the surname the article means, and how sure that is.

    By falling evidence: a given name, initials, a title or country beside, company, an office
    on that day, and at last that nobody else who was in the news bears the name.
    """
    if not bearers:
        return None
    if cluster.given and cluster.surname and not _is_surname_after_all(members, book):
        fitting = [id for id in bearers if _given_names_fit(cluster, book.people[id])]
        return (fitting[0], BY_GIVEN_NAME_LIKE_ONE_KNOWN) if len(fitting) == 1 else None
    if cluster.initials:
        fitting = [id for id in bearers if _initials_fit(cluster, book.people[id])]
        return _sole(fitting, BY_INITIALS, book, around)
    if all(candidate.needs_context for candidate in bearers.values()) and all(
        context.starts_sentence(text, name.start) for name in members
    ):
        # "Песков" at the head of a sentence may be sands; in the middle a capital decides.
        return None
    if all(context.follows_another_name(text, name.start, book) for name in members):
        # Еділ Ермекбаев: a given name nobody recognised stands before.
        return None
    supported = [
        id
        for id in bearers
        if _is_supported(book.people[id], members, text, around)
        or _is_in_company(id, bearers, book, around)
    ]
    if len(supported) == 1 and len(bearers) == 1:
        return supported[0], BY_SURNAME_AND_CONTEXT
    if supported:
        return _sole(supported, BY_ONLY_BEARER_OF_SURNAME, book, around)
    in_office = _in_leading_office(bearers, book, around)
    if len(in_office) == 1:
        return in_office[0], BY_OFFICE_ON_THE_DAY
    if _is_also_a_given_name(cluster):
        return None
    # A surname stands in the data by itself only where it is safe alone.
    in_news = [id for id in bearers if _is_in_news(book.people[id], around)]
    return _sole(in_news, BY_ONLY_BEARER_OF_SURNAME, book, around)


def _is_in_company(
    id: int, bearers: dict[int, Candidate], book: NameBook, around: Surroundings
) -> bool:
    """Whether somebody else whom the archive knows may be named, and this one was in public
    life around the day: "Токаев и Путин" are the two leaders."""
    return bool(around.people - set(bearers)) and _is_in_news(book.people[id], around)


def _in_leading_office(bearers: Iterable[int], book: NameBook, around: Surroundings) -> list[int]:
    """Those who led a country or its diplomacy on that very day."""
    day = around.published_on
    return [
        id
        for id in bearers
        if day
        and any(term.covers(day) and term.role in LEADING_ROLES for term in book.people[id].terms)
    ]


def _is_surname_after_all(members: Sequence[PersonName], book: NameBook) -> bool:
    """Whether what looks like given name and surname is a short form: Бу Хабиб."""
    return any(
        candidate.kind == PERSON and candidate.extent == "short"
        for name in members
        if len(name.words) == 2
        for candidate in book.meaning(key_of(name.surface))
    )


def _sole(
    ids: list[int], confidence: float, book: NameBook, around: Surroundings
) -> tuple[int, float] | None:
    """The only one of these; or, with less confidence, the only one in office that day."""
    if len(ids) == 1:
        return ids[0], confidence
    if around.published_on:
        day = around.published_on
        in_office = [id for id in ids if book.people[id].held_office_on(day)]
        if len(in_office) == 1:
            return in_office[0], BY_OFFICE_ON_THE_DAY
    return None


def _given_names_fit(cluster: Cluster, facts: PersonFacts) -> bool:
    """Whether given name and patronymic are those of a known person, or spellings of them."""
    known = set(facts.given_names)
    if (
        facts.patronymic
        and cluster.patronymic
        and SequenceMatcher(None, facts.patronymic[:-2], cluster.patronymic[:-2]).ratio() < ALIKE
    ):
        return False
    given = [
        part for word in cluster.given for part in word.replace("-", " ").split() if len(part) > 1
    ]
    if not given:
        return _initials_fit(cluster, facts)
    if len(given) == 1 and any("-" in full.split()[0] for _, full in facts.names):
        # Касым Токаев is not Касым-Жомарт.
        return False
    return any(_is_same_given_name(word, other) for word in given for other in known)


def _is_same_given_name(word: str, other: str) -> bool:
    if word == other:
        return True
    if script_of(word) != script_of(other) or len(other) <= 3:
        return False
    # Екатерина, Катерина: another first letter must be all the difference.
    least = ALIKE if word[:1] == other[:1] else MUCH_ALIKE
    return SequenceMatcher(None, word, other).ratio() >= least


def _initials_fit(cluster: Cluster, facts: PersonFacts) -> bool:
    """Whether the initials are those of given name and patronymic.

    A patronymic's Kazakh letter is not in the data, which have patronymics in Russian alone.
    """
    first, *others = cluster.initials
    return first in facts.initials and all(
        letter in facts.initials or plain(letter) in facts.initials or letter in KAZAKH_LETTERS
        for letter in others
    )


def _is_supported(
    facts: PersonFacts, members: Sequence[PersonName], text: str, around: Surroundings
) -> bool:
    """Whether the article speaks for a bare surname: a title stands before the name, or the
    country of an office is named that the person held before the day or soon after."""
    if any(context.follows_title(text, name.start) for name in members) and _is_in_news(
        facts, around
    ):
        return True
    day = around.published_on
    return any(
        term.country_id in around.countries
        and (day is None or term.starts_on is None or term.starts_on <= day + BEFORE_OFFICE)
        for term in facts.terms
    )


def _terms_around(facts: PersonFacts, around: Surroundings) -> list[Term]:
    """The offices that make the news at an article's time: from a year before they were
    taken to twelve years after they were left; all of them for an undated article."""
    day = around.published_on
    if day is None:
        return list(facts.terms)
    return [
        term
        for term in facts.terms
        if (term.starts_on is None or term.starts_on <= day + BEFORE_OFFICE)
        and (term.ends_on is None or term.ends_on + AFTER_OFFICE >= day)
    ]


def _is_in_news(facts: PersonFacts, around: Surroundings) -> bool:
    """Whether the person was in public life around the day, as far as is known."""
    return not facts.terms or bool(_terms_around(facts, around))


def _is_also_a_given_name(cluster: Cluster) -> bool:
    """Мишель alone is rather somebody's given name than Шарль Мишель."""
    return dictionary.is_given_name_in_nominative(cluster.surname) or kazakh.is_given_name(
        cluster.surname
    )
