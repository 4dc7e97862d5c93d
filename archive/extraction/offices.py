"""Offices: where a text names somebody by office alone, and who held it on the day.

"президент Казахстана", "the German chancellor", "Қазақстан Президенті", "генсек ООН". Beside a
name ("президент Казахстана Токаев") an office is no mention of its own. Refuses to guess: an
office two people held that day is nobody's. Knows no database.
"""

import csv
import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.extraction.mentions import Span
from archive.extraction.namebook import NameBook, Term
from archive.extraction.recognise import Found, Stretches

DATA = Path(__file__).resolve().parents[1] / "data"

# A name further from the office than this is not beside it.
BESIDE = 10

_HEAD_OF_STATE, _HEAD_OF_GOVERNMENT = "head_of_state", "head_of_government"
_FOREIGN_MINISTER, _HEAD_OF_ORGANISATION = "foreign_minister", "head_of_organisation"


@dataclass(frozen=True)
class _Kind:
    """A word for an office in the three languages, and which terms it may mean."""

    role: str
    title: str  # what the title in English must hold, as an expression
    ru: str
    kk: str
    en: str


_KINDS = (
    _Kind(
        _FOREIGN_MINISTER,
        "",
        r"(?:министр\w{0,2} иностранных дел"
        r"|глав\w{1,2} (?:мид|внешнеполитического ведомства)"
        r"|госсекретар\w{1,3})",
        r"(?:сыртқы істер министрі\w*|мемлекеттік хатшысы\w*)",
        r"(?:foreign minister|foreign secretary|secretary of state)",
    ),
    _Kind(
        _HEAD_OF_GOVERNMENT,
        "Prime Minister|Premier|Chancellor|Taoiseach|Chairman|Head",
        r"(?:премьер(?:-министр)?(?:а|у|ом|е)?|канцлер(?:а|у|ом|е)?"
        r"|глав\w{1,2} (?:правительств\w|кабмин\w)"
        r"|председател\w{1,2} правительств\w)",
        r"(?:премьер(?:-министрі)?\w*|канцлері\w*|үкімет(?:інің)? басшысы\w*)",
        r"(?:prime minister|premier|chancellor|head of government)",
    ),
    _Kind(
        _HEAD_OF_STATE,
        "President",
        r"(?:президент(?:а|у|ом|е)?|лидер(?:а|у|ом|е)?"
        r"|глав(?:а|е|у|ой)(?: государства)?"
        # China's head of state is its chairman.
        r"|председател(?:ь|я|ю|ем|е)(?= кнр| китая))",
        r"(?:президенті\w*|көшбасшысы\w*|(?<=қытай )төрағасы\w*"
        r"|басшысы\w*|мемлекет(?:інің)? басшысы\w*)",
        r"(?:president|leader|head of state)",
    ),
    _Kind(
        _HEAD_OF_STATE,
        "King|Queen|Emperor|Emir|Sultan|Agong",
        r"(?:корол\w{1,2}|королев\w{1,2}|император\w{0,2}"
        r"|эмир\w{0,2}|султан\w{0,2}|монарх\w{0,2})",
        r"(?:королі\w*|патшайымы\w*|императоры\w*|әмірі\w*|сұлтаны\w*)",
        r"(?:king|queen|emperor|emir|sultan)",
    ),
)

_GOVERNMENT = next(kind for kind in _KINDS if kind.role == _HEAD_OF_GOVERNMENT)

# Organisations whose heads the press names by office: as data call them, and as texts do.
ORGANISATIONS = {
    "United Nations": r"ООН|UN|United Nations|БҰҰ",
    "NATO": r"НАТО|NATO",
    "Collective Security Treaty Organization": r"ОДКБ|CSTO|ҰҚШҰ",
    "Shanghai Cooperation Organisation": r"ШОС|SCO|ШЫҰ",
    "European Commission": (
        r"Еврокомисси[ияюей]+|European Commission|Еурокомиссия\w*|Еуропалық комиссия\w*"
    ),
    "European Council": r"Евросовет\w{0,2}|Европейского совета|European Council",
    "European Parliament": r"Европарламент\w{0,2}|European Parliament",
    "OSCE": r"ОБСЕ|OSCE|ЕҚЫҰ",
    "Eurasian Economic Commission": (
        r"ЕЭК|Евразийской экономической комиссии|Eurasian Economic Commission"
    ),
    "Organization of Turkic States": (
        r"ОТГ|Организации тюркских государств|Organization of Turkic States"
        r"|Түркі мемлекеттері ұйымының"
    ),
    "International Atomic Energy Agency": r"МАГАТЭ|IAEA",
    "International Monetary Fund": r"МВФ|IMF",
    "World Bank": r"Всемирного банка|World Bank",
    "World Health Organization": r"ВОЗ|WHO",
    "Commonwealth of Independent States": r"СНГ|CIS",
    "Arab League": r"ЛАГ|Лиги арабских государств|Arab League",
}
_HEAD_RU = (
    r"(?:генсек\w{0,2}|генеральн\w{2,3} секретар\w{1,2}"
    r"|глав\w{1,2}|председател\w{1,2}|президент\w{0,2}"
    r"|исполнительн\w{2,3} секретар\w{1,2}"
    r"|генеральн\w{2,3} директор\w{0,2}|гендиректор\w{0,2})"
)
_HEAD_EN = (
    r"(?:secretary[- ]general|head|chief|president|chair(?:man|woman|person)?"
    r"|executive secretary|director[- ]general)"
)
_HEAD_KK = r"(?:бас хатшысы\w*|төрағасы\w*|басшысы\w*|президенті\w*)"

# The office is spoken of, not its holder: a former one, a candidate, the press office.
_NOT_THE_HOLDER_BEFORE = re.compile(
    # Not in office, or not at the head; whole words: "базасында" has no son in it
    r"(?<!\w)(?:бывш\w+|экс|перв\w+|вице|будущ\w+|избранн\w+|нов\w+|старш\w+|заместител\w+|зам"
    # The holder's people and family
    r"|помощник\w*|советник\w*|спецпредставител\w+|представител\w+|посланник\w*"
    r"|супруг\w*|жен[аеуы]\w*|сын\w*|дочер\w*|дочь|брат\w*"
    # The post, and what belongs to it
    r"|пост\w?|должност\w+|кандидат\w*|выбор\w+|полномочи\w+"
    r"|администраци\w+|канцеляри\w+|резиденци\w+|пресс-служб\w+|пресс-секретар\w+"
    r"|указ\w*|сайт\w*|аппарат\w*|должность"
    # On the way into office
    r"|врио|и\.\s?о\.|инаугураци\w+|избран\w*|став\w*|стал\w*"
    r"|former|ex|first|vice|deputy|future|elected|acting|late|next|new"
    r"|assistant|adviser|advisor|envoy|office of|wife of|spokes\w+ (?:for|of)"
    r"|бұрынғы|тұңғыш|вице|экс)(?:[ -](?:the )?)$",
    re.IGNORECASE,
)
_NOT_THE_HOLDER_AFTER = re.compile(
    r"^(?:-elect|[’']s (?:office|administration|spokes\w+|adviser|aide|wife|envoy))"
    r"|^\s+(?:кеңесшісі|баспасөз|әкімшіліг|өкілі|сайлау)"
)
# Of several who hold offices with one role these are not the one a text means.
_NOT_THE_HEAD_OF_A_STATE = re.compile(r"Vice|Deputy|Acting")
_NOT_THE_HEAD_OF_AN_ORGANISATION = re.compile(
    r"Deputy|Vice|Chairperson-in-Office|High Representative"
)


@dataclass(frozen=True)
class OfficeNamed:
    """An office that stands for its holder: offsets in the text, and the holder's id."""

    start: int
    end: int
    person_id: int


@cache
def country_adjectives(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """The adjectives of countries in "ru" or "en", and each one's ISO code, by folded word.

    Russian ones by their stems: казахстанск for казахстанский, казахстанского.
    """
    codes: dict[str, str] = {}
    with (DATA / "country_adjectives.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            codes |= dict.fromkeys(map(str.lower, row[language].split("|")), row["alpha2"])
    words = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    if language == "ru":
        endings = "(?:ий|ого|ому|им|ом|ая|ой|ую|ие|их|ими)"
        return re.compile(rf"(?<![\w-])({words}){endings}(?![\w-])", re.IGNORECASE), codes
    return re.compile(rf"(?<![\w-])({words})(?![\w-])", re.IGNORECASE), codes


# The words for offices of a language; the group that matched, k0 and so on, tells the kind.
_WORDS = {
    language: re.compile(
        r"(?<![\w-])(?:"
        + "|".join(
            f"(?P<k{number}>{getattr(kind, language)})" for number, kind in enumerate(_KINDS)
        )
        + r")(?![\w-])",
        re.IGNORECASE,
    )
    for language in ("ru", "kk", "en")
}


def _office_in(language: str, texts: str) -> re.Pattern[str]:
    """The office at the head of an organisation that is called one of these."""
    patterns = {
        # "генсек ООН"
        "ru": rf"(?<![\w-]){_HEAD_RU}\s+(?:{texts})(?![\w-])",
        # "БҰҰ бас хатшысы", "БҰҰ-ның бас хатшысы"
        "kk": rf"(?<![\w-])(?:{texts})(?:-\w+)?\s+{_HEAD_KK}",
        # "UN's secretary general", "head of the IMF"
        "en": rf"(?<![\w-])(?:(?:{texts})(?:[’']s)?\s+{_HEAD_EN}"
        rf"|{_HEAD_EN} of (?:the )?(?:{texts}))(?![\w-])",
    }
    return re.compile(patterns[language], re.IGNORECASE)


_ORGANISATION_OFFICE = {
    language: [(name, _office_in(language, texts)) for name, texts in ORGANISATIONS.items()]
    for language in ("ru", "kk", "en")
}


# Where the head of government leads, and a head of state stands beside: "the leader of
# Germany" is the chancellor. From when, for those that came to it (constitutional changes).
_LED_BY_GOVERNMENT = {
    **dict.fromkeys(
        "DE GB JP IN IT CA AU NZ IL ES NL BE SE NO DK GR PK BD TH MY SG HU CZ SK IE AT ET IQ LB"
        " PL EE LV SI HR BG AL MK ME XK LU MT IS FI PT NP KH".split(),
        datetime.date.min,
    ),
    "AM": datetime.date(2018, 4, 9),
    "GE": datetime.date(2018, 12, 16),
}
_LEADER_WORD = re.compile(
    r"лидер\w{0,2}|глав\w{1,2}|көшбасшысы\w*|басшысы\w*|leader", re.IGNORECASE
)


def leads_by_government(book: NameBook, country: int, day: datetime.date) -> bool:
    """Whether a country's leader is its head of government, as the press has it."""
    since = _LED_BY_GOVERNMENT.get(book.places[country].country_code)
    return since is not None and day >= since


def countries_by_adjective(text: str, language: str, book: NameBook) -> set[int]:
    """The ids of the countries whose adjectives a text has: российский, Kazakh."""
    if language == "kk":
        return set()
    pattern, codes = country_adjectives(language)
    # In small letters "us" is the pronoun.
    found = {codes[match[1].lower()] for match in pattern.finditer(text) if match[1] != "us"}
    return {country for code in found if (country := book.country_of(code)) is not None}


def offices_in(
    text: str,
    language: str,
    countries: Sequence[Span],
    people: Iterable[Found],
    book: NameBook,
    day: datetime.date,
) -> list[OfficeNamed]:
    """The offices that stand alone for somebody who held them on the day.

    `countries` are the namebook's spans of countries, `people` the persons named.
    """
    named = Stretches(people)
    found = []
    at_end = {span.end: span for span in countries}
    at_start = {span.start: span for span in countries}
    for match in _WORDS[language].finditer(text):
        kind = next(kind for number, kind in enumerate(_KINDS) if match[f"k{number}"])
        whole = _with_country(text, match, language, at_start, at_end, book)
        if whole is None:
            # "the president": of what country, nothing beside it says.
            continue
        start, end, country = whole
        if _LEADER_WORD.fullmatch(match[0]) and leads_by_government(book, country, day):
            kind = _GOVERNMENT
        if _stands_alone(text, start, end, named):
            person = _holder(book, day, kind, country)
            if person:
                found.append(OfficeNamed(start, end, person))
    for name, pattern in _ORGANISATION_OFFICE[language]:
        for match in pattern.finditer(text):
            # The OSCE has a chairman-in-office besides its secretary general.
            is_clear = name != "OSCE" or re.search(r"сек|хатшы|sec", match[0], re.IGNORECASE)
            if is_clear and _stands_alone(text, match.start(), match.end(), named):
                person = _head_of(book, day, name)
                if person:
                    found.append(OfficeNamed(match.start(), match.end(), person))
    return _apart(found)


def _apart(found: list[OfficeNamed]) -> list[OfficeNamed]:
    """In order of the text; of two that overlap the one that begins first, then the longer."""
    kept: list[OfficeNamed] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _with_country(
    text: str,
    match: re.Match[str],
    language: str,
    at_start: dict[int, Span],
    at_end: dict[int, Span],
    book: NameBook,
) -> tuple[int, int, int] | None:
    """The office with the country it is of: where both stand, and the country's id."""
    start, end = match.span()
    before = text[max(0, start - 40) : start]
    if language == "en":
        of = re.match(r" of (?:the )?", text[end : end + 8])
        if of and end + of.end() in at_start:
            span = at_start[end + of.end()]
            return start, span.end, _country(span)
        # Germany's chancellor, the Kazakhstan president
        possessive = re.search(r"(?:[’']s?)?\s$", before)
        owner = at_end.get(start - len(possessive.group())) if possessive else None
        if owner:
            return owner.start, end, _country(owner)
        return _by_adjective(text, start, end, language, book)
    if language == "kk":
        owner = at_end.get(start - 1) if before[-1:].isspace() else None
        return (owner.start, end, _country(owner)) if owner else None
    if text[end : end + 1] == " " and end + 1 in at_start:
        span = at_start[end + 1]
        return start, span.end, _country(span)
    return _by_adjective(text, start, end, language, book)


def _by_adjective(
    text: str, start: int, end: int, language: str, book: NameBook
) -> tuple[int, int, int] | None:
    """ "российский президент": the office with the adjective before it."""
    begin = max(0, start - 40)
    before = text[begin:start].rstrip()
    pattern, codes = country_adjectives(language)
    for match in pattern.finditer(before):
        if match.end() == len(before):
            country = book.country_of(codes[match[1].lower()])
            return (begin + match.start(), end, country) if country else None
    return None


def _country(span: Span) -> int:
    return span.places[0].id


def _stands_alone(text: str, start: int, end: int, people: Stretches[Found]) -> bool:
    """Whether no name is beside the office, and the words before do not turn it away."""
    if _NOT_THE_HOLDER_BEFORE.search(text[max(0, start - 40) : start]):
        return False
    if _NOT_THE_HOLDER_AFTER.match(text[end : end + 24]):
        return False
    for name in people.at(start - BESIDE, end + BESIDE):
        if name.start < end and start < name.end:
            return False
        # "президент Казахстана Токаев", "Токаев, президент Казахстана"
        after, before = text[end : name.start], text[name.end : start]
        if name.start >= end and re.fullmatch(r"[\s,(«\"–—-]{1,4}", after):
            return False
        if name.end <= start and re.fullmatch(r"\s?[,(–—-]\s*(?:the\s)?", before):
            return False
    return True


def _holder(book: NameBook, day: datetime.date, kind: _Kind, country: int) -> int | None:
    def is_meant(term: Term) -> bool:
        return (
            term.role == kind.role
            and term.country_id == country
            and (not kind.title or bool(re.search(kind.title, term.title)))
            and not _NOT_THE_HEAD_OF_A_STATE.search(term.title)
        )

    return _sole(book, day, is_meant)


def _head_of(book: NameBook, day: datetime.date, organisation: str) -> int | None:
    def is_meant(term: Term) -> bool:
        return (
            term.organisation == organisation
            and term.role == _HEAD_OF_ORGANISATION
            and not _NOT_THE_HEAD_OF_AN_ORGANISATION.search(term.title)
        )

    return _sole(book, day, is_meant)


def _sole(book: NameBook, day: datetime.date, is_meant: Callable[[Term], bool]) -> int | None:
    """The one who held the office that day; None for nobody or for two."""
    holders = {person for person, term in book.terms_on(day) if is_meant(term)}
    return holders.pop() if len(holders) == 1 else None
