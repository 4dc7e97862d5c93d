"""How to search: the guide for readers. A test asks its examples of the sample articles."""

from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models.choices import MeetingKind
from archive.search import ask, tokens, words
from archive.search.vocabulary import FIELD_NAMES, KIND_NAMES


class Example(NamedTuple):
    """A box that finds something in the sample articles, and what it finds."""

    q: str
    finds: str


NAMES = (
    Example("Токаев", "Everything that names him, in Russian, Kazakh and English"),
    Example("Тоқаевтың", "The same: any case ending and either script will do"),
    Example("Токаевтын", "The same without Kazakh letters"),
    Example("Toqaev", "The same in any usual Latin spelling"),
    Example("К.-Ж. Токаевым", "The same, with initials or in full"),
    Example("Нур-Султан", "A place by a name it had; Астана finds the same articles"),
    Example("Назарбаев", "Whoever bears the name; the line above the answer says who that is"),
    Example('"Токаев"', "In quotation marks the word alone, whoever it is, as the texts have it"),
)

SIGNS = (
    Example("визит Астана", "Both, anywhere in the article, in any form"),
    Example("переговоры", "Also переговорах, переговорам, …: any case ending"),
    Example('"официальный визит"', "Side by side and in this order, in any case ending"),
    Example('="переговоры"', "Exactly so written, but for capitals, ё and stress marks"),
    Example("=переговоров", "The same for one word"),
    Example("Путин OR Макрон", "One or the other, or both"),
    Example("Путин ИЛИ Макрон", "The same in Russian"),
    Example("Путин НЕМЕСЕ Макрон", "The same in Kazakh"),
    Example("саммит Путин OR Макрон", "саммит, and one of the two: OR binds tighter"),
    Example("саммит -Астана", "The first without the second"),
    Example("саммит НЕ Астана", "The same; NOT and ЕМЕС as well"),
    Example("(визит OR переговоры) -(Омск OR Сочи)", "Brackets say what belongs together"),
    Example("Токаев near/5 Путин", "With at most four words between, in either order"),
    Example("Токаев РЯДОМ Путин", "At most nine words between; NEAR and ЖАНЫНДА as well"),
    Example("казахст*", "Words that begin so, at least three letters"),
    Example("2019", "Published in 2019, or undated and naming the year"),
)

FIELDS = (
    (
        "leader",
        Example("leader:Токаев", "Articles that name the person; a namesake’s do not count"),
    ),
    ("city", Example("город:Омск", "That name the city")),
    ("place", Example("place:Омск", "That name the city or else the country")),
    ("country", Example("ел:Қазақстан", "That name the country or a place in it")),
    ("outlet", Example('издание:"Пример-Новости"', "Of this outlet")),
    ("language", Example("тіл:қазақша", "In this language: en, Russian, по-казахски, қазақша, …")),
    ("kind", Example("вид:переговоры", "On a meeting of this kind, from the list below")),
    ("title", Example("заголовок:форум", "With the word, phrase, beginning or name in the title")),
    (
        "from",
        Example(
            "from:2019-11",
            "Published on that day or later: 2019, 2019-11, 2019-11-07, 11.2019, 7.11.2019",
        ),
    ),
    ("to", Example("до:2019", "Published on that day or earlier, the whole of the year or month")),
)

TOGETHER = (
    Example("Токаев Путин Омск 2019", "Two people, a place and a year"),
    Example("leader:Токаев -leader:Путин визит", "Fields mix with all the signs"),
    Example("(город:Омск OR город:Сочи) from:2019 to:2022", "Fields stand in brackets, too"),
    Example('title:"переговоры" OR title:форум', "A phrase or a word in the title"),
    Example(
        "Токаев и Путин провели переговоры в Омске на форуме",
        "A pasted title or sentence: names must be there, of five or more words half",
    ),
)


@dataclass(frozen=True)
class Field:
    """A field of the box: its words in the three languages, and an example."""

    names: list[str]
    example: Example


def search_help(request: HttpRequest) -> HttpResponse:
    """The guide: one page for readers; docs/search.md is for programs."""
    kinds = [(label, KIND_NAMES[MeetingKind(code)]) for code, label in MeetingKind.choices]
    return render(
        request,
        "archive/search_help.html",
        {
            "names": NAMES,
            "signs": SIGNS,
            "fields": [
                Field([f"{each}:" for each in FIELD_NAMES[name].split(", ")], example)
                for name, example in FIELDS
            ],
            "together": TOGETHER,
            "kinds": kinds,
            "limits": {
                "characters": tokens.LONGEST,
                "words": tokens.MOST_WORDS,
                "ors": words.MOST_ORS,
                "depth": tokens.MOST_DEPTH,
                "prefix": tokens.SHORTEST_PREFIX,
                "near": tokens.NEAR_UNLESS_SAID,
                "farthest": tokens.FARTHEST,
                "sentence": words.SENTENCE,
                "deepest": f"{ask.DEEPEST:,}",
            },
        },
    )
