"""What a reader sees: a page taken to its parts, and an archive with rows on every page."""

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.test import override_settings
from making import (
    make_article,
    make_meeting,
    make_office,
    make_omsk,
    make_place,
    make_putin,
    make_russia,
    make_tokayev,
)

from archive.importing.store import feed_id_for
from archive.models import Article, Event, Location, Person
from archive.search.indexer import wait_until_indexed

_VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(eq=False)
class Tag:
    """One element of a page, with all words inside it and the elements around it."""

    name: str
    attributes: dict[str, str]
    around: tuple["Tag", ...] = ()
    text: str = ""

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    def is_inside(self, name: str) -> bool:
        return any(tag.name == name for tag in self.around)


@dataclass
class Page(HTMLParser):
    """An HTML answer as elements in order."""

    html: str
    tags: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Tag] = []
        self.feed(self.html)
        self.close()

    def all(self, element: str, inside: str = "", **attributes: str) -> list[Tag]:
        """Elements of one sort; attributes are written class_="…" and aria_label="…"."""
        wanted = {key.rstrip("_").replace("_", "-"): text for key, text in attributes.items()}
        return [
            tag
            for tag in self.tags
            if tag.name == element
            and (not inside or tag.is_inside(inside))
            and all(tag[key] == value for key, value in wanted.items())
        ]

    def one(self, element: str, inside: str = "", **attributes: str) -> Tag:
        found = self.all(element, inside, **attributes)
        assert len(found) == 1, f"{len(found)} elements <{element}> {inside} {attributes}"
        return found[0]

    def one_list(self, class_: str) -> list[Tag]:
        """The rows of the only list of a class."""
        rows = self.one("ul", class_=class_)
        return [tag for tag in self.all("li") if rows in tag.around]

    def link(self, text: str, inside: str = "") -> str:
        """The address behind a link's words."""
        found = [tag["href"] for tag in self.all("a", inside) if tag.text == text]
        assert found, f"no link “{text}”"
        return found[0]

    def feeds(self) -> list[str]:
        """Addresses a feed reader discovers in the head of the page."""
        return [tag["href"] for tag in self.all("link", inside="head", rel="alternate")]

    def sent(self, form: Tag, **typed: str) -> str:
        """The query a browser sends when a form is filled in."""
        values: list[tuple[str, str]] = []
        for tag in self.tags:
            if form not in tag.around or not tag["name"]:
                continue
            if tag.name == "input":
                values.append((tag["name"], typed.get(tag["name"], tag["value"])))
            elif tag.name == "select":
                options = [option for option in self.all("option") if tag in option.around]
                chosen = [option for option in options if "selected" in option.attributes]
                value = (chosen or options)[0]["value"]
                values.append((tag["name"], typed.get(tag["name"], value)))
        return f"?{urlencode(values)}"

    # --- HTMLParser's calls -------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Tag(tag, {key: value or "" for key, value in attrs}, tuple(self._open))
        self.tags.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop().name == tag:
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data


def page_of(response) -> Page:
    return Page(response.content.decode())


def count_of(page: Page) -> int:
    """How many articles a search page says it found."""
    return int(page.one("h2", id="found").text.split()[0])


def text_of(response) -> str:
    """An export as sent."""
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def table(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(response).removeprefix("\ufeff"))))


def lines(response) -> list[dict]:
    return [json.loads(line) for line in text_of(response).splitlines()]


@dataclass
class SmallArchive:
    """Two leaders in Omsk, in three languages and two years, and one meeting of theirs."""

    russia: Location
    omsk: Location
    astana: Location
    tokayev: Person
    putin: Person
    # Articles that name both, and Omsk, and are of 2019; the newest first.
    omsk_2019: list[Article]
    others: list[Article]
    undated: Article
    meeting: Event

    def addresses(self) -> list[str]:
        """One address of every page a reader can open."""
        article = self.omsk_2019[0]
        return [
            "/",
            "/search/",
            "/search/?q=Токаев+Омск",
            "/search/help/",
            article.get_absolute_url(),
            self.undated.get_absolute_url(),
            "/people/",
            self.tokayev.get_absolute_url(),
            f"/people/{self.tokayev.slug}/with/{self.putin.slug}/",
            "/places/",
            self.omsk.get_absolute_url(),
            self.russia.get_absolute_url(),
            "/meetings/",
            self.meeting.get_absolute_url(),
            "/meetings/matrix/",
            "/meetings/calendar/2019/11/",
            "/meetings/on-this-day/11-07/",
            "/feeds/",
        ]


@contextmanager
def kept(make: Callable[[], Any], folder: Path, blocker: Any) -> Iterator[Any]:
    """Rows and their index in `folder`, for all tests of a module; the rows go at the end.

    The tests' own transactions lie within the one that is open here.
    """
    with blocker.unblock(), override_settings(SEARCH_INDEX_DIR=folder):
        around = transaction.atomic()
        around.__enter__()
        made = make()
        wait_until_indexed()
    yield made
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def make_small_archive() -> SmallArchive:
    russia, tokayev, putin = make_russia(), make_tokayev(), make_putin()
    omsk = make_omsk(country=russia)
    kazakhstan = make_place(
        "Kazakhstan", name_ru="Казахстан", name_kk="Қазақстан", kind="country", code="KZ"
    )
    astana = make_place("Astana", name_ru="Астана", name_kk="Астана", country=kazakhstan)
    make_office(tokayev)
    omsk_2019 = [
        make_article(
            "Tokayev and Putin in Omsk: what residents say",
            body="Vladimir Putin and Kassym-Jomart Tokayev are both in Omsk. Streets are closed.",
            published_at="2019-11-08T09:00:00+00:00",
            outlet="Example Courier",
        ),
        make_article(
            "Тоқаев пен Путин Омбыда",
            body="Қала көшелері жабылды. Қасым-Жомарт Тоқаев пен Владимир Путин Омбыда болды.",
            published_at="2019-11-07T17:20:00+06:00",
            outlet="Сынақ",
        ),
        make_article(
            "Токаев и Путин в Омске: что говорят жители",
            body="Улицы перекрыты. Гости, В. Путин и К.-Ж. Токаев, приехали утром.\n\n"
            "Омск ждал Касым-Жомарта Токаева с весны. Кем, кроме Токаева, не сообщалось: "
            "ни Токаеву, ни Токаевым, ни о Токаеве.",
            published_at="2019-11-07T15:15:00+06:00",
            author="Марина Ветрова",
            outlet="Пример-Новости",
        ),
    ]
    others = [
        make_article(
            "Токаев и Путин в Астане",
            body="Касым-Жомарт Токаев и Владимир Путин в Астане.",
            published_at="2019-05-29T12:00:00+06:00",
        ),
        make_article(
            "Токаев и Путин в Омске, год спустя",
            body="О Касым-Жомарте Токаеве и Владимире Путине в Омске вспоминают.",
            published_at="2020-11-07T12:00:00+06:00",
        ),
        make_article(
            "Путин в Омске",
            body="Владимира Путина ждут жители.",
            published_at="2019-03-02T12:00:00+06:00",
        ),
        make_article(
            "Урожай собран",
            body="Пшеницы собрали больше, чем ждали.",
            published_at="2019-09-02T12:00:00+06:00",
        ),
    ]
    undated = make_article(
        "Токаев и Путин в Омске, дата утеряна",
        body="Касым-Жомарт Токаев и Владимир Путин в Омске.",
        published_at="",
    )
    meeting = make_meeting(
        tokayev, putin, location=omsk, starts_on="2019-11-07", articles=tuple(omsk_2019)
    )
    return SmallArchive(russia, omsk, astana, tokayev, putin, omsk_2019, others, undated, meeting)


def make_many(small: SmallArchive, number: int) -> None:
    """Short articles without a name in them; every third undated, several of one instant."""
    first = small.others[-1]
    day = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)
    Article.objects.bulk_create(
        Article(
            title=f"Новость {n}",
            slug="n",
            body="Слово.",
            language="ru",
            outlet=first.outlet,
            original_url=f"https://bulk.example.org/{n}",
            content_hash=str(n),
            feed_id=feed_id_for(f"https://bulk.example.org/{n}", ""),
            published_at=None if n % 3 == 0 else day + datetime.timedelta(days=n // 4),
            extractor=first.extractor,
            updated_at=day,
        )
        for n in range(number)
    )
