"""Meetings in Kazakh sentences: who by their endings, what kind, which day, where.

The namebook here is made of a few people and places, without a database.
"""

import datetime

import pytest

from archive.extraction.namebook import LOCATION, PERSON, NameBook, PersonFacts, PlaceFacts, Term
from archive.extraction.read import NAME, OFFICE, LinkedMention
from archive.meetings.detect import claims_of

DAY = datetime.date(2025, 5, 15)  # a Thursday

COUNTRIES = {
    "Қазақстан": ("KZ", 1),
    "Ресей": ("RU", 2),
    "Қытай": ("CN", 3),
    "Түркия": ("TR", 4),
    "Өзбекстан": ("UZ", 5),
    "Қырғызстан": ("KG", 6),
    "Тәжікстан": ("TJ", 7),
    "Украина": ("UA", 8),
    "Франция": ("FR", 9),
    "АҚШ": ("US", 10),
    "Италия": ("IT", 11),
}
CITIES = {
    "Астана": ("astana", 21, "KZ"),
    "Мәскеу": ("moscow", 22, "RU"),
    "Бішкек": ("bishkek", 23, "KG"),
    "Сочи": ("sochi", 24, "RU"),
    "Анкара": ("ankara", 25, "TR"),
    "Сиань": ("xian", 26, "CN"),
    "Алматы": ("almaty", 27, "KZ"),
    "Вашингтон": ("washington", 28, "US"),
}
STATE, GOVERNMENT, FOREIGN = "head_of_state", "head_of_government", "foreign_minister"
PEOPLE = {
    "tokayev": ("Қасым-Жомарт Тоқаев", "KZ", STATE),
    "bektenov": ("Олжас Бектенов", "KZ", GOVERNMENT),
    "nurtleu": ("Мұрат Нұртілеу", "KZ", FOREIGN),
    "putin": ("Владимир Путин", "RU", STATE),
    "mishustin": ("Михаил Мишустин", "RU", GOVERNMENT),
    "lavrov": ("Сергей Лавров", "RU", FOREIGN),
    "xi": ("Си Цзиньпин", "CN", STATE),
    "erdogan": ("Режеп Ердоған", "TR", STATE),
    "mirziyoyev": ("Шавкат Мирзиёев", "UZ", STATE),
    "japarov": ("Садыр Жапаров", "KG", STATE),
    "rahmon": ("Эмомали Рахмон", "TJ", STATE),
    "zelenskyy": ("Владимир Зеленский", "UA", STATE),
    "macron": ("Эмманюэль Макрон", "FR", STATE),
    "biden": ("Джо Байден", "US", STATE),
    "meloni": ("Джорджа Мелони", "IT", GOVERNMENT),
}
NUMBERS = {slug: number for number, slug in enumerate(PEOPLE, start=101)}
OFFICES = {
    "Қазақстан Президенті": "tokayev",
    "Ресей Президенті": "putin",
    "АҚШ президенті": "biden",
    "Қытай Төрағасы": "xi",
    "Италия премьері": "meloni",
    "Түркия басшысы": "erdogan",
}


def _book():
    people = {
        NUMBERS[slug]: PersonFacts(
            terms=(Term(role, country_id=COUNTRIES_BY_CODE[code], title="President"),),
            names=(("kk", name), ("en", slug)),
            gender="f" if slug == "meloni" else "m",
            slug=slug,
        )
        for slug, (name, code, role) in PEOPLE.items()
    }
    places = {
        number: PlaceFacts("country", country_code=code, slug=code.lower())
        for code, number in COUNTRIES.values()
    }
    places |= {
        number: PlaceFacts("city", COUNTRIES_BY_CODE[code], slug=slug)
        for slug, number, code in CITIES.values()
    }
    return NameBook(people=people, places=places)


COUNTRIES_BY_CODE = dict(COUNTRIES.values())
BOOK = _book()


def _mentions(text, field):
    """Whom and what a text names: in full or by surname, each with its ending."""
    found = {}
    words = [(office, PERSON, NUMBERS[slug], OFFICE) for office, slug in OFFICES.items()]
    for slug, (name, _, _) in PEOPLE.items():
        words += [(form, PERSON, NUMBERS[slug], NAME) for form in (name, name.split()[-1])]
    words += [(name, LOCATION, number, NAME) for name, (_, number) in COUNTRIES.items()]
    words += [(name, LOCATION, number, NAME) for name, (_, number, _) in CITIES.items()]
    for form, kind, number, basis in words:
        at = text.find(form)
        while at >= 0:
            end = at + len(form)
            while end < len(text) and (text[end].isalpha() or text[end] == "-"):
                end += 1
            taken = any(m.kind == kind and m.start <= at < m.end for m in found.values())
            # "Ресей Президенті Владимир Путин" is no office alone.
            title_of = basis == OFFICE and text[end + 1 : end + 2].isupper()
            title_of = title_of and any(
                text[end + 1 :].startswith(name) for name, _, _ in PEOPLE.values()
            )
            if not taken and not title_of:
                surface = text[at:end]
                found[kind, at] = LinkedMention(
                    field, at, end, surface, kind, number, 0.9, form, basis
                )
            at = text.find(form, end)
    return sorted(found.values(), key=lambda each: each.start)


def claims(body, title="Бүгінгі жаңалықтар"):
    mentions = _mentions(title, "title") + _mentions(body, "body")
    return claims_of(title, body, "kk", DAY, mentions, BOOK)


def told(claim):
    people = " ".join(sorted(BOOK.people[id].slug for id in claim.people))
    place = BOOK.places[claim.place].slug if claim.place else ""
    return people, str(claim.kind), str(claim.day), place


@pytest.mark.parametrize(
    ("sentence", "people", "kind", "day", "place"),
    [
        ("Тоқаев Путинмен кездесті.", "putin tokayev", "talks", "15", ""),
        ("Астанада Қасым-Жомарт Тоқаев пен Шавкат Мирзиёев кездесті.",
         "mirziyoyev tokayev", "talks", "15", "astana"),
        ("Қасым-Жомарт Тоқаев Садыр Жапаровпен телефон арқылы сөйлесті.",
         "japarov tokayev", "phone-call", "15", ""),
        ("Қазақстан Президенті Ресей Президентімен телефон арқылы тілдесті.",
         "putin tokayev", "phone-call", "15", ""),
        ("Ақордада Тоқаев пен Макронның шағын құрамдағы келіссөзі өтті.",
         "macron tokayev", "talks", "15", "astana"),
        ("Владимир Путин Мәскеуде Си Цзиньпинді қабылдады.", "putin xi", "talks", "15", "moscow"),
        ("Кеше Бішкекке ресми сапармен келген Рахмон Жапаровпен келіссөз жүргізді.",
         "japarov rahmon", "talks", "14", "bishkek"),
        ("Джо Байден мен Владимир Путин сейсенбі күні екі сағат сөйлесті.",
         "biden putin", "talks", "13", ""),
        ("Мәскеуде Путин мен Жапаров арасында келіссөз өтті.",
         "japarov putin", "talks", "15", "moscow"),
        ("Ердоған Анкарада Зеленскиймен келіссөз өткізді.",
         "erdogan zelenskyy", "talks", "15", "ankara"),
        ("Лавров пен Нұртілеу Алматы қаласында бетпе-бет жүздесті.",
         "lavrov nurtleu", "talks", "15", "almaty"),
        ("14 мамырда Сочиде Мишустин мен Бектенов келіссөз жүргізіп, құжаттарға қол қойды.",
         "bektenov mishustin", "talks", "14", "sochi"),
        ("Мамырдың 13-і күні Тоқаев Сианьда Си Цзиньпинмен кездесті.",
         "tokayev xi", "talks", "13", "xian"),
        ("2025 жылғы 12 мамырда Тоқаев Макронмен кездесті.", "macron tokayev", "talks", "12", ""),
        ("Эмманюэль Макрон Владимир Зеленскийге қоңырау шалды.",
         "macron zelenskyy", "phone-call", "15", ""),
        ("Владимир Путин Ердоғанға телефон соқты.", "erdogan putin", "phone-call", "15", ""),
        ("Си Цзиньпин, Ресей Президенті Владимир Путин және Тоқаев Сианьда бас қосты.",
         "putin tokayev xi", "talks", "15", "xian"),
        ("Джо Байден Ақ үйде Джорджа Мелонимен кездесті.",
         "biden meloni", "talks", "15", "washington"),
        ("Тоқаев Путиннің қабылдауында болды.", "putin tokayev", "talks", "15", ""),
        ("Мирзиёев пен Жапаров бейнебайланыс арқылы сөйлесті.",
         "japarov mirziyoyev", "video-call", "15", ""),
        ("Макрон мен Байден бір үстел басына отырды.", "biden macron", "talks", "15", ""),
        ("Дүйсенбіде Тоқаев Мәскеуге барып, Путинмен келіссөз жүргізді.",
         "putin tokayev", "talks", "12", "moscow"),
        ("Тоқаев ресми сапармен Астанаға келген Италия премьерімен дидарласты.",
         "meloni tokayev", "talks", "15", "astana"),
        ("Ресей, Қазақстан және Өзбекстан президенттері Астанада бас қосты.",
         "mirziyoyev putin tokayev", "talks", "15", "astana"),
        ("Қазақстан мен Қытай басшылары Сианьда келіссөз жүргізді.",
         "tokayev xi", "talks", "15", "xian"),
        ("Түрік президенті Сочиде Путинмен жүздесті.", "erdogan putin", "talks", "15", "sochi"),
        ("Мемлекет басшысы бүгін Анкарада Ердоғанмен кездесті.",
         "erdogan tokayev", "talks", "15", "ankara"),
        ("Тоқаев қырғыз әріптесімен Бішкекте кездесті.",
         "japarov tokayev", "talks", "15", "bishkek"),
        ("Макрон мен Зеленский кешкі ас үстінде кездесті.", "macron zelenskyy", "talks", "15", ""),
        ("Тоқаев пен Рахмон «Ала-Арча» резиденциясында пікір алмасты.",
         "rahmon tokayev", "talks", "15", "bishkek"),
        ("Ақ үй басшысы Зеленскийді қабылдады.", "biden zelenskyy", "talks", "15", ""),
    ],
)  # fmt: skip
def test_a_sentence_tells_who_met_and_how_and_when_and_where(sentence, people, kind, day, place):
    (claim,) = claims(sentence)
    assert told(claim) == (people, kind, f"2025-05-{day}", place)
    assert claim.stage == "held"
    assert claim.confidence >= 0.7


@pytest.mark.parametrize(
    ("sentence", "pairs"),
    [
        ("Тоқаев Сочиде Путинмен, кейін Ердоғанмен кездесті.",
         ["putin tokayev", "erdogan tokayev"]),
        ("Путин Тоқаевпен және Мирзиёевпен келіссөз жүргізді.",
         ["putin tokayev", "mirziyoyev putin"]),
        ("Тоқаев Путинмен кездесіп, Мирзиёевпен телефон арқылы сөйлесті.",
         ["putin tokayev", "mirziyoyev tokayev"]),
    ],
)  # fmt: skip
def test_one_with_several_in_turn_has_as_many_meetings(sentence, pairs):
    assert sorted(told(claim)[0] for claim in claims(sentence)) == sorted(pairs)


@pytest.mark.parametrize(
    ("sentence", "people", "stage", "day"),
    [
        ("Тоқаев 20 мамырда Путинмен кездеседі.", "putin tokayev", "announced", "2025-05-20"),
        ("Тоқаев пен Путин ертең келіссөз жүргізеді.", "putin tokayev", "announced", "2025-05-16"),
        ("Жұма күні Путин Рахмонды қабылдайды.", "putin rahmon", "announced", "2025-05-16"),
        ("Тоқаев пен Мирзиёевтің кездесуі келесі айда өтеді.",
         "mirziyoyev tokayev", "announced", "2025-06-01"),
        ("Байден 25 мамырда Си Цзиньпинмен кездесетінін айтты.",
         "biden xi", "announced", "2025-05-25"),
        ("Лавров Путиннің 20 мамырда Тоқаевпен сөйлесетінін хабарлады.",
         "putin tokayev", "announced", "2025-05-20"),
        ("Путин мен Байденнің 20 мамырдағы кездесуі кейінге қалдырылды.",
         "biden putin", "cancelled", "2025-05-20"),
        ("Тоқаев пен Рахмонның ертеңгі кездесуі болмайды.",
         "rahmon tokayev", "cancelled", "2025-05-16"),
        ("Ердоған Путинмен 20 мамырға жоспарланған кездесуден бас тартты.",
         "erdogan putin", "cancelled", "2025-05-20"),
    ],
)  # fmt: skip
def test_what_lies_ahead_or_was_called_off_is_told_as_such(sentence, people, stage, day):
    (claim,) = claims(sentence)
    assert (told(claim)[0], str(claim.stage), str(claim.day)) == (people, stage, day)


@pytest.mark.parametrize(
    "sentence",
    [
        "Тоқаев Путинді туған күнімен құттықтады.",
        "Тоқаев Путинге жеделхат жолдады.",
        "Путин Тоқаевпен кездесуге дайын екенін айтты.",
        "Байден Си Цзиньпинді Вашингтонға шақырды.",
        "Зеленский Путинге кездесу өткізуді ұсынды.",
        "Путин мен Зеленский кездесуге келісті.",
        "Лавров Путин мен Байденнің кездесуі туралы айтты.",
        "2019 жылы Тоқаев Путинмен Мәскеуде кездескен еді.",
        "Еске салсақ, Тоқаев Мирзиёевпен Астанада кездескен.",
        "Өткен аптада Тоқаев Жапаровпен келіссөз жүргізген болатын.",
        "Лавров пен Нұртілеу мұны жоққа шығарды.",
        "Путин мен Зеленский кездескен жоқ.",
        "Макрон Байденнің сөзіне пікір білдірді.",
        "Тоқаев Ердоғанның еңбегін атап өтті.",
        "Тоқаев Путинге алғыс айтты.",
        "Егер Путин Зеленскиймен кездессе, соғыс тоқтайды.",
        "Макрон Зеленскиймен кездескісі келеді.",
        "Тоқаев ұсынған заңды Мәжіліс қабылдады, Путин оған пікір білдірді.",
        "Путин Ердоғанның бастамасын қолдап, мәлімдеме қабылдады.",
        "Тоқаевтың кеңесшісі Ердоғанның өкілімен кездесті.",
        "Путин мен Байденнің кездесуі мүмкін.",
        "Сарапшы Байден мен Путиннің кездесуі екіталай деп санайды.",
        "Тоқаев Ердоғанның шақыруын қабылдады.",
        "Байден Путин туралы журналистермен сөйлесті.",
        "Макрон Зеленский жөнінде халқымен кездесті.",
        "Мелони Макронды сынады, Байден сайлаушылармен кездесті.",
        "Тоқаев пен Путин бірнеше рет кездескен.",
        "Зеленский Путинмен келіссөз жүргізуге ниет білдірді.",
        "Путин Рахмонды орденмен марапаттау туралы жарлыққа қол қойды.",
        "Байден Зеленскийден алғыс күтеді, ал Мелони депутаттармен кездесті.",
        "Мирзиёев Рахмонға көңіл айтты.",
        "Бішкектен Жапаров, Мәскеуден Путин қоңырау шалды.",
        "Былтыр Тоқаев Си Цзиньпинмен Сианьда кездескен.",
        "Ердоған Путинмен келіссөз жүргізу керек деп санайды.",
        "Жапаровтың айтуынша, Мирзиёев студенттермен кездесті.",
        "Тоқаев Нұртілеуді қабылдады.",
        "2000 жылы 15 мамырда Тоқаев Путинмен Астанада кездесті.",
        "Бектенов Мишустиннің тапсырмасымен келген министрлермен кездесті.",
        "Песков Путин мен Байденнің кездесуі әлі жоспарланбағанын айтты.",
        "Макрон Путинге қоңырау шалуға ниетті екенін айтты.",
        "Тоқаев пен Си Цзиньпин құттықтау жеделхаттарын алмасты.",
        "Лавров өткен жылғы Путин мен Байденнің келіссөзін еске алды.",
        "Тоқаевтың айтуынша, Путиннің Зеленскиймен кездесуі керек.",
        "Наурыз айында Тоқаев Мәскеуде Путинмен кездескен.",
        "Путин Байденмен кездеспек болған, бірақ жол болмады.",
        "Тоқаев пен Мирзиёев не жайында сөйлесті?",
        "Куәгер Путиннің Ердоғанмен яхтада кездескенін айтты.",
    ],
)
def test_what_is_no_meeting_gives_none_that_was_held(sentence):
    assert [told(claim) for claim in claims(sentence) if claim.stage == "held"] == []


def test_several_who_come_to_one_place_have_announced_no_talks():
    assert claims("Ертең Астанаға Путин, Рахмон келеді.") == []


def test_talks_of_three_are_one_meeting():
    (claim,) = claims("Макрон Зеленскиймен және Байденмен үшжақты келіссөз жүргізді.")
    assert told(claim)[0] == "biden macron zelenskyy"


@pytest.mark.parametrize(
    ("body", "people", "day", "place"),
    [
        ("Сейсенбіде Бішкекте саммит өтті. Онда Ердоған Путинмен жүздесті.",
         "erdogan putin", "2025-05-13", "bishkek"),
        ("Тоқаев Рахмонмен сейсенбіде кездесті. Макрон Астанада Мелонимен кездесті.",
         "macron meloni", "2025-05-15", "astana"),
        ("Лавров жұма күні Нұртілеумен кездеседі. Тоқаев Лавровты Алматыда қабылдады.",
         "lavrov tokayev", "2025-05-15", "almaty"),
        ("Байден Анкараға аттанды, онда жұмада Ердоғанмен келіссөз жүргізеді.",
         "biden erdogan", "2025-05-16", "ankara"),
    ],
)  # fmt: skip
def test_day_and_place_come_from_sentences_on_the_same(body, people, day, place):
    found = {told(claim)[0]: told(claim)[2:] for claim in claims(body)}
    assert found[people] == (day, place)


@pytest.mark.parametrize(
    "body",
    ["Тоқаев Путинмен сөйлескен еді.", "Мирзиёев Жапаровпен кездескенде шартқа қол қойылды."],
)
def test_what_was_before_then_waits_for_staff(body):
    assert all(claim.confidence < 0.72 for claim in claims(body))


def test_who_says_that_others_met_was_not_there():
    (claim,) = claims("Лавров Путин мен Байденнің бүгін телефон арқылы сөйлескенін хабарлады.")
    assert told(claim)[:2] == ("biden putin", "phone-call")


def test_what_somebody_says_of_their_own_talks_is_told():
    (claim,) = claims("Джо Байден Си Цзиньпинмен телефон арқылы сөйлескенін мәлімдеді.")
    assert told(claim)[:2] == ("biden xi", "phone-call")


def test_a_pronoun_stands_for_the_one_before():
    found = claims("Тоқаев Мәскеуге келді. Путин оны Кремльде қабылдады.")
    assert [told(claim)[0] for claim in found] == ["putin tokayev"]


def test_a_surname_that_looks_like_a_case_is_none():
    (claim,) = claims("Байден Астанада Тоқаевпен кездесті.")
    assert told(claim)[0] == "biden tokayev"


def test_the_president_without_a_country_is_kazakhstans():
    (claim,) = claims("Бүгін Президент Астанада Италия премьерімен келіссөз жүргізді.")
    assert told(claim)[0] == "meloni tokayev"


def test_the_president_is_left_open_where_another_was_named():
    found = claims("Мирзиёев ауылға барды. Бүгін Президент Италия премьерімен келіссөз жүргізді.")
    assert [told(claim)[0] for claim in found] != ["meloni tokayev"]
