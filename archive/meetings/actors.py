"""Actors: those a sentence names otherwise than by name or by one office.

"the presidents of Russia and Turkey", "хозяин Белого дома", "его турецкий коллега", "Мемлекет
басшысы", and roles already given: "the chancellor" is the one named before. Refuses to guess:
what two people may be is nobody. Knows no database.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.extraction.namebook import LOCATION, NameBook, Term
from archive.extraction.offices import country_adjectives, leads_by_government
from archive.meetings import kazakh
from archive.meetings.sentences import Actor, Sentence
from archive.text import fold

HEAD_OF_STATE, HEAD_OF_GOVERNMENT = "head_of_state", "head_of_government"
FOREIGN_MINISTER, LEADER = "foreign_minister", "leader"

# Words for roles: whom several of them are in the plural, and one of them given before.
_PLURALS = {
    "ru": {
        HEAD_OF_STATE: r"президент(?:ы|ов|ами|ам|ах)|глав(?:ы|ами|ам)? государств",
        HEAD_OF_GOVERNMENT: r"премьер(?:ы|ов|ами|ам)|премьер-министр(?:ы|ов|ами|ам)"
        r"|глав(?:ы|ами|ам)? правительств",
        FOREIGN_MINISTER: r"министр(?:ы|ов|ами|ам) иностранных дел|глав(?:ы|ами|ам)? (?:МИД|МИДов)"
        r"|главы внешнеполитических ведомств",
        LEADER: r"лидер(?:ы|ов|ами|ам)|главы|руководител(?:и|ей|ями|ям)",
    },
    "kk": {
        HEAD_OF_STATE: r"президенттері\w*",
        HEAD_OF_GOVERNMENT: r"премьер-министрлері\w*|үкімет басшылары\w*",
        FOREIGN_MINISTER: r"сыртқы істер министрлері\w*",
        LEADER: r"басшылары\w*|көшбасшылары\w*|мемлекет басшылары\w*",
    },
    "en": {
        HEAD_OF_STATE: r"presidents",
        HEAD_OF_GOVERNMENT: r"prime ministers|premiers",
        FOREIGN_MINISTER: r"foreign ministers|top diplomats",
        LEADER: r"leaders",
    },
}
# The American one is called otherwise than all others.
SECRETARY_OF_STATE = "secretary_of_state"
_ROLES = {
    "ru": {
        SECRETARY_OF_STATE: r"госсекретар(?:ь|я|ю|ем)|глав(?:а|ы|е|у|ой) Госдепа",
        FOREIGN_MINISTER: r"глав(?:а|ы|е|у|ой) МИДа?|министр(?:а|у|ом)?",
        HEAD_OF_GOVERNMENT: r"премьер(?:-министр)?(?:а|у|ом)?|канцлер(?:а|у|ом)?"
        r"|глав(?:а|ы|е|у|ой) правительства",
        HEAD_OF_STATE: r"президент(?:а|у|ом)?|глав(?:а|ы|е|у|ой) государства"
        r"|корол(?:ь|я|ю|ем)|эмир(?:а|у|ом)?|султан(?:а|у|ом)?",
    },
    "kk": {
        SECRETARY_OF_STATE: r"мемлекеттік хатшы(?:мен|ны|ға)?",
        FOREIGN_MINISTER: r"министр(?:мен|ді|ге|дің)?",
        HEAD_OF_GOVERNMENT: r"премьер(?:-министр)?(?:мен|ді|ге)?|канцлер(?:мен|ді|ге)?",
        HEAD_OF_STATE: r"президент(?:пен|ті|ке|тің)?|патша(?:мен)?|әмір(?:мен)?",
    },
    "en": {
        SECRETARY_OF_STATE: r"the secretary of state",
        FOREIGN_MINISTER: r"the (?:foreign (?:minister|secretary)|minister)",
        HEAD_OF_GOVERNMENT: r"the (?:prime minister|premier|chancellor)",
        HEAD_OF_STATE: r"the (?:president|king|emir|sultan|emperor)",
    },
}
# By-names of one office each: the role, the country, how the text has it.
_EPITHETS = (
    (HEAD_OF_STATE, "US", r"(?:хозя\w+|глав\w+) Белого дома|Ақ үй(?:дің)? (?:басшысы|иесі)\w*"
                          r"|Ақ үй(?:дің)? (?:қожасы|қожайыны)\w*"
                          r"|американск\w+ лидер\w*|the White House chief"),
    (HEAD_OF_STATE, "RU", r"(?:хозя\w+|глав\w+) Кремля|Кремль(?:дің)? (?:басшысы|иесі|қожайыны)\w*"
                          r"|глав\w+ российского государства"),
    (FOREIGN_MINISTER, "US", r"глав\w+ Госдеп\w*|АҚШ Мемлекеттік хатшысы\w*"
                             r"|the top U\.?S\.? diplomat"),
    (HEAD_OF_STATE, "KZ", r"глав\w+ Акорды|Ақорда(?:ның)? (?:басшысы|иесі)\w*"),
)  # fmt: skip
# In Kazakh texts the state without a name is Kazakhstan.
_KAZAKH_HEAD = re.compile(r"(?<![\w-])(?:Мемлекет басшысы|Ел Президенті|Президентіміз)\w*")
# Peoples by which Kazakh names offices: "түрік президенті", "неміс канцлері".
_KAZAKH_PEOPLES = {
    "түрік": "TR", "қырғыз": "KG", "өзбек": "UZ", "тәжік": "TJ", "түрікмен": "TM", "қытай": "CN",
    "неміс": "DE", "француз": "FR", "жапон": "JP", "үнді": "IN", "грузин": "GE", "армян": "AM",
    "әзербайжан": "AZ", "украин": "UA", "беларус": "BY", "белорус": "BY", "моңғол": "MN",
    "поляк": "PL", "венгр": "HU", "мажар": "HU", "чех": "CZ", "румын": "RO", "серб": "RS",
    "фин": "FI", "швед": "SE", "испан": "ES", "итальян": "IT", "грек": "GR", "қазақ": "KZ",
    "американ": "US", "америка": "US", "орыс": "RU", "британ": "GB", "еврей": "IL",
}  # fmt: skip
_KAZAKH_OFFICES = {
    HEAD_OF_STATE: r"президент[іи]",
    HEAD_OF_GOVERNMENT: r"премьер(?:-министр)?і|канцлері",
    FOREIGN_MINISTER: r"сыртқы істер министрі",
    LEADER: r"(?:көш)?басшысы|лидері",
}
_COUNTERPART = {
    "ru": re.compile(
        r"(?:коллег(?:а|и|е|у|ой)|визави|гост(?:ь|я|ю|ем)|монарх(?:а|у|ом)?|собеседник(?:а|у|ом)?)"
        r"(?![\w-])",
        re.IGNORECASE,
    ),
    "kk": re.compile(r"әріптесі\w*", re.IGNORECASE),
    "en": re.compile(r"(?:counterpart|opposite number)(?!\w)", re.IGNORECASE),
}
_AND = r"(?:,\s*|\s+(?:и|және|мен|пен|бен|and)\s+|,\s*(?:и|and)\s+)(?:the\s+)?"


@dataclass(frozen=True)
class _Text:
    """What the rules here look at: an article's language and day, and the namebook."""

    language: str
    day: datetime.date
    book: NameBook

    def holder(self, role: str, country: int | None) -> int | None:
        """Who held a role for a country on the day; None for nobody or for two."""
        if country is None:
            return None
        if role == LEADER:
            by_government = leads_by_government(self.book, country, self.day)
            role = HEAD_OF_GOVERNMENT if by_government else HEAD_OF_STATE
        holders = {
            id
            for id, term in self.book.terms_on(self.day)
            if term.role == role and term.country_id == country and _is_at_the_head(term)
        }
        return holders.pop() if len(holders) == 1 else None

    def roles_of(self, id: int | None) -> list[Term]:
        facts = self.book.people.get(id) if id is not None else None
        return [term for term in facts.terms if term.covers(self.day)] if facts else []


def _is_at_the_head(term: Term) -> bool:
    return not re.search(r"Vice|Deputy|Acting|First Lady", term.title)


def add_actors(
    sentences: Sequence[Sentence], language: str, day: datetime.date, book: NameBook
) -> None:
    """Add to each sentence the actors it names in these other ways, in order of the text."""
    text = _Text(language, day, book)
    before: list[Actor] = []
    for sentence in sentences:
        found = [
            *_in_plural(sentence, text),
            *_by_epithet(sentence, text),
        ]
        _add(sentence, found)
        _add(sentence, list(_counterparts(sentence, before, text)))
        _add(sentence, list(_by_role(sentence, before, text)))
        if language == "kk":
            _add(sentence, list(_the_president(sentence, before, text)))
        before += sentence.actors
        if language == "kk":
            sentence.aside = frozenset(
                each.start
                for each in sentence.actors
                if kazakh.stands_aside(sentence, each, nominatives(each, book))
            )


def nominatives(actor: Actor, book: NameBook) -> list[str]:
    """The last words of somebody's names as they are: "Байден" is no ablative."""
    facts = book.people.get(actor.id) if actor.id is not None else None
    names = [name for _, name in facts.names] if facts else [actor.name]
    return [name.split()[-1] for name in names if name]


def _add(sentence: Sentence, found: Sequence[Actor]) -> None:
    """Take in actors, but for those who stand where another does or are named already."""
    for actor in found:
        is_new = all(
            actor.end <= each.start or each.end <= actor.start or actor.start == each.start == -1
            for each in sentence.actors
        )
        if is_new and actor.who not in {each.who for each in sentence.actors}:
            sentence.actors.append(actor)
    sentence.actors.sort(key=lambda each: each.start)


def _actor(sentence: Sentence, start: int, end: int, id: int, basis: str, book: NameBook) -> Actor:
    name = dict(book.people[id].names).get("en", "")
    return Actor(sentence.start + start, sentence.start + end, id, name, basis)


def _in_plural(sentence: Sentence, text: _Text) -> Iterator[Actor]:
    for role, words in _PLURALS[text.language].items():
        for match in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", sentence.text, re.IGNORECASE):
            for start, end, country in _countries_beside(sentence, match, text):
                id = text.holder(role, country)
                if id is not None:
                    yield _actor(sentence, start, end, id, "office", text.book)


def _countries_beside(
    sentence: Sentence, role: re.Match[str], text: _Text
) -> list[tuple[int, int, int]]:
    """The countries a role in the plural is of: named after it, before it, as adjectives."""
    countries = [
        (place.start - sentence.start, place.end - sentence.start, place.id)
        for place in sentence.places
        if text.book.places[place.id].kind == "country"
    ]
    found: list[tuple[int, int, int]] = []
    if text.language == "kk":
        at = role.start()
        for start, end, id in reversed(countries):
            between = sentence.text[end:at]
            if end <= at and re.fullmatch(rf"[\w-]*\s+|{_AND}|[\w-]*{_AND}", between):
                # The role bears the ending for all: "… президенттерімен".
                found.insert(0, (start, role.end() if at == role.start() else end, id))
                at = start
        return found if len(found) > 1 else []
    at = role.end()
    for start, end, id in countries:
        between = sentence.text[at:start]
        if start >= at and re.fullmatch(rf"\s+(?:of (?:the )?)?|{_AND}", between):
            found.append((start, end, id))
            at = end
    if len(found) > 1:
        return found
    pattern, codes = country_adjectives(text.language)
    begin = max(0, role.start() - 60)
    listed = re.search(
        r"([\w-]+(?:, [\w-]+)*,? (?:и|and) [\w-]+)\s$", sentence.text[begin : role.start()]
    )
    if listed is None:
        return []
    return [
        (begin + listed.start() + each.start(), begin + listed.start() + each.end(), country)
        for each in pattern.finditer(listed[0])
        if (country := text.book.country_of(codes[each[1].lower()])) is not None
    ]


def _by_epithet(sentence: Sentence, text: _Text) -> Iterator[Actor]:
    for role, code, words in _EPITHETS:
        for match in re.finditer(rf"(?<![\w-])(?:{words})", sentence.text, re.IGNORECASE):
            id = text.holder(role, text.book.country_of(code))
            if id is not None:
                yield _actor(sentence, *match.span(), id, "office", text.book)
    if text.language == "kk":
        for match in _KAZAKH_HEAD.finditer(sentence.text):
            id = text.holder(HEAD_OF_STATE, text.book.country_of("KZ"))
            before = sentence.text[: match.start()].rstrip()
            is_anothers = any(
                place.end - sentence.start == len(before) for place in sentence.places
            )
            is_title = _is_kazakh_title(sentence, match.end(), text.book)
            if id is not None and not is_anothers and not is_title:
                yield _actor(sentence, *match.span(), id, "office", text.book)
        yield from _by_people(sentence, text)


def _the_president(sentence: Sentence, before: Sequence[Actor], text: _Text) -> Iterator[Actor]:
    """ "Президент" with a capital: Kazakhstan's, where no other head of state was named."""
    kazakhstan = text.book.country_of("KZ")
    id = text.holder(HEAD_OF_STATE, kazakhstan)
    abroad = {
        actor.who
        for actor in (*before, *sentence.actors)
        if any(
            term.role == HEAD_OF_STATE and term.country_id != kazakhstan
            for term in text.roles_of(actor.id)
        )
    }
    if id is None or abroad:
        return
    for match in re.finditer(r"(?<![\w«-])Президент(?:пен|ті|ке|тің)?(?![\w»-])", sentence.text):
        # "Түркия Президенті" is of Türkiye; "Бүгін Президент" begins a sentence.
        beside = re.search(r"(?<=\s)[А-ЯӘІҢҒҮҰҚӨҺ][\w-]*\s$", sentence.text[: match.start()])
        is_of_a_country = any(
            0 <= match.start() - place.end + sentence.start <= 6 for place in sentence.places
        )
        follows = any(0 <= a.start - sentence.start - match.end() <= 1 for a in sentence.actors)
        former = re.search(
            r"(?:бұрынғы|тұңғыш|экс|вице)[\s-]$", sentence.text[: match.start()], re.I
        )
        if not (beside or is_of_a_country or follows or former):
            yield _actor(sentence, *match.span(), id, "role", text.book)


def _is_kazakh_title(sentence: Sentence, end: int, book: NameBook) -> bool:
    """ "Мемлекет басшысы Эмомали Рахмон қарсы алды": an office that is of the name after it."""
    for each in sentence.actors:
        start = each.start - sentence.start
        if 0 <= start - end <= 1:
            case = kazakh.case_of(sentence.text, each, start, nominatives(each, book))
            return case in (kazakh.NOMINATIVE, kazakh.GENITIVE)
    return False


def _by_people(sentence: Sentence, text: _Text) -> Iterator[Actor]:
    """ "түрік президенті", "ресейлік басшы": in Kazakh an office by its people."""
    for role, words in _KAZAKH_OFFICES.items():
        for match in re.finditer(rf"(?<=\s)(?:{words})\w*", sentence.text, re.IGNORECASE):
            before = re.search(r"(?<![\w-])(\w+)\s$", sentence.text[: match.start()])
            country = _country_by_adjective(before[1], text.book) if before else None
            id = text.holder(role, country)
            if before and id is not None and not _is_kazakh_title(sentence, match.end(), text.book):
                yield _actor(sentence, before.start(), match.end(), id, "office", text.book)


def _country_by_adjective(word: str, book: NameBook) -> int | None:
    code = _KAZAKH_PEOPLES.get(word.lower())
    if code is not None:
        return book.country_of(code)
    stem = re.fullmatch(r"(\w{3,}?)(?:[лдт]ық|[лдт]ік)", word.lower())
    if stem is None:
        return None
    code = _KAZAKH_PEOPLES.get(stem[1])
    countries = {
        each.id
        for each in book.meaning(fold(stem[1]))
        if each.kind == LOCATION and book.places[each.id].kind == "country"
    }
    return book.country_of(code) if code else countries.pop() if len(countries) == 1 else None


def _counterparts(sentence: Sentence, before: Sequence[Actor], text: _Text) -> Iterator[Actor]:
    """ "his Turkish counterpart": who holds for Turkey what the one before holds."""
    if text.language == "kk":
        adjectives = [
            (place.start - sentence.start, place.end - sentence.start, place.id)
            for place in sentence.places
            if text.book.places[place.id].kind == "country"
        ] + [
            (each.start(), each.end(), country)
            for each in re.finditer(r"\w+(?=\s+әріптес)", sentence.text)
            if (country := _country_by_adjective(each[0], text.book)) is not None
        ]
    else:
        pattern, codes = country_adjectives(text.language)
        adjectives = [
            (each.start(), each.end(), country)
            for each in pattern.finditer(sentence.text)
            if (country := text.book.country_of(codes[each[1].lower()])) is not None
        ]
    for match in _COUNTERPART[text.language].finditer(sentence.text):
        beside = [
            each
            for each in adjectives
            if each[1] <= match.start()
            and re.fullmatch(r"[\w’']*\s(?:\w+\s)?", sentence.text[each[1] : match.start()])
        ]
        named = any(0 <= a.start - sentence.start - match.end() <= 2 for a in sentence.actors)
        if not beside or named:
            # "Turkish counterpart X" has a name already.
            continue
        start, _, country = beside[-1]
        if not re.match(r"коллег|визави|әріптес|counter|oppos", match[0], re.IGNORECASE):
            # "the Russian guest": the leader, if the article has named him.
            leader = text.holder(LEADER, country)
            if leader is not None and leader in {actor.id for actor in before}:
                yield _actor(sentence, start, match.end(), leader, "role", text.book)
            continue
        for actor in reversed(sentence.actors):
            roles = [term.role for term in text.roles_of(actor.id) if term.country_id != country]
            ids = {text.holder(role, country) for role in roles} - {None}
            if actor.start < sentence.start + start and len(ids) == 1:
                id = ids.pop()
                assert id is not None
                yield _actor(sentence, start, match.end(), id, "office", text.book)
                break


def _by_role(sentence: Sentence, before: Sequence[Actor], text: _Text) -> Iterator[Actor]:
    """ "the chancellor": the one named before who held such an office, if just one did."""
    for role, words in _ROLES[text.language].items():
        flags = 0 if text.language == "en" else re.IGNORECASE
        for match in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", sentence.text, flags):
            if _belongs_to_a_name(sentence, match):
                continue
            meant = {
                actor.id
                for actor in before
                if actor.id is not None and any(_holds(t, role) for t in text.roles_of(actor.id))
            }
            meant -= {actor.id for actor in sentence.actors}
            if len(meant) == 1:
                id = meant.pop()
                assert id is not None
                yield _actor(sentence, *match.span(), id, "role", text.book)


def _holds(term: Term, role: str) -> bool:
    if role == SECRETARY_OF_STATE:
        return "Secretary of State" in term.title and term.role == FOREIGN_MINISTER
    return term.role == role


def _belongs_to_a_name(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a word for a role is a title, is of somebody else, or is of a body."""
    after = sentence.text[match.end() : match.end() + 40]
    before = sentence.text[max(0, match.start() - 25) : match.start()]
    if re.match(r"\s+(?:of|(?-i:[А-ЯЁӘҒҚҢӨҰҮҺІA-Z])|[\w-]+(?:ого|ой|их|ых)\s)", after):
        return True
    if re.search(r"(?:вице|экс|бывш\w+|зам\w*|помощник\w*|пресс-секретар\w*|советник\w*"
                 r"|вице-|former|deputy|vice)[\s-]+$", before, re.IGNORECASE):  # fmt: skip
        return True
    return bool(re.search(r"(?:ск|цк)(?:ий|ого|ому|им|ом)\s$", before))
