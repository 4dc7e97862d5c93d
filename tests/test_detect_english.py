"""Meetings read out of English articles, with the names of the data files.

The sentences are ours and of no gold.
"""

import datetime

import pytest

from archive.extraction.read import read_names
from archive.meetings.detect import claims_of
from archive.meetings.summary import PUBLISH_FROM
from archive.models.choices import Stage
from tests.namebook import whole_namebook

DAY = datetime.date(2019, 11, 7)  # a Thursday
WED, TUE, MON = (DAY - datetime.timedelta(days) for days in (1, 2, 3))
T, P, X = "kassym-jomart-tokayev", "vladimir-putin", "xi-jinping"
MACRON, MERKEL, TRUMP = "emmanuel-macron", "angela-merkel", "donald-trump"
ERDOGAN, ZELENSKY, MODI = "recep-tayyip-erdogan", "volodymyr-zelenskyy", "narendra-modi"
LAVROV, JOHNSON, MIRZIYOYEV = "sergey-lavrov", "boris-johnson", "shavkat-mirziyoyev"
CALL, TALKS, VIDEO = "phone-call", "talks", "video-call"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return whole_namebook()


def claims(book, title, body=""):
    mentions = read_names(title, body, "en", DAY, book)
    return claims_of(title, body, "en", DAY, mentions, book)


def who(book, claim):
    return {book.people[id].slug for id in claim.people} | set(claim.others)


# What a sentence says: who met, of what kind, on what day, where.
HELD = [
    ("Vladimir Putin met Xi Jinping in Beijing on Tuesday.", {P, X}, TALKS, TUE, "beijing"),
    ("Russian President Vladimir Putin held talks with his Turkish counterpart, Recep Tayyip"
     " Erdogan, in Sochi on Wednesday.", {P, ERDOGAN}, TALKS, WED, "sochi"),
    ("Emmanuel Macron was received by Xi Jinping at the Great Hall of the People on Wednesday.",
     {MACRON, X}, TALKS, WED, "beijing"),
    ("The German chancellor spoke by phone with Volodymyr Zelensky on Monday.",
     {MERKEL, ZELENSKY}, CALL, MON, None),
    ("U.S. President Donald Trump said on Wednesday after talks with Emmanuel Macron in Paris that"
     " tariffs would stay.", {TRUMP, MACRON}, TALKS, WED, "paris"),
    ("Speaking after a meeting with Angela Merkel in Berlin, Zelensky called for more sanctions.",
     {MERKEL, ZELENSKY}, TALKS, DAY, "berlin"),
    ("In a phone call with Xi Jinping on Tuesday, Trump raised the trade deficit.",
     {TRUMP, X}, CALL, TUE, None),
    ("Meeting Kassym-Jomart Tokayev in Astana on Tuesday, Putin praised trade.",
     {T, P}, TALKS, TUE, "astana"),
    ("Putin, who met Modi in Vladivostok on Tuesday, said ties were strong.",
     {P, MODI}, TALKS, TUE, "vladivostok"),
    ("The presidents of Russia and Turkey met on Tuesday in Ankara.",
     {P, ERDOGAN}, TALKS, TUE, "ankara"),
    ("Talks between Vladimir Putin and Emmanuel Macron took place in Moscow on Monday.",
     {P, MACRON}, TALKS, MON, "moscow"),
    ("Putin's meeting with Erdogan in Sochi lasted six hours.", {P, ERDOGAN}, TALKS, DAY, "sochi"),
    ("Erdogan flew to Moscow on Tuesday and held talks with Putin at the Kremlin.",
     {P, ERDOGAN}, TALKS, TUE, "moscow"),
    ("Boris Johnson telephoned Emmanuel Macron on Wednesday evening to discuss Brexit.",
     {JOHNSON, MACRON}, CALL, WED, None),
    ("Kassym-Jomart Tokayev and Shavkat Mirziyoyev discussed water in a telephone conversation.",
     {T, MIRZIYOYEV}, CALL, DAY, None),
    ("Donald Trump hosted Recep Tayyip Erdogan at the White House on Wednesday.",
     {TRUMP, ERDOGAN}, TALKS, WED, "washington"),
    ("Xi and Modi sat down for talks in Chennai on Monday.", {X, MODI}, TALKS, MON, "chennai"),
    ("President Emmanuel Macron of France welcomed Volodymyr Zelensky to the Elysee on Tuesday.",
     {MACRON, ZELENSKY}, TALKS, TUE, "paris"),
    ("Trump said he spoke with Putin by phone on Wednesday.", {TRUMP, P}, CALL, WED, None),
    ("The Kremlin said Putin met Tokayev in Omsk on Wednesday.", {T, P}, TALKS, WED, "omsk"),
    ("Putin and Merkel spoke by telephone on Monday, the Kremlin said.",
     {P, MERKEL}, CALL, MON, None),
    ("Following talks with Angela Merkel in Berlin on Wednesday, Boris Johnson told reporters a"
     " deal was possible.", {MERKEL, JOHNSON}, TALKS, WED, "berlin"),
    ("On Monday in Sochi, Putin received Tokayev.", {T, P}, TALKS, MON, "sochi"),
    ("Macron and Putin met in person for the first time since 2017 in Moscow on Tuesday.",
     {MACRON, P}, TALKS, TUE, "moscow"),
    ("Russian Foreign Minister Sergey Lavrov met in Ankara on Tuesday with Turkish President Recep"
     " Tayyip Erdogan.", {LAVROV, ERDOGAN}, TALKS, TUE, "ankara"),
    ("Zelensky had a 40-minute phone conversation with French President Emmanuel Macron on"
     " Tuesday.", {ZELENSKY, MACRON}, CALL, TUE, None),
    ("Merkel and Xi held a video conference on Monday.", {MERKEL, X}, VIDEO, MON, None),
    ("Modi met with Xi on the sidelines of the summit in Bishkek on Tuesday.",
     {MODI, X}, TALKS, TUE, "bishkek"),
    ("After meeting Trump in Washington on Wednesday, Zelensky said he was satisfied.",
     {TRUMP, ZELENSKY}, TALKS, WED, "washington"),
    ("Tokayev was welcomed at the airport by Mirziyoyev in Tashkent on Monday.",
     {T, MIRZIYOYEV}, TALKS, MON, "tashkent"),
    ("Putin and the Turkish leader agreed during talks in Sochi on Tuesday to extend the truce.",
     {P, ERDOGAN}, TALKS, TUE, "sochi"),
    ("Tokayev met with Secretary of the Security Council of Russia Nikolai Patrushev on Nov. 5.",
     {T, "nikolai-patrushev"}, TALKS, TUE, None),
    ("Shavkat Mirziyoyev received a delegation led by Turkish Vice President Fuat Oktay in Tashkent"
     " on Tuesday.", {MIRZIYOYEV, "fuat-oktay"}, TALKS, TUE, "tashkent"),
    ("Putin told his Turkish counterpart Tayyip Erdogan by phone on Tuesday that the attacks must"
     " stop.", {P, ERDOGAN}, CALL, TUE, None),
    ("President Donald Trump welcomed Hungary's far-right Prime Minister Viktor Orban on Monday.",
     {TRUMP, "viktor-orban"}, TALKS, MON, None),
    ("Mike Pompeo spoke with Israeli Prime Minister Benjamin Netanyahu on Tuesday about Iran.",
     {"mike-pompeo", "benjamin-netanyahu"}, CALL, TUE, None),
    ("Polish President Andrzej Duda received in Warsaw on Wednesday his Lithuanian counterpart"
     " Gitanas Nauseda.", {"andrzej-duda", "gitanas-nauseda"}, TALKS, WED, "warsaw"),
    ("Conte and Trump discussed Libya during a bilateral meeting at the White House on Wednesday.",
     {"giuseppe-conte", TRUMP}, TALKS, WED, "washington"),
    ("Erdogan arrived in Sochi on Tuesday and was received by Putin the following day.",
     {P, ERDOGAN}, TALKS, WED, "sochi"),
    ("Emmanuel Macron dined with Vladimir Putin at Fort Bregancon on Monday.",
     {MACRON, P}, None, MON, None),
    ("In Moscow on Tuesday, Putin and Erdogan agreed a ceasefire in Aleppo after six hours of"
     " talks.", {P, ERDOGAN}, TALKS, TUE, "moscow"),
    ("Donald Trump called Vladimir Putin on Tuesday and urged him to sign.",
     {TRUMP, P}, CALL, TUE, None),
    ("China's foreign ministry said Xi Jinping had spoken with Trump by telephone on Wednesday.",
     {X, TRUMP}, CALL, WED, None),
    ("Macron spoke with Merkel by phone on Monday and said he would visit Berlin in May.",
     {MACRON, MERKEL}, CALL, MON, None),
    ("Trump flew to Paris on Tuesday and held talks with Macron on Wednesday.",
     {TRUMP, MACRON}, TALKS, WED, None),
    ("In Sochi on Monday Putin met Erdogan and drank tea.", {P, ERDOGAN}, TALKS, MON, "sochi"),
    ("The thaw came in Osaka on Tuesday, where Trump and Xi met for an hour.",
     {TRUMP, X}, TALKS, TUE, "osaka"),
    ("Trump met Modi in Chennai on Wednesday and, in Paris on Monday, ministers.",
     {TRUMP, MODI}, TALKS, WED, "chennai"),
    ("Lavrov met Turkish counterpart Mevlut Cavusoglu in Ankara on Tuesday.",
     {LAVROV, "mevlut-cavusoglu"}, TALKS, TUE, "ankara"),
]  # fmt: skip

ANNOUNCED = [
    ("Putin to meet Erdogan in Sochi on Friday", "", {P, ERDOGAN}, 1, "sochi"),
    ("News of the day", "Vladimir Putin will hold talks with Emmanuel Macron in Moscow on Friday.",
     {P, MACRON}, 1, "moscow"),
    ("News of the day", "Trump is scheduled to meet Xi Jinping in Beijing on November 20.",
     {TRUMP, X}, 13, "beijing"),
    ("News of the day", "The Kremlin said Putin would meet Tokayev in Omsk on Saturday.",
     {P, T}, 2, "omsk"),
    ("News of the day", "Talks between Putin and Erdogan are scheduled for Monday in Ankara.",
     {P, ERDOGAN}, 4, "ankara"),
    ("News of the day", "Angela Merkel is due to host Boris Johnson in Berlin tomorrow.",
     {MERKEL, JOHNSON}, 1, "berlin"),
    ("News of the day", "Macron's meeting with Zelensky is planned for Friday in Paris.",
     {MACRON, ZELENSKY}, 1, "paris"),
    ("News of the day", "LONDON, Nov 7 - Johnson flew to Paris on Thursday, where he is due to meet"
     " Macron on Friday.", {JOHNSON, MACRON}, 1, "paris"),
    ("News of the day", "Angela Merkel receives Narendra Modi in Berlin on Monday.",
     {MERKEL, MODI}, 4, "berlin"),
]  # fmt: skip

CANCELLED = [
    ("News of the day", "Trump cancelled talks with Putin planned for Saturday.", {TRUMP, P}),
    ("News of the day", "A meeting between Trump and Xi on Friday was postponed.", {TRUMP, X}),
    ("News of the day", "Putin's talks with Macron on Friday have been called off.", {P, MACRON}),
]

NOT_HELD = [
    "Vladimir Putin sent Xi Jinping a letter on Tuesday.",
    "Tokayev congratulated Putin on Russia's national day.",
    "Trump called Zelensky a great salesman.",
    "Trump called on Putin to end the war.",
    "Zelensky proposed a meeting with Putin in Istanbul.",
    "Macron refused to meet Putin in Moscow on Tuesday.",
    "Merkel declined to meet with Erdogan on Wednesday.",
    "The Kremlin denied that Putin met Zelensky in Minsk.",
    "Peskov ruled out talks between Putin and Zelensky.",
    "There are no plans for a meeting between Trump and Xi.",
    "Trump said he would like to meet Putin.",
    "Putin and Trump could meet in Helsinki on Friday.",
    "If Putin met Zelensky, the war would end.",
    "Putin met Merkel in Sochi in May 2018.",
    "Macron met Putin two years ago in Versailles.",
    "Last month Trump met Erdogan in Washington.",
    "Erdogan has met Putin eight times since January.",
    "Peskov commented on the talks between Putin and Erdogan.",
    "Putin's spokesman Dmitry Peskov met reporters on Tuesday.",
    "Macron criticised Trump over his remarks on Putin.",
    "Merkel spoke about Putin at a news conference on Tuesday.",
    "Zelensky welcomed Macron's proposal on Tuesday.",
    "Putin received a letter from Xi on Monday.",
    "Trump and Putin are expected to run for office.",
    "Macron and Merkel met reporters in Paris on Tuesday.",
    "Trump praised Xi at a rally in Ohio on Tuesday.",
    "Putin met Prime Minister Dmitry Medvedev on Tuesday.",
    "Erdogan urged Putin to meet Zelensky.",
    "Trump asked Zelensky to investigate Joe Biden.",
    "Analysts compared Xi with Putin in a meeting of the club.",
    "In the film, Trump meets Putin on the moon.",
    "The adviser of Macron met the aide of Putin in Vienna on Tuesday.",
    "Macron's envoy and Putin's adviser held talks in Vienna on Tuesday.",
    "Trump will meet Putin on Friday.",
    "Putin did not meet Zelensky in Paris on Tuesday.",
    "It is unclear whether Trump spoke with Xi on Tuesday.",
    "Johnson met students from Macron's home town on Tuesday.",
    "A meeting between Trump and Rouhani never took place.",
    "Angela Merkel met Vladimir Putin dozens of times.",
    "The Kremlin dismissed reports that Putin had met Zelensky secretly.",
    "Trump and Kim have met three times but the talks have stalled.",
    "Xi and Putin exchanged congratulatory messages on Wednesday.",
    "Lukashenko arrived in Sochi on Thursday for talks with Vladimir Putin.",
    "Pompeo said Lavrov and Zarif may meet in New York.",
    "Macron and Merkel spoke at a forum in Paris on Tuesday.",
    "File photo: Vladimir Putin meets Xi Jinping in Beijing.",
    "In 2018 Trump met Putin in Helsinki.",
    "Johnson welcomed Trump and his decision.",
    "Tusk said Johnson and Varadkar had agreed to talk.",
    "Putin met with representatives of Merkel's party on Tuesday.",
    "Erdogan welcomed the agreement between Putin and Zelensky.",
    "Putin skipped a meeting with Lukashenko on Wednesday because of illness.",
    "Hungary is in talks with Putin over gas, Viktor Orban told state radio.",
    "Lavrov said the talks with Turkey would go on; Erdogan agreed on Tuesday.",
    "Macron received Putin at his summer residence last July.",
    "Trump met Macron in Biarritz that August.",
    "Trump met Merkel at the villa on Tuesday?",
    "A witness told a court on Tuesday that Erdogan met Putin on a yacht.",
    "According to the indictment, Netanyahu met Orban in Jerusalem.",
]
# What may be of another day or place, or made up: it waits for staff.
UNSURE = [
    ("News", "Putin, who flew in from Minsk after talks with Xi Jinping, leaves on Friday."),
    (
        "Deal signed",
        "ANKARA, Nov 7 - A deal was signed. It was hard. The breakthrough came in Osaka, where"
        " Trump and Xi met for an hour.",
    ),
    ("A new novel imagines the Kremlin", "Macron met Putin in a bar in Paris on Tuesday."),
    ("News", "Trump sat between Putin and Macron at the parade on Tuesday."),
    (
        "Trump in Helsinki",
        "Leaders have met here before. It rained. It was cold. Flags hung. The crowd was small."
        " Barack Obama and Putin met for two hours on the margins of the summit.",
    ),
    (
        "Trump in Helsinki",
        "Flags hung. It rained. It was cold. The crowd was small. In July 2018 all was calm."
        " Macron and Putin met for two hours.",
    ),
]


@pytest.mark.parametrize(("sentence", "people", "kind", "day", "place"), HELD)
def test_a_sentence_tells_who_met_how_when_and_where(book, sentence, people, kind, day, place):
    (claim,) = claims(book, "News of the day", sentence)
    assert (who(book, claim), claim.stage, claim.day) == (people, Stage.HELD, day)
    assert kind is None or claim.kind == kind
    assert place is None or (claim.place and book.places[claim.place].slug == place)
    assert claim.sentence == sentence


@pytest.mark.parametrize(("title", "body", "people", "days", "place"), ANNOUNCED)
def test_what_is_to_come_is_announced(book, title, body, people, days, place):
    (claim,) = claims(book, title, body)
    assert (who(book, claim), claim.stage) == (people, Stage.ANNOUNCED)
    assert claim.day == DAY + datetime.timedelta(days)
    assert claim.place
    assert book.places[claim.place].slug == place


@pytest.mark.parametrize(("title", "body", "people"), CANCELLED)
def test_what_was_called_off_is_cancelled(book, title, body, people):
    (claim,) = claims(book, title, body)
    assert (who(book, claim), claim.stage) == (people, Stage.CANCELLED)


@pytest.mark.parametrize(
    ("body", "people", "day"),
    [
        (
            "Zelensky flew to Paris on Tuesday. He met Emmanuel Macron there.",
            {ZELENSKY, MACRON},
            TUE,
        ),
        (
            "Merkel came to Moscow on Monday. There Vladimir Putin received her in the evening.",
            {MERKEL, P},
            MON,
        ),
        (
            "Modi spent Tuesday in Beijing. The next morning he sat down with Xi Jinping.",
            {MODI, X},
            WED,
        ),
    ],
)
def test_a_pronoun_is_who_the_sentence_before_is_on(book, body, people, day):
    (claim,) = claims(book, "News of the day", body)
    assert (who(book, claim), claim.day) == (people, day)


def test_one_who_met_several_at_different_times_has_as_many_meetings(book):
    found = claims(
        book,
        "News of the day",
        "In New York, Tokayev held separate meetings with Erdogan, Macron and Guterres on Tuesday.",
    )
    assert {frozenset(who(book, each)) for each in found} == {
        frozenset({T, other}) for other in (ERDOGAN, MACRON, "antonio-guterres")
    }


def test_two_people_of_one_country_met_together_wait_for_staff(book):
    (claim,) = claims(
        book,
        "News of the day",
        "Heiko Maas met Zelensky and Foreign Minister Vadym Prystaiko on Tuesday.",
    )
    assert len(who(book, claim)) == 3
    assert claim.confidence < PUBLISH_FROM


def test_a_short_month_ends_no_sentence(book):
    (claim,) = claims(
        book,
        "News of the day",
        "Putin met Gen. Abdel Fattah al-Sisi on Nov. 5 in Sochi. They smiled.",
    )
    assert claim.day == TUE


@pytest.mark.parametrize(("title", "body"), UNSURE)
def test_what_may_be_of_another_day_waits_for_staff(book, title, body):
    found = claims(book, title, body)
    assert all(claim.confidence < PUBLISH_FROM for claim in found if claim.stage == Stage.HELD)


def test_a_day_of_other_people_is_none_of_a_meeting(book):
    found = claims(
        book, "News", "Putin met Erdogan in Sochi on Monday. Macron spoke with Merkel by phone."
    )
    days = {frozenset(who(book, claim)): claim.day for claim in found}
    assert days == {frozenset({P, ERDOGAN}): MON, frozenset({MACRON, MERKEL}): DAY}


def test_the_day_of_saying_so_is_no_day_of_a_plan(book):
    found = claims(book, "News", "Putin will meet Xi in Beijing, the Kremlin said on Monday.")
    assert [claim.day for claim in found if claim.stage == Stage.ANNOUNCED] == []


@pytest.mark.parametrize("sentence", NOT_HELD)
def test_what_is_no_meeting_gives_none(book, sentence):
    assert not [
        each for each in claims(book, "News of the day", sentence) if each.stage == Stage.HELD
    ]
