"""Vocabulary: the words of the search box's own language, in English, Russian and Kazakh.

Operators are in capitals, so that nobody's "or" and "не" become one. Everything else is in
any case, and Kazakh words also as who has no Kazakh keyboard types them.
"""

import re

from archive.models.choices import Language, MeetingKind
from archive.text import key_of, plain

OR = frozenset({"OR", "ИЛИ", "НЕМЕСЕ"})
NOT = frozenset({"NOT", "НЕ", "ЕМЕС"})
# They change nothing, as all conditions must hold, but keep many words from being a sentence.
AND = frozenset({"AND", "И", "ЖӘНЕ"})

# In small letters "near" is a word, unless it has a number: "attack near Omsk".
NEAR = re.compile(r"NEAR|РЯДОМ|ЖАНЫНДА|(?i:near|рядом|жанында)/(?P<distance>\d+)")

# Too common to tell articles apart, and absent in the other languages' articles.
FUNCTION_WORDS = frozenset(
    """
    who has have had was were when where which he she they it that кто кем кого кому когда где
    все о об
    every find article articles год года году г жыл жылы жылғы year
    и в во на с со о об к ко по из за от у не что как а но или для при до мен пен бен және
    the a an of in on at to and with by for or is
    """.split()
)


def _by_key(words: dict[str, str]) -> dict[str, str]:
    """Words parted by commas, by what they mean -> meaning by the key of each word."""
    return {
        plain(key_of(word)): meaning for meaning, text in words.items() for word in text.split(",")
    }


# A place is a city or else a country: who asks for a place need not know which.
FIELD_NAMES = {
    "leader": "leader, person, лидер, персона, тұлға, көшбасшы",
    "city": "city, город, қала",
    "place": "place, место, орын",
    "country": "country, страна, ел",
    "outlet": "outlet, издание, источник, басылым",
    "language": "language, язык, тіл",
    "kind": "kind, вид, түр",
    "title": "title, заголовок, тақырып",
    "from": "from, с, бастап",
    "to": "to, до, дейін",
}
FIELDS = _by_key(FIELD_NAMES)

LANGUAGES = _by_key(
    {
        Language.RUSSIAN: "ru, Russian, русский, по-русски, орыс, орысша, орыс тілі",
        Language.KAZAKH: "kk, Kazakh, казахский, по-казахски, қазақ, қазақша, қазақ тілі",
        Language.ENGLISH: "en, English, английский, по-английски, ағылшын, ағылшынша, ағылшын тілі",
    }
)

KIND_NAMES: dict[str, str] = {
    MeetingKind.TALKS: "talks, переговоры, келіссөз, келіссөздер",
    MeetingKind.SUMMIT: "summit, саммит",
    MeetingKind.VISIT: "visit, визит, сапар",
    MeetingKind.PHONE_CALL: "phone call, call, звонок, телефонный звонок, "
    "телефонный разговор, разговор по телефону, қоңырау, телефон қоңырауы, "
    "телефон арқылы сөйлесу",
    MeetingKind.VIDEO_CALL: "video call, видеозвонок, видеосвязь, видеоконференция, "
    "бейнеқоңырау, бейнебайланыс, бейнеконференция",
    MeetingKind.FORUM: "forum, форум",
    MeetingKind.SIGNING: "signing, подписание, қол қою",
    MeetingKind.RECEPTION: "reception, приём, қабылдау",
    MeetingKind.OTHER: "other, другое, иное, прочее, басқа",
}
KINDS = _by_key(KIND_NAMES)


def field_named(text: str) -> str:
    """The field that a word before a colon names, or ""."""
    return FIELDS.get(plain(key_of(text)), "")


def value_of(field: str, text: str) -> str:
    """The code of a language or kind of meeting in any of the three languages, or ""."""
    known = LANGUAGES if field == "language" else KINDS
    return known.get(plain(key_of(text)), "")
