"""Write: entries -> RSS 2.0, Atom 1.0 and JSON Feed 1.1. Knows no request.

Django's generators, with what they leave out: ids that do not hang on the host, a date that
does not change with the hour, authors and updates in Atom (ecosystem study, 1.3).
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from archive.feeds.entries import Entry
from archive.text import normalise

# The date of a feed without entries: never "now", or it would never be unchanged.
BEFORE_ALL = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Feed:
    """A feed: what it is called, the page it belongs to, its own address, its entries, and
    where the entries after them are (RFC 5005), if there are any.

    `description` says what is in it; the title again unless given.
    """

    title: str
    page_url: str
    feed_url: str
    entries: Sequence[Entry]
    next_url: str = ""
    description: str = ""

    @property
    def updated_at(self) -> datetime.datetime:
        return max((entry.updated_at for entry in self.entries), default=BEFORE_ALL)


class _Rss(Rss201rev2Feed):
    def latest_post_date(self) -> datetime.datetime:
        return self.feed["updated_at"]

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["next_url"]:
            handler.addQuickElement("atom:link", "", {"rel": "next", "href": self.feed["next_url"]})


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime.datetime:
        return self.feed["updated_at"]

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["next_url"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next_url"]})
        # Entries of meetings have no author of their own; Atom wants one somewhere.
        handler.startElement("author", AttributesImpl({}))
        handler.addQuickElement("name", self.feed["site_name"])
        handler.endElement("author")


def rss(feed: Feed, site_name: str) -> bytes:
    return _written(_Rss, feed, site_name)


def atom(feed: Feed, site_name: str) -> bytes:
    return _written(_Atom, feed, site_name)


def json_feed(feed: Feed, site_name: str) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org), with the ids of the other two."""
    items = []
    for entry in feed.entries:
        item: dict[str, object] = {
            "id": entry.urn,
            "url": entry.url,
            "title": entry.title,
            "content_text": entry.summary,
            "date_modified": entry.updated_at.isoformat(),
            "tags": entry.categories,
        }
        if entry.published_at:
            item["date_published"] = entry.published_at.isoformat()
        if entry.author:
            item["authors"] = [{"name": entry.author}]
        if entry.language:
            item["language"] = entry.language
        items.append(item)
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.title} – {site_name}",
        "description": _description(feed, site_name),
        "home_page_url": feed.page_url,
        "feed_url": feed.feed_url,
        "items": items,
    }
    if feed.next_url:
        whole["next_url"] = feed.next_url
    return json.dumps(whole, ensure_ascii=False).encode()


def _description(feed: Feed, site_name: str) -> str:
    return feed.description or f"{feed.title}, as in the archive of {site_name}."


def _written(kind: type[_Rss] | type[_Atom], feed: Feed, site_name: str) -> bytes:
    # What a reader typed, or a row written past the import, may hold what XML must not: one
    # such character would take the whole feed down.
    title = normalise(feed.title)
    description = normalise(_description(feed, site_name))
    generator = kind(
        title=f"{title} – {site_name}",
        link=feed.page_url,
        description=description,
        # What Atom calls it.
        subtitle=description,
        feed_url=feed.feed_url,
        updated_at=feed.updated_at,
        next_url=feed.next_url,
        site_name=site_name,
    )
    for entry in feed.entries:
        generator.add_item(
            title=normalise(entry.title),
            link=entry.url,
            # Readers take a description for HTML: the text must be HTML that says it.
            description=escape(normalise(entry.summary)).replace("\n", "<br>"),
            author_name=normalise(entry.author) or None,
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            unique_id=entry.urn,
            unique_id_is_permalink=False,
            categories=[normalise(category) for category in entry.categories],
        )
    return generator.writeString("utf-8").encode()
