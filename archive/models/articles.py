"""Articles as imported, and the outlets that published them."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from archive.models.choices import Language, only
from archive.text import slug_of

if TYPE_CHECKING:
    from archive.models.people import Person
    from archive.models.places import Location


class Outlet(models.Model):
    """A publisher, e.g. Tengrinews.kz."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LocalDate(Func):
    """The date of an instant in the zone its article was published in."""

    template = (
        "(((%(expressions)s) AT TIME ZONE 'UTC') + utc_offset_minutes * interval '1 minute')::date"
    )
    output_field = models.DateField()


class ArticleQuerySet(models.QuerySet["Article"]):
    def naming(self, person: "Person") -> "ArticleQuerySet":
        """Articles that name this person."""
        return self.filter(pk__in=person.mentions.values("article"))

    def naming_place(self, place: "Location") -> "ArticleQuerySet":
        """Articles that name this place, or a place in this country."""
        return self.filter(
            Q(mentions__location=place) | Q(mentions__location__country=place)
        ).distinct()

    def undated(self) -> "ArticleQuerySet":
        """Articles whose file gave no date: staff fill it."""
        return self.filter(published_at=None)

    def newest_first(self) -> "ArticleQuerySet":
        """By date, undated ones last, the same order at every asking."""
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")

    def for_listing(self) -> "ArticleQuerySet":
        """What one row of a list shows; the body stays in the database."""
        return self.select_related("outlet").defer("body")


class Article(models.Model):
    """One outlet's published text, as imported from one file."""

    title = models.CharField(max_length=1000)
    body = models.TextField(blank=True)
    author = models.CharField(max_length=300, blank=True)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="articles")
    original_url = models.URLField(
        max_length=2000, blank=True, help_text="Address of the original; empty if there is none."
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: the article is shown as undated, and sorted last."
    )
    utc_offset_minutes = models.SmallIntegerField(
        default=0, help_text="Zone the outlet gave its time in, in minutes east of UTC."
    )
    published_on = models.GeneratedField(
        expression=LocalDate(F("published_at")),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    language = models.CharField(max_length=2, choices=Language)
    slug = models.SlugField(max_length=100)
    content_hash = models.CharField(
        max_length=64, help_text="SHA-256 of title, date, author and text as stored."
    )
    # Made from the article's identity, so that a subscriber's reader knows the item again
    # after a move to another host or a rebuilt database.
    feed_id = models.UUIDField(unique=True, editable=False)
    extractor = models.CharField(
        max_length=40,
        blank=True,
        editable=False,
        help_text="Version of the extractor that read this text; empty: waits to be read.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(help_text="When the stored text last changed.")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = [F("published_at").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(
                F("published_at").desc(nulls_last=True), F("id").desc(), name="article_newest_first"
            ),
            # The worker asks, several times a second, what waits to be read.
            models.Index(fields=["extractor"], name="article_extractor"),
        ]
        constraints = [
            # The address is the identity; where there is none, the text itself is.
            models.UniqueConstraint(
                fields=["original_url"], condition=~Q(original_url=""), name="article_one_per_url"
            ),
            models.UniqueConstraint(
                fields=["content_hash"], condition=Q(original_url=""), name="article_one_per_text"
            ),
            only("language", Language.values, "article_language"),
            models.CheckConstraint(
                condition=Q(utc_offset_minutes__range=(-1440, 1440)), name="article_utc_offset"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article-detail", args=[self.pk, self.slug])


def feed_id_for(original_url: str, content_hash: str) -> uuid.UUID:
    """The name of an article for feed readers: a UUID of its identity (RFC 9562, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, original_url or f"sha256:{content_hash}")


def article_slug(title: str) -> str:
    """The readable end of an article's address."""
    return slug_of(title, "article")


class ArticleVersion(models.Model):
    """The text an article had before a later import changed it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField(max_length=1000)
    body = models.TextField(blank=True)
    author = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64)
    stored_at = models.DateTimeField(help_text="When this text was stored.")
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.stored_at:%Y-%m-%d %H:%M})"


class Sketch(models.Model):
    """What is compared of an article's text, and its group of near-identical texts (twins.py).

    A table of its own: groups change without touching articles, which others may have in hand.
    An article without a row was stored before there were sketches, and waits for the worker.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True)
    minima = ArrayField(
        models.IntegerField(),
        help_text="The least hashes of its shingles in order; empty: no words.",
    )
    bands = ArrayField(
        models.IntegerField(), help_text="Made of the minima, to find those alike by."
    )
    twins = models.BigIntegerField(
        db_index=True,
        help_text="Number of the group: its smallest article when it was grouped; alone, its own.",
    )

    class Meta:
        # Without a list of pending entries, which each look-up would have to read through.
        indexes = [GinIndex(fields=["bands"], fastupdate=False, name="sketch_bands")]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.twins}"
