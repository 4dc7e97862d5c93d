"""Clusters: the mentions of one article -> who is one person.

A full name is decided first; a bare surname, a given name or initials alone join the fuller
name they may be a form of, unless given name, patronymic, initial or gender contradict.
Looks at no other article and says nothing of which record a cluster is: link.py does. Knows
no database.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from anyascii import anyascii

from archive.extraction.persons import PARTICLES, Options, PersonName, likeliest
from archive.text import script_of

# Given names that are this much alike are spellings of one: Мухаммед, Мохаммед.
ALIKE_GIVEN_NAME = 0.75
# Surnames: a spelling differs in a letter or two (Мирзиёев, Мирзияев).
ALIKE_SURNAME = 0.84
# Written in two scripts they are compared by sound, which is less sharp.
ALIKE_SURNAME_IN_SOUND = 0.8
ALIKE_GIVEN_NAME_IN_SOUND = 0.75
# With more clusters than this a name is compared with those alone that share a word with it.
MOST_COMPARED = 300
# A nominative with less weight than this is not believed on its own.
LIKELY = 0.3
# For a spelling that also differs, or beside a surname that agrees, less will do.
RATHER_LIKELY = 0.2

_ENDINGS_OF_MEN = ("ов", "ев", "ин", "ын", "ский", "цкий", "ый")
_ENDINGS_OF_WOMEN = ("ова", "ева", "ская", "цкая")
# A nominative does not differ from other cases in names that end in these: Мацуо, Моди.
_UNCHANGING = "оиуэюы"

# Latin spellings of one sound, made the same.
_SOUNDS = (
    ("kh", "h"),
    ("zh", "j"),
    ("ts", "c"),
    ("ck", "k"),
    ("ph", "f"),
    ("w", "v"),
    ("y", "i"),
    ("x", "ks"),
)


@dataclass(eq=False)
class Cluster:
    """The mentions that mean one person, and the name they make up together.

    `records` are the ids of the people whose full name one of the mentions is.
    """

    members: list[int] = field(default_factory=list)
    given: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    patronymic: str = ""
    surname: str = ""
    generation: str = ""
    gender: str = ""
    words: set[str] = field(default_factory=set)
    records: set[int] = field(default_factory=set)

    @property
    def label(self) -> str:
        """The name in the nominative, as it would stand in a list: Сергей Иванов."""
        # The patronymic only where there is no surname: Дмитрий Анатольевич.
        last = self.surname or likeliest(self.patronymic)
        words = [word for word in (*self.given, *last.split()) if word]
        return " ".join(
            word if number and word in PARTICLES else _capitalised(word)
            for number, word in enumerate(words)
        )


@dataclass(frozen=True)
class KnownPeople:
    """What the archive knows of the names of one article, by position in the list of names.

    `full`: the id of the one person whose full name it is; two such mentions are one person
    however they are spelt. `bearers`: the id of the one person whom a bare surname may mean.
    `patronymics` are those people's, by id: Владимир Кириллович is not Владимир Путин.
    `in_office` are the ids of those who held an office on the day.
    """

    full: Mapping[int, int] = field(default_factory=dict)
    bearers: Mapping[int, int] = field(default_factory=dict)
    patronymics: Mapping[int, str] = field(default_factory=dict)
    in_office: frozenset[int] = frozenset()


NOBODY_KNOWN = KnownPeople()


def clusters_of(
    names: list[PersonName], known: KnownPeople = NOBODY_KNOWN, title_end: int = 0
) -> list[Cluster]:
    """The persons of one article; every name is in just one cluster.

    Names that begin before `title_end` are of the headline, which speaks of whom the text
    below introduces: of equally full names they are decided last.
    """
    preferred = _preferred_surnames(names)
    for name in names:
        name.best_surname = _best_surname(name, preferred)
    clusters: list[Cluster] = []
    by_word: dict[str, list[Cluster]] = {}
    for number in _fullest_first(names, known, title_end):
        name, record = names[number], known.full.get(number)
        likely = clusters
        if len(clusters) > MOST_COMPARED:
            # A list of thousands of names: only those that share a word are looked at.
            words = set(name.surname_options) or set(name.words)
            likely = [each for word in sorted(words) for each in by_word.get(word, ())]
        cluster = _best_for(number, names, likely, known, title_end)
        if cluster is None:
            cluster = Cluster()
            clusters.append(cluster)
        _join(cluster, number, name, record)
        for word in cluster.words | set(name.words):
            sharing = by_word.setdefault(word, [])
            if cluster not in sharing[-1:]:
                sharing.append(cluster)
        if record is not None and not cluster.patronymic:
            cluster.patronymic = known.patronymics.get(record, "")
    return clusters


def _fullest_first(names: list[PersonName], known: KnownPeople, title_end: int) -> list[int]:
    """The numbers of the names in the order in which they are decided."""

    def rank(number: int) -> tuple[float, bool, int]:
        name = names[number]
        return -name.fullness - (number in known.full), name.start < title_end, name.start

    return sorted(range(len(names)), key=rank)


def _best_for(
    number: int,
    names: list[PersonName],
    clusters: list[Cluster],
    known: KnownPeople,
    title_end: int,
) -> Cluster | None:
    """The cluster a mention belongs to, if any.

    Of two who may be meant, the one of the verb's gender, who is in office, whom the archive
    knows, or who is named most so far.
    """
    name, record = names[number], known.full.get(number)
    best, best_rank = None, (0.0, False, False, 0)
    for cluster in clusters:
        if _speaks_of_another(number, names, cluster, known, title_end):
            continue
        score = _agreement(name, cluster, record)
        if score <= 0:
            continue
        fits_verb = bool(name.verb_gender) and name.verb_gender == cluster.gender
        rank = (
            score + 0.25 * fits_verb,
            bool(cluster.records & known.in_office),
            bool(cluster.records),
            len(cluster.members),
        )
        if rank > best_rank:
            best, best_rank = cluster, rank
    return best


def _speaks_of_another(
    number: int,
    names: list[PersonName],
    cluster: Cluster,
    known: KnownPeople,
    title_end: int,
) -> bool:
    """Whether a bare surname stands before somebody unknown of that name is introduced, and
    is a known person's: "Мандела" before Винни Мандела is Нельсон."""
    name, bearer = names[number], known.bearers.get(number)
    if bearer is None or bearer in cluster.records or name.fullness or name.start < title_end:
        return False
    introduced = [names[member].start for member in cluster.members if names[member].given]
    return bool(introduced) and name.start < min(introduced)


def _preferred_surnames(names: list[PersonName]) -> Mapping[str, float]:
    """How much the article as a whole speaks for each nominative of a surname."""
    # Not a Counter: what is counted is weights.
    preferred: dict[str, float] = defaultdict(float)
    for name in names:
        share = 0.5 if name.given or name.initials else 0.33
        for form, (weight, _) in name.surname_options.items():
            preferred[form] += weight * share
        if name.given and name.surname_options:
            preferred[_best_surname(name, {})] += 1
    return preferred


def _best_surname(name: PersonName, preferred: Mapping[str, float]) -> str:
    """The likeliest nominative of the last word of the surname.

    Weighed by the gender and case of the given name and by the article as a whole. Each factor
    only makes a reading less likely: none is ruled out by one sign alone.
    """
    written = name.surname.split()[-1] if name.surname else ""
    if not written:
        return ""
    is_nominative = _given_is_nominative(name)

    def weight(form: str) -> float:
        sure, gender = name.surname_options[form]
        sure *= _fits_gender(form, gender, name.gender, written)
        if is_nominative is True and form != written:
            sure *= 0.2
        if is_nominative is False and form == written and written[-1] not in _UNCHANGING:
            sure *= 0.35
        return sure * (1 + 3 * min(preferred.get(form, 0), 3))

    return max(name.surname_options, key=lambda form: (weight(form), form))


def _fits_gender(form: str, form_gender: str, gender: str, written: str) -> float:
    """How well a nominative agrees with the gender of its bearer: 1 for wholly, near 0 for not."""
    if not gender:
        # A bare "Захарова" is rather a man's genitive in a text about Захаров alone.
        return 0.7 if form == written and form.endswith(("ова", "ева", "ина", "ская")) else 1
    fit = 0.1 if form_gender and form_gender != gender else 1.0
    if gender == "f" and (
        form.endswith(_ENDINGS_OF_MEN)
        # A woman's name on a consonant does not change: Меркель, Клинтон.
        or (form != written and form[-1] not in "аяоеиуюыэ")
    ):
        fit *= 0.05
    if gender == "m" and form.endswith(_ENDINGS_OF_WOMEN):
        fit *= 0.05
    return fit


def _given_is_nominative(name: PersonName) -> bool | None:
    """Whether the given name stands in the nominative; None if it does not tell."""
    if not name.given or script_of(name.given[-1]) != "cyrillic":
        return None
    word = name.given[-1]
    best = _best_given(word, name.given_options[-1], name.gender)
    if best != word:
        return False
    return None if word[-1] in _UNCHANGING else True


def _best_given(word: str, options: Options, gender: str) -> str:
    """The likeliest nominative of a given name."""

    def weight(form: str) -> float:
        sure, form_gender = options[form]
        if gender and form_gender and form_gender != gender:
            sure *= 0.1
        return sure

    return max(options, key=lambda form: (weight(form), form == word, form)) if options else word


def _agreement(name: PersonName, cluster: Cluster, record: int | None) -> float:
    """How well a mention agrees with a cluster; 0 for a contradiction or nothing in common."""
    if record is not None and cluster.records:
        return 5 if record in cluster.records else 0
    if name.generation and cluster.generation and name.generation != cluster.generation:
        return 0
    if name.gender and cluster.gender and name.gender != cluster.gender:
        return 0
    score = _surname_agreement(name, cluster)
    if not score:
        return 0
    if name.given and cluster.given and name.surname:
        if not _given_agree(name, cluster):
            return 0
        score += 1
    if name.patronymic and cluster.patronymic:
        if not _alike(name.patronymic[:-2], cluster.patronymic[:-2], ALIKE_GIVEN_NAME):
            return 0
        score += 1
    return 0 if _initials_contradict(name, cluster) else score


def _initials_contradict(name: PersonName, cluster: Cluster) -> bool:
    """Whether an initial of one is none of the other's given name, or other than its initial."""
    if cluster.given:
        return bool(name.initials) and not _initials_agree(name.initials[0], cluster.given)
    if not cluster.initials:
        return False
    if name.given and not _initials_agree(cluster.initials[0], name.given):
        return True
    return bool(name.initials) and name.initials[0] != cluster.initials[0]


def _surname_agreement(name: PersonName, cluster: Cluster) -> float:
    """How well the surnames agree: the same, a form of it, one of its words, a spelling of it.

    The steps only put the clusters that agree in order; 0 is for those that do not.
    """
    if not name.surname:
        # Иван Петрович: given name and patronymic alone.
        return float(_given_and_patronymic_agree(name, cluster))
    last = cluster.surname.split()[-1] if cluster.surname else ""
    if last:
        if name.best_surname == last:
            return 2.0
        if name.surname_options.get(last, (0,))[0] >= LIKELY:
            return 1.5
    if not name.given and not name.initials:
        # Nursultan, Си, Чен: one word of the full name.
        likely = {form for form, (weight, _) in name.surname_options.items() if weight >= LIKELY}
        if likely & (cluster.words - {last}):
            return 0.6
    if last and _same_spelt_otherwise(name, last):
        # A variant spelling counts for a full name with the same given name, or if rare enough.
        if name.given and cluster.given:
            return 1.2 if _given_agree(name, cluster) else 0.0
        return 0.5 if len(last) > 5 else 0.0
    return 0.0


def _given_and_patronymic_agree(name: PersonName, cluster: Cluster) -> bool:
    if not name.given or not cluster.given or not _given_agree(name, cluster):
        return False
    return not cluster.patronymic or _alike(
        name.patronymic[:-2], cluster.patronymic[:-2], ALIKE_GIVEN_NAME
    )


def _same_spelt_otherwise(name: PersonName, last: str) -> bool:
    """Whether a surname of the name is another spelling of this one, in either script."""
    if script_of(last) != script_of(name.surname):
        return any(
            _alike(_sounds(form), _sounds(last), ALIKE_SURNAME_IN_SOUND)
            for form in name.surname_options
        )
    return any(
        weight >= RATHER_LIKELY and form[:1] == last[:1] and _alike(form, last, ALIKE_SURNAME)
        for form, (weight, _) in name.surname_options.items()
    )


def _sounds(word: str) -> str:
    """Roughly how a name sounds, from either script."""
    latin = anyascii(word).lower().replace("'", "")
    for letters, sound in _SOUNDS:
        latin = latin.replace(letters, sound)
    # A doubled letter sounds as one.
    return "".join(a for a, b in pairwise(latin + " ") if a != b)


def _given_agree(name: PersonName, cluster: Cluster) -> bool:
    """Whether one of the given names is a form, an initial or a spelling of one of the cluster."""
    return any(
        _is_given_name_of(word, options, known)
        for word, options in zip(name.given, name.given_options, strict=True)
        for known in cluster.given
    )


def _is_given_name_of(word: str, options: Options, known: str) -> bool:
    forms = {form for form, (weight, _) in options.items() if weight >= RATHER_LIKELY} | {word}
    if known in forms:
        return True
    if (len(known) == 1 or len(word) == 1) and known[0] == word[0]:
        return True
    if script_of(known) != script_of(word):
        return any(
            _alike(_sounds(form), _sounds(known), ALIKE_GIVEN_NAME_IN_SOUND) for form in forms
        )
    return any(form[:1] == known[:1] and _alike(form, known, ALIKE_GIVEN_NAME) for form in forms)


def _initials_agree(initial: str, given: tuple[str, ...]) -> bool:
    return given[0][:1] == initial or anyascii(given[0])[:1].lower() == anyascii(initial).lower()


def _alike(one: str, other: str, least: float) -> bool:
    if one == other:
        return True
    if abs(len(one) - len(other)) > 3:
        return False
    return SequenceMatcher(None, one, other).ratio() >= least


def _join(cluster: Cluster, number: int, name: PersonName, record: int | None) -> None:
    """Make the mention a member; what it says that the cluster lacks becomes the cluster's."""
    is_first = not cluster.members
    cluster.members.append(number)
    if record is not None:
        cluster.records.add(record)
    if not cluster.surname or (is_first and name.surname):
        *others, _ = name.surname.split() or [""]
        cluster.surname = " ".join([*others, name.best_surname]).strip()
    if name.given and not cluster.given:
        cluster.given = tuple(
            _best_given(word, options, name.gender)
            for word, options in zip(name.given, name.given_options, strict=True)
        )
    if name.patronymic and not cluster.patronymic:
        cluster.patronymic = name.patronymic
    cluster.initials = cluster.initials or name.initials
    cluster.generation = cluster.generation or name.generation
    cluster.gender = cluster.gender or name.gender
    cluster.words |= {*cluster.given, *cluster.surname.split()}


def _capitalised(word: str) -> str:
    """Жан-Мари, аль-Асад: particles but the last word stay small."""
    parts = word.split("-")
    return "-".join(
        part if number < len(parts) - 1 and part in PARTICLES else part[:1].upper() + part[1:]
        for number, part in enumerate(parts)
    )
