"""Meetings, who took part, and which articles cover them."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import get_text_list

from archive.models.articles import Article
from archive.models.choices import DatePrecision, MeetingKind, only
from archive.models.people import Person
from archive.models.places import Location
from archive.text import slug_of


class EventStatus(models.TextChoices):
    SUGGESTED = "suggested", "suggested"
    PUBLISHED = "published", "published"
    REJECTED = "rejected", "rejected"


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> "EventQuerySet":
        return self.filter(status=EventStatus.PUBLISHED)

    def of(self, *people: Person) -> "EventQuerySet":
        """Meetings in which all of these people took part."""
        meetings = self
        for person in people:
            meetings = meetings.filter(pk__in=person.participations.values("event"))
        return meetings

    def held_in(self, place: Location) -> "EventQuerySet":
        """Meetings held in a city, or anywhere in a country."""
        return self.filter(Q(location=place) | Q(location__country=place))

    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-starts_on", "-pk")

    def for_listing(self) -> "EventQuerySet":
        """What one row of a list shows."""
        return (
            self.select_related("location")
            .prefetch_related("participants")
            .annotate(article_count=models.Count("coverage"))
        )


class Event(models.Model):
    """One meeting; readers see the word "meeting"."""

    kind = models.CharField(max_length=10, choices=MeetingKind)
    status = models.CharField(max_length=9, choices=EventStatus, default=EventStatus.SUGGESTED)
    starts_on = models.DateField("date")
    date_precision = models.CharField(
        max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    participants = models.ManyToManyField(Person, through="Participation", related_name="events")
    is_edited = models.BooleanField(
        default=False, help_text="An editor has had a hand in this: no import changes it again."
    )
    feed_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Set by for_listing().
    article_count: int

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = "meeting"
        indexes = [models.Index(fields=["-starts_on", "-id"], name="event_newest_first")]
        constraints = [
            only("kind", MeetingKind.values, "event_kind"),
            only("status", EventStatus.values, "event_status"),
            only("date_precision", DatePrecision.values, "event_date_precision"),
        ]

    def __str__(self) -> str:
        names = get_text_list([str(each) for each in self.participants.all()], "and") or "nobody"
        place = f", {self.location}" if self.location else ""
        return f"{self.get_kind_display().capitalize()}: {names}{place}, {self.date_text}"

    def get_absolute_url(self) -> str:
        return reverse("meeting-detail", args=[self.pk, self.slug])

    @property
    def date_text(self) -> str:
        """The date as far as it is known: 7 November 2019, November 2019 or 2019."""
        if self.date_precision == DatePrecision.YEAR:
            return f"{self.starts_on:%Y}"
        if self.date_precision == DatePrecision.MONTH:
            return f"{self.starts_on:%B %Y}"
        return f"{self.starts_on.day} {self.starts_on:%B %Y}"

    @property
    def slug(self) -> str:
        return slug_of(str(self), "meeting")


class Participation(models.Model):
    """A person's part in a meeting, and the sentence it rests on."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="participations")
    confidence = models.FloatField(default=1)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="participation_confidence"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class CoverageRole(models.TextChoices):
    MAIN = "main", "reports the meeting"
    BACKGROUND = "background", "mentions it"


class Coverage(models.Model):
    """The link of an article to a meeting, with the reasons it is believed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="coverage")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="coverage")
    role = models.CharField(max_length=10, choices=CoverageRole, default=CoverageRole.MAIN)
    confidence = models.FloatField(default=1)
    sentence = models.TextField(blank=True, help_text="The sentence that reports the meeting.")
    reasons = models.TextField(blank=True, help_text="Why the article is believed to cover it.")

    class Meta:
        ordering = ["event", F("article__published_at").asc(nulls_last=True), "pk"]
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(fields=["article", "event"], name="coverage_once"),
            only("role", CoverageRole.values, "coverage_role"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="coverage_confidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} covers {self.event_id}"


def first_and_last_day(events: EventQuerySet) -> tuple[datetime.date, datetime.date] | None:
    """The days of the first and the last of some meetings; None for no meetings."""
    days = events.aggregate(first=models.Min("starts_on"), last=models.Max("starts_on"))
    return (days["first"], days["last"]) if days["first"] else None
