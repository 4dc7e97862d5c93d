"""Recognise names in an English text: name forms, given names, titles and capital letters.

A run of capitalised words is a person if it begins with a given name, follows a title, or
stands where persons stand ("… said", "…, the minister"), and holds no word of bodies,
peoples, months or places. A surname alone is known by the full name elsewhere in the text.
Says nothing of who is meant; knows no database.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from archive.extraction import context
from archive.extraction.mentions import Span
from archive.extraction.namebook import LOCATION, PERSON, NameBook
from archive.extraction.recognise import Found, Stretches, without_overlaps
from archive.text import fold

# Longer runs of capitalised words are headlines in capitals, read in parts.
LONGEST_RUN = 40

_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*\.?")
_INITIAL = re.compile(r"[A-Z]\.")
_PARTICLES = frozenset("al el bin ibn van der von de da di la le dos ul ur ud abu".split())
_POSSESSIVE = re.compile(r"[’']s\Z|(?<=s)[’']\Z")

_TITLES = frozenset(
    """
    president premier minister chancellor king queen prince princess emir sheikh sultan emperor
    pope secretary ambassador envoy general admiral colonel captain major senator congressman
    congresswoman representative governor mayor judge chairman chairwoman chairperson speaker
    commissioner director spokesman spokeswoman spokesperson professor dr mr mrs ms miss sir
    lord lady dame baroness analyst expert economist historian journalist correspondent reporter
    diplomat deputy chief adviser advisor negotiator leader widow wife husband son daughter
    brother sister father mother archbishop bishop patriarch ayatollah imam comrade translator
    interpreter scholar researcher lawyer activist shah marshal lieutenant sergeant
    representative head coach author editor owner fisherman farmer shopkeeper guide driver
    teacher student resident
    """.split()
)
_TITLE_BEFORE = re.compile(
    rf"\b(?:(?:{'|'.join(_TITLES)}) |(?:mr|mrs|ms|dr|gen|sen|rep|gov|prof)\. )$", re.IGNORECASE
)
# A capitalised word of these begins no name and is none: small words, days and numbers, what
# bodies and documents are called, peoples, agencies, and what begins sentences in the news.
_NO_NAME = frozenset(
    """
    the a an in on at to of for from by with and or but as if when while after before since
    until during under over between among he she it they we you his her its their our this that
    these those there here what which who whom whose why how where not no yes

    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december western eastern northern southern
    central north south east west new old great grand national international federal united
    joint foreign prime vice deputy former first second third last next both all some many most
    several two three four five six seven eight nine ten

    ministry minister ministers president presidents premier government parliament senate
    congress council commission committee court bank fund union organization organisation
    association agency department office bureau administration authority academy university
    institute centre center college school party assembly bloc alliance summit forum conference
    agreement treaty declaration accord protocol initiative programme program plan process
    declaration act charter statement resolution memorandum pact convention road belt silk
    strategy partnership dialogue dialog commonwealth community army navy force forces police
    guard corps airlines airways company corporation group industries energy oil gas pipeline
    railway railways street avenue square palace house hall hotel airport station stadium park
    museum theatre theater church cathedral mosque world war peace cold security nuclear
    economic trade human rights state states republic kingdom federation empire people

    russian russians american americans chinese kazakh kazakhs british french german germans
    turkish ukrainian ukrainians uzbek tajik kyrgyz turkmen japanese korean koreans indian
    iranian european europeans arab arabs israeli israelis palestinian palestinians syrian
    afghan pakistani polish czech belarusian armenian azerbaijani azeri georgian italian spanish
    soviet english latin african asian islamic muslim muslims christian orthodox catholic jewish
    turkic eurasian caspian atlantic pacific baltic democrats republicans democrat republican
    taliban kremlin nato eu un opec brics

    reuters ap afp tass xinhua interfax bbc cnn associated press agence asked speaking however
    meanwhile moreover although earlier later today yesterday tomorrow now then according
    despite following talks leaders officials analysts experts journalists reporters diplomats
    delegations ministers also only even still just yet again once
    """.split()
)
_BODY_FOLLOWS = re.compile(
    r"\s+(?:[A-Z]\w+\s+)?(?:Post|Times|Journal|Tribune|University|Institute|Foundation|Prize"
    r"|Award|Cent(?:er|re)|Street|Avenue|Airport|Accord|Agreement|Treaty|Declaration|Protocol"
    r"|Process|Pact|Convention|Summit|Forum|Conference|Bank|Council|Union|Organi[sz]ation"
    r"|Palace|House|Hall|Hotel|Park|Museum|Square|Stadium|Airlines|Airways"
    r"|Herald|Daily|News|Telegraph|Gazette)\b"
)
# Beijing Summit: the meeting is called after the place it was held in.
_MEETING_FOLLOWS = re.compile(r"\s+(?:Summit|Forum|Conference)\b")
_SAYS = re.compile(
    r"[,]?\s+(?:said|says|told|added|noted|replied|asked|stressed|wrote|recalled|argued|called"
    r"|thanked|met|visited|arrived|flew|welcomed|greeted|insisted|warned|answered|joked|smiled"
    r"|declined|hosted|received|who)\b"
)
_SAID_BEFORE = re.compile(
    r"\b(?:said|says|told|added|with|by|meet|met|thanked|greeted|welcomed|between|and)\s+$"
)
# "…, the minister", "…, who"
_IN_APPOSITION = re.compile(r",\s+(?:the|a|an|who|whose|\d\d|[a-z])")
# "May the talks …", "In May of 2018": the word and not the surname.
_SENTENCE_WORD = re.compile(r"\s(?:the|a|an|of|be|have|not|\d)")
_PLACE_BEFORE = re.compile(
    r"\b(?:city|town|village|province|region|island|port|resort|capital|river|lake|oblast"
    r"|district) of $"
)
_PLACE_FOLLOWS = re.compile(
    r"\s+(?:Province|Region|Oblast|River|Sea|Ocean|Valley|Mountains|Island|Islands|Peninsula"
    r"|County|District|Strait|Gulf|Desert|Village|Bay)\b"
)
_PLACE_LEADS = re.compile(r"\b(?:Lake|Mount|Cape|Gulf of|Sea of|Strait of|Bay of|Port) $")


@cache
def _listed_given_names() -> frozenset[str]:
    path = Path(__file__).resolve().parents[1] / "data" / "given_names_en.txt"
    return frozenset(fold(name) for name in path.read_text(encoding="utf-8").split())


def names_in(text: str, spans: list[Span], book: NameBook) -> list[Found]:
    """The persons and places of an English text, in order, never overlapping."""
    known = Stretches(span for span in spans if span.places and not span.people)
    people = list(_known_people(text, spans))
    people += _people_by_shape(text, known, book)
    people = without_overlaps(people)
    people = without_overlaps([*people, *_bare_surnames(text, people, known)])
    named = Stretches(people)
    places = [
        Found(span.start, span.end, LOCATION, span)
        for span in spans
        if _is_known_place(text, span, book, named)
    ]
    places += _places_by_words(text, Stretches([*people, *places]))
    return sorted([*people, *without_overlaps(places)], key=lambda each: each.start)


def _known_people(text: str, spans: list[Span]) -> Iterable[Found]:
    """Name forms of people the archive knows, but for single words that may be something else."""
    for span in context.spans_of_people(text, spans):
        is_one_word = " " not in span.surface
        if is_one_word and (
            bool(span.places)
            or _BODY_FOLLOWS.match(text[span.end : span.end + 40])
            or (context.starts_sentence(text, span.start) and fold(span.surface) in _NO_NAME)
            or (fold(span.surface) in _NO_NAME and not _is_title(span.previous_name_word))
        ):
            continue
        yield Found(span.start, span.end, PERSON, span)


def _is_title(word: str) -> bool:
    return fold(word.rstrip(".")) in _TITLES


def _people_by_shape(text: str, known_places: Stretches[Span], book: NameBook) -> Iterable[Found]:
    """People nobody need know: runs of capitalised words that look like names."""
    # In a headline every word begins with a capital; who is in it, the text below says.
    title = text.partition("\n")[0]
    tokens = list(_TOKEN.finditer(text, len(title) if _is_in_title_case(title) else 0))
    index = 0
    while index < len(tokens):
        run = _run_of_capitals(text, tokens, index)
        if not run:
            index += 1
            continue
        index += len(run)
        yield from _people_in(text, run, known_places, book)


def _is_in_title_case(title: str) -> bool:
    words = [word for word in _TOKEN.findall(title) if len(word) > 3]
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _run_of_capitals(text: str, tokens: Sequence[re.Match[str]], index: int) -> list[re.Match[str]]:
    """Capitalised words side by side, with particles and initials among them."""
    run: list[re.Match[str]] = []
    for token in islice(tokens, index, index + LONGEST_RUN):
        word = token.group()
        if run and text[run[-1].end() : token.start()] not in {" ", "\xa0"}:
            break
        if not word[0].isupper() and not (
            run and (word in _PARTICLES or word.startswith(("al-", "el-")))
        ):
            break
        run.append(token)
        # A full stop ends the run, unless it is an initial's or a title's.
        if word.endswith(".") and not _INITIAL.fullmatch(word) and not _is_title(word):
            break
    while (
        run and not run[-1].group()[0].isupper() and not run[-1].group().startswith(("al-", "el-"))
    ):
        run.pop()
    return run


def _people_in(
    text: str, run: list[re.Match[str]], known_places: Stretches[Span], book: NameBook
) -> Iterable[Found]:
    """The persons in a run of capitalised words: what is left between words of no name."""
    words = [
        token.group().rstrip(".") if not _INITIAL.fullmatch(token.group()) else token.group()
        for token in run
    ]
    may_be_name = _which_may_be_names(words, run, known_places, book)
    at = 0
    while at < len(run):
        if not may_be_name[at]:
            at += 1
            continue
        stop = at
        while stop < len(run) and may_be_name[stop]:
            stop += 1
            # "Tokayev's": the name ends here.
            if _POSSESSIVE.search(words[stop - 1]):
                break
        start, end = run[at].start(), run[stop - 1].end()
        end -= len(text[start:end]) - len(_POSSESSIVE.sub("", text[start:end].rstrip(".")))
        previous = words[at - 1] if at else ""
        if _is_person(text, words[at:stop], start, end, previous, stop < len(run), book):
            yield Found(start, end, PERSON)
        at = stop


def _which_may_be_names(
    words: list[str], run: list[re.Match[str]], known_places: Stretches[Span], book: NameBook
) -> list[bool]:
    """For each word of a run whether it may be one of a person's name."""
    may_be_name = [
        fold(_POSSESSIVE.sub("", word)) not in _NO_NAME
        and not _is_title(word)
        and not known_places.meet(token.start(), token.end())
        for word, token in zip(words, run, strict=True)
    ]
    for number, word in enumerate(words):
        # John Bolton, Nancy Faeser, Vladimir V. Putin: towns only by themselves.
        has_more = number + 1 < len(words) and (
            may_be_name[number + 1] or _INITIAL.fullmatch(words[number + 1])
        )
        if fold(word) in _listed_given_names() and has_more:
            may_be_name[number] = True
        elif (
            number and may_be_name[number - 1] and fold(words[number - 1]) in _listed_given_names()
        ):
            may_be_name[number] |= _is_small_place(run[number], known_places, book)
    return may_be_name


def _is_small_place(token: re.Match[str], known_places: Stretches[Span], book: NameBook) -> bool:
    """Bolton, Lincoln: places here that are but towns, and so may be surnames."""
    return any(
        all(
            place.kind == "city" and not place.is_known_everywhere
            for place in (book.places[candidate.id] for candidate in span.places)
        )
        for span in known_places.at(token.start(), token.end())
    )


def _is_person(
    text: str,
    words: list[str],
    start: int,
    end: int,
    previous: str,
    more_follows: bool,
    book: NameBook,
) -> bool:
    """Whether capitalised words side by side are a person's name.

    `previous` is the capitalised word before them; `more_follows` says that another one
    stands behind: "Belt" of "Silk Road Economic Belt".
    """
    if context.is_named_after(text, start, end) or _BODY_FOLLOWS.match(text[end : end + 40]):
        return False
    first = fold(_POSSESSIVE.sub("", words[0]))
    after_title = (bool(previous) and _is_title(previous)) or bool(
        _TITLE_BEFORE.search(text[max(0, start - 18) : start])
    )
    begins_as_name = first in _listed_given_names() or first in book.given_names
    has_abbreviation = any(
        word.isupper() and len(word) > 1 and not word.endswith(".") for word in words
    )
    if has_abbreviation and not begins_as_name:
        return False
    if len(words) == 1:
        return after_title and not words[0].isupper() and len(words[0]) > 2
    if begins_as_name or _INITIAL.fullmatch(words[0]) or after_title:
        return len(words) < 5
    if more_follows or len(words) > 4 or re.search(r"\b[Tt]he $", text[max(0, start - 4) : start]):
        return False
    is_start = context.starts_sentence(text, start)
    stands_as_person = bool(
        _SAYS.match(text[end : end + 20])
        or _IN_APPOSITION.match(text[end : end + 12])
        or _SAID_BEFORE.search(text[max(0, start - 12) : start])
    )
    return stands_as_person or (not is_start and not _is_headline(text, start))


def _is_headline(text: str, start: int) -> bool:
    return start < len(text.partition("\n")[0])


def _bare_surnames(
    text: str, people: list[Found], known_places: Stretches[Span]
) -> Iterable[Found]:
    """Surnames, and given names, of the people named in full elsewhere in the text."""
    surnames, firsts = set(), set()
    for each in people:
        words = [fold(word) for word in text[each.start : each.end].split()]
        if len(words) > 1:
            surnames.add(words[-1])
            # Kim Jong Un is Kim, Heydar Aliyev once Heydar.
            firsts.add(words[0])
    taken = Stretches(people)
    for token in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", token.group().rstrip("."))
        folded, start = fold(word), token.start()
        end = start + len(word)
        if not word[:1].isupper() or taken.meet(start, end):
            continue
        if _BODY_FOLLOWS.match(text[end : end + 40]) or re.match(r"\s\d", text[end : end + 2]):
            continue
        is_surname = folded in surnames and not _is_word_of_a_sentence(text, folded, end)
        is_first = folded in firsts - _NO_NAME and len(word) > 1
        if is_surname or (is_first and not known_places.meet(start, end)):
            yield Found(start, end, PERSON)


def _is_word_of_a_sentence(text: str, folded: str, end: int) -> bool:
    """Whether a surname that is also a word is the word here: May, Bush, Rice."""
    return (
        folded in _NO_NAME
        and not _SAYS.match(text[end : end + 20])
        and bool(_SENTENCE_WORD.match(text[end : end + 12]))
    )


def _is_known_place(text: str, span: Span, book: NameBook, people: Stretches[Found]) -> bool:
    """Whether a name form of a place is that place here."""
    if not span.places or people.meet(span.start, span.end) or span.is_quoted_alone:
        return False
    is_body = _BODY_FOLLOWS.match(text[span.end : span.end + 40])
    is_meeting = _MEETING_FOLLOWS.match(text[span.end : span.end + 12])
    if context.is_no_place(span.surface) or (is_body and not is_meeting):
        return False
    if span.is_part_of_a_name and not re.match(r"^-\w", text[span.end : span.end + 2]):
        return False
    return any(context.is_place_here(span, book, candidate) for candidate in span.places)


def _places_by_words(text: str, found: Stretches[Found]) -> Iterable[Found]:
    """Places by the word for their kind: "the village of Aksy", "Aksy Province", "Lake Sary"."""
    for token in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", token.group().rstrip("."))
        start, end = token.start(), token.start() + len(word)
        if not word[:1].isupper() or fold(word) in _NO_NAME or found.meet(start, end):
            continue
        follows = _PLACE_FOLLOWS.match(text[end : end + 14])
        leads = _PLACE_LEADS.search(text[max(0, start - 12) : start])
        if follows:
            yield Found(start, end + follows.end(), LOCATION)
        elif leads:
            yield Found(start - len(leads.group()), end, LOCATION)
        elif _PLACE_BEFORE.search(text[max(0, start - 14) : start]) or (
            re.search(r"\b(?:in|near) $", text[max(0, start - 5) : start])
            and not word.isupper()
            and not re.match(r"[’'-]|\s[A-Z]", text[end : end + 2])
        ):
            yield Found(start, end, LOCATION)
