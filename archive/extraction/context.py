"""Context: what the words around a name say of it, one list for all languages.

Asked by every recogniser and by the linker. Decides nothing by itself; knows no database.
"""

import re
from collections.abc import Iterable, Iterator

from archive.extraction.mentions import Span
from archive.extraction.namebook import Candidate, NameBook, PlaceFacts
from archive.extraction.persons import may_be_given
from archive.text import fold

NAME_PARTICLES = frozenset(
    "аль эль ас аш фон ван де да ди дос бен бин ибн д ла ле al el von van de da di bin ben".split()
)

# Words the model takes for a person in headlines and at heads of sentences.
NO_PERSON = frozenset(
    """
    брексит интернет викиновости викиновостям википедия википедии твиттер фейсбук
    кремль госдума минобороны мид роскомнадзор газпром формулы формула феррари
    президент премьер министр доктор папа патриарх король королева принц принцесса
    господин госпожа
    """.split()
)

# Words before or after a name that are no part of it, in headlines and at heads of sentences.
TITLES = frozenset(
    """
    президент президента президенту президентом президенте премьер министр министра министром
    министру глава главы главе главой канцлер канцлера король короля принц принца лидер лидера
    председатель председателя спикер генсек товарищ господин госпожа сенатор посол папа эмир
    шейх султан император экс президенті президентінің президентімен министрі төрағасы
    president prime minister chancellor king queen prince princess premier leader secretary
    foreign chairman speaker senator ambassador mr mrs ms dr pope emir sheikh sultan emperor
    former general state vice republic federation on in the and with after before when as
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
# Of shorter titles the beginning is that of other words: папа, mr.
SHORTEST_TITLE_WITH_ENDINGS = 6

# Not places in the news: a union of states, residences that stand for governments.
_NO_PLACE = re.compile(
    r"(?:ЕС|EU|СНГ|НАТО|ООН|ЕАЭС|ШОС|ОДКБ|БРИКС"
    r"|Евросоюз\w*|Европейск\w+ [Сс]оюз\w*|Еврокомисси\w*"
    r"|(?:Московск\w+ )?Кремл[ьяюе]\w*|Бел\w{2,3} [Дд]ом\w{0,2}"
    r"|Ак?[оo]рд[аеыуой]+|Ақорда\w*|Розов\w{2,3} дом\w{0,2}"
    # An agency, a time zone, "the Commonwealth"
    r"|Родин[аеуыой]{1,2}|Росси(?:йск|я сегодня)\w*|Московск\w+ врем\w+|Содружеств\w*"
    r"|Kremlin|White House|European Union"
    # Kinds of states and points of the compass
    r"|Республик[аиеуой]+|Федераци[яиюей]+"
    r"|Юг[аеу]?|Север[аеу]?|Восток[аеу]?|Запад[аеуом]{0,2})"
)

# Streets, prizes and ships are never the person they are called after.
_NAMED_AFTER_BEFORE = re.compile(
    r"(?:имени|(?<!\w)им\.|преми[яиюей]+|орден\w{0,3}|медал\w+"
    r"|ледокол\w*|крейсер\w*|теплоход\w*"
    r"|улиц[аеыуой]+|ул\.|проспект\w*|площад[ьию]\w*|бульвар\w*|переул\w+|набережн\w+"
    r"|шоссе|проезд\w*|станци\w+|метро|аэропорт\w*"
    r"|street|avenue|airport|prize|award"
    r"|атындағы|даңғыл\w*|көше\w*)"
    r"\s+[«\"“]?$",
    re.IGNORECASE,
)
# In quotation marks a ship or a film bears the name; without them it is its captain's.
_QUOTED_NAME_OF = re.compile(
    r"(?:авианос\w+|фрегат\w*|танкер\w*|судн[оаеу]м?|корабл\w+|яхт\w+|самол[её]т\w*|поезд\w*"
    r"|фильм\w*|сериал\w*"
    r"|ship|carrier|yacht|film)"
    r"\s+[«\"“]$",
    re.IGNORECASE,
)
# "Фонд Горчакова" is not Горчаков, but "директор фонда Иван Горчаков" is.
_PERHAPS_NAMED_AFTER_BEFORE = re.compile(
    r"(?:фонд\w*|центр\w*|институт\w*|университет\w*|академи[яиюей]+(?!\w)|лице[йяею]\w*"
    r"|гимнази\w+|больниц\w+|театр\w*|библиотек\w+|музе[йяею]\w*|стадион\w*"
    r"|university|foundation|center|centre|institute|stadium)"
    r"\s+[«\"“]?$",
    re.IGNORECASE,
)
_NAMED_AFTER_FOLLOWS = re.compile(
    r"^(?:[»\"”]?\s+(?:"
    r"Университет|University|Institute|Street|Avenue|Airport|Foundation|Prize|Award"
    r"|Cent(?:er|re)|Tower|Square|Hall|School|Library|Stadium"
    r"|Центр|улиц\w+|проспект\w*|площад\w+|бульвар\w*|переул\w+|шоссе|сквер\w*|парк\w*"
    r"|атындағы|көше\w+|даңғыл\w+|алаң\w+|аудан\w+|округ))",
)
_FACILITY_WORD = (
    # Streets
    r"(?:улиц[аеыуой]+|ул\.|проспект\w*|площад[ьию]\w*|бульвар\w*|переул\w+|набережн\w+"
    r"|шоссе|проезд\w*|станци\w+|метро|вокзал\w*"
    # Places to pray, to rest, to be kept in
    r"|кладбищ\w+|сад[уае]?|сквер\w*|монастыр\w+|собор\w*|храм\w*|церк\w+|мечет\w+"
    r"|тюрьм\w+|дворец|дворц\w+|стадион\w*|трасс\w+|автодорог\w+|канал\w*|колон(?:ия|ии|ию)"
    # Houses open to all, and bases
    r"|аэропорт\w*|театр\w*|музе[йяею]\w*|отел[ьяею]\w*|гостиниц\w+|баз[аеыуой]+"
    r"|аэродром\w*|космодром\w*|больниц\w+|госпитал\w+|университет\w*|колледж\w*"
    r"|ресторан\w*|клуб\w*)"
)
_FACILITY = re.compile(rf"(?:^|\s){_FACILITY_WORD}(?:\s|$)", re.IGNORECASE)
# In a Russian text: Industrial and Commercial Bank of China.
_ENGLISH_BODY = re.compile(r"[A-Z][a-z]+ of (?:the )?$")
_FACILITY_BEFORE = re.compile(rf"(?<!\w){_FACILITY_WORD}\s+[«\"“]?$", re.IGNORECASE)
_FACILITY_FOLLOWS = re.compile(rf"^[»\"”]?\s+{_FACILITY_WORD}(?!\w)", re.IGNORECASE)

_SENTENCE_START = re.compile(r"(?:^|[.!?…:;»”\"\n])\s*[^\w\s,]{0,2}\s*$")
# "президент Путин", "президент России Путин"
_TITLE_BEFORE = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})\s(?:[^\W\d_]+\s)?$",
    re.IGNORECASE,
)
_CAPITALISED_BEFORE = re.compile(r"([^\W\d_][\w’'-]*) \Z")
_WORD_FOR_A_PLACE = re.compile(
    r"\s*(?:город\w*|г\.|столиц\w*|остров\w*|озер\w+|мор[еяю]\w*"
    r"|област\w+|край|края|крае|республик\w+|штат\w*"
    r"|қаласы\w*|облысы\w*|ауданы\w*"
    r"|city|province|region|oblast|island|lake)\s*",
    re.IGNORECASE,
)


def starts_sentence(text: str, at: int) -> bool:
    """Whether a sentence, a quotation or a line begins at this offset."""
    return bool(_SENTENCE_START.search(text[max(0, at - 6) : at])) or not text[:at].strip()


def is_named_after(text: str, start: int, end: int) -> bool:
    """Whether a street, prize or ship bears the name that stands here."""
    before = text[max(0, start - 30) : start]
    return bool(
        _NAMED_AFTER_BEFORE.search(before)
        or _QUOTED_NAME_OF.search(before)
        or (" " not in text[start:end] and _PERHAPS_NAMED_AFTER_BEFORE.search(before))
        or _NAMED_AFTER_FOLLOWS.match(text[end : end + 20])
    )


def spans_of_people(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The name forms of people, without those that a street, a ship or a quoted title bears."""
    for span in spans:
        if (
            span.people
            and not span.is_quoted_alone
            and not is_named_after(text, span.start, span.end)
        ):
            yield span


def is_no_place(surface: str) -> bool:
    """Whether this is a union, a residence or a word that stands for a government."""
    return bool(_NO_PLACE.fullmatch(surface))


def is_facility(text: str, start: int, end: int) -> bool:
    """Whether a street, a station, a palace is named: no town, country or region."""
    return bool(_FACILITY.search(text[start:end])) or belongs_to_facility(text, start, end)


def belongs_to_facility(text: str, start: int, end: int) -> bool:
    """Whether the name is of a street or station that the word beside it says it is."""
    if _ENGLISH_BODY.search(text[max(0, start - 24) : start]):
        return True
    return bool(
        _FACILITY_BEFORE.search(text[max(0, start - 24) : start])
        or (" " not in text[start:end] and _FACILITY_FOLLOWS.match(text[end : end + 20]))
    )


def is_place_here(span: Span, book: NameBook, candidate: Candidate) -> bool:
    """Whether a form that may be a place is one, by the words before and after it."""
    is_great = _is_country_or_metropolis(book.places[candidate.id])
    if not candidate.needs_context:
        is_never_a_name = is_great and fold(span.surface) not in book.given_names
        return is_never_a_name or not _is_somebodys_given_name(span, candidate)
    # Баку and Сочи are words too, but in diplomacy's news the capital letter decides.
    return (is_great and not span.starts_sentence) or span.follows_preposition or span.is_dateline


def _is_country_or_metropolis(place: PlaceFacts) -> bool:
    return place.kind in {"country", "region"} or place.is_known_everywhere


def _is_somebodys_given_name(span: Span, candidate: Candidate) -> bool:
    """Paris Hilton, Виктория Нуланд: a capitalised word follows that is no name form."""
    following = span.following_name_word
    return (
        candidate.is_base
        and bool(following)
        and not span.follows_preposition
        and not span.is_headline
        and not following.isupper()
        and fold(following) not in TITLES
    )


def follows_title(text: str, at: int) -> bool:
    """Whether a title stands right before this offset: президент, Foreign Minister."""
    return bool(_TITLE_BEFORE.search(text[max(0, at - 40) : at]))


def follows_another_name(text: str, at: int, book: NameBook) -> bool:
    """Whether a capitalised word stands right before, no title and no known name, and not
    because a sentence or a headline begins with it."""
    match = _CAPITALISED_BEFORE.search(text[max(0, at - 40) : at])
    if not match or not match[1][0].isupper() or at < len(text.partition("\n")[0]):
        return False
    word, start = match[1], at - len(match.group())
    if may_be_given(fold(word), "kk"):
        return True
    return not (
        fold(word) in TITLES
        or word.isupper()
        or book.knows(fold(word))
        or starts_sentence(text, start)
        or _is_title_with_ending(fold(word))
    )


def _is_title_with_ending(word: str) -> bool:
    """Президентінің, Министром."""
    return any(
        len(title) >= SHORTEST_TITLE_WITH_ENDINGS and word.startswith(title) for title in TITLES
    )


def is_word_for_a_place(text: str) -> bool:
    """Whether the text is but a word for a kind of place: город, области, қаласында."""
    return bool(_WORD_FOR_A_PLACE.fullmatch(text))
