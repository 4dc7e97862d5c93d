"""Meetings, who took part, and which articles cover them.

A coverage row is what one article says of one meeting (a claim) and the meeting it was grouped
to. What a meeting's own row says follows from its coverage and from what editors decided; only
archive/meetings/stored.py writes it.
"""

import datetime
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Concat, Lower
from django.urls import reverse
from django.utils.text import get_text_list

from archive.models.articles import Article
from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage, only
from archive.models.merged import standing_record
from archive.models.people import Person
from archive.models.places import Location
from archive.text import slug_of


class EventStatus(models.TextChoices):
    """The gate: readers see what is published; what is suggested waits for staff."""

    SUGGESTED = "suggested", "suggested"
    PUBLISHED = "published", "published"
    REJECTED = "rejected", "rejected"


class EventQuerySet(models.QuerySet["Event"]):
    def standing(self) -> "EventQuerySet":
        """Without those that became part of another."""
        return self.filter(merged_into=None)

    def public(self) -> "EventQuerySet":
        """What readers may see: held, announced and cancelled meetings."""
        return self.standing().filter(status=EventStatus.PUBLISHED)

    def published(self) -> "EventQuerySet":
        """The meetings that count: published, and held."""
        return self.public().filter(stage=Stage.HELD)

    def announced(self) -> "EventQuerySet":
        """Published, and not covered as held yet; shown apart and never counted."""
        return self.public().filter(stage=Stage.ANNOUNCED)

    def not_held(self) -> "EventQuerySet":
        """Published, announced or called off: shown apart and never counted."""
        return self.public().exclude(stage=Stage.HELD)

    def to_come(self, today: datetime.date) -> "EventQuerySet":
        """Meetings of today and after; one known to the month or year until that is over."""
        return self.filter(
            Q(starts_on__gte=today)
            | Q(starts_on__gte=today.replace(day=1), date_precision=DatePrecision.MONTH)
            | Q(starts_on__gte=today.replace(month=1, day=1), date_precision=DatePrecision.YEAR)
        )

    def withdrawn(self, since: datetime.datetime) -> "EventQuerySet":
        """Meetings readers saw until an editor found them to be none, not longer ago than this."""
        taken_out = Event.objects.filter(
            decisions__verdict="reject",
            decisions__undone_by=None,
            decisions__snapshot__status=EventStatus.PUBLISHED,
            decisions__decided_at__gte=since,
        )
        rejected = self.standing().filter(status=EventStatus.REJECTED)
        return rejected.filter(pk__in=taken_out.order_by().values("pk"))

    def surely_since(self, day: datetime.date) -> "EventQuerySet":
        """Meetings on this day or after; one known to the month or year if all of it is."""
        year = day.year + (day > day.replace(month=1, day=1))
        after = day.replace(day=1) + datetime.timedelta(days=31)
        month = day if day.day == 1 else after.replace(day=1)
        return self.filter(
            Q(starts_on__gte=day, date_precision=DatePrecision.DAY)
            | Q(starts_on__gte=month, date_precision=DatePrecision.MONTH)
            | Q(starts_on__year__gte=year, date_precision=DatePrecision.YEAR)
        )

    def surely_until(self, day: datetime.date) -> "EventQuerySet":
        """Meetings on this day or before; one known to the month or year if all of it is."""
        next_day = day + datetime.timedelta(days=1)
        return self.filter(
            Q(starts_on__lte=day, date_precision=DatePrecision.DAY)
            | Q(starts_on__lt=next_day.replace(day=1), date_precision=DatePrecision.MONTH)
            | Q(starts_on__year__lt=next_day.year, date_precision=DatePrecision.YEAR)
        )

    def of_month(self, first: datetime.date) -> "EventQuerySet":
        """Meetings of a month, and those of which the year alone is known to be that month's."""
        return self.filter(
            Q(starts_on__year=first.year, starts_on__month=first.month)
            | Q(starts_on__year=first.year, date_precision=DatePrecision.YEAR)
        )

    def on_day_of_year(self, month: int, day: int) -> "EventQuerySet":
        """Meetings known to have been on this day, whatever the year."""
        known = self.filter(date_precision=DatePrecision.DAY)
        return known.filter(starts_on__month=month, starts_on__day=day)

    def of(self, *people: Person) -> "EventQuerySet":
        """Meetings in which all of these people took part."""
        ids = {person.pk for person in people}
        if not ids:
            return self
        # Counted, and not a further condition for each: planning sixty takes half a second.
        parts = Participation.objects.filter(person__in=ids).order_by().values("event")
        of_all = parts.annotate(parts=models.Count("pk")).filter(parts=len(ids))
        return self.filter(pk__in=of_all.values("event"))

    def held_in(self, place: Location) -> "EventQuerySet":
        """Meetings held in a city, or anywhere in a country."""
        return self.filter(Q(location=place) | Q(location__country=place))

    def naming_in_words(self, key: str) -> "EventQuerySet":
        """Meetings with a participant without a record, or a host, one of whose words begins so.

        `key` is folded, as text.key_of() does it.
        """
        names = models.Func(
            F("other_names"), Value(" "), function="array_to_string", output_field=TextField()
        )
        written = Lower(Concat(Value(" "), names, Value(" "), F("host"), output_field=TextField()))
        # What is no letter parts words, as in text.words_of(): O'Brien, «Газпром», С.В. Лавров.
        parted = models.Func(
            written,
            Value("[^[:alnum:]\u0300-\u036f]+"),
            Value(" "),
            Value("g"),
            function="regexp_replace",
            output_field=TextField(),
        )
        as_key = models.Func(
            parted, Value("ё"), Value("е"), function="translate", output_field=TextField()
        )
        return self.alias(as_key=as_key).filter(as_key__contains=f" {key}")

    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-starts_on", "-pk")

    def for_listing(self) -> "EventQuerySet":
        """What one row of a list shows."""
        return (
            self.select_related("location")
            .prefetch_related("participants")
            .annotate(article_count=models.Count("coverage__article", distinct=True))
        )

    def with_coverage(self) -> "EventQuerySet":
        """What feeds, calendars, exports and the API tell of each: offices, every article."""
        covering = Coverage.objects.select_related("article__outlet").defer("article__body")
        return (
            self.for_listing()
            .select_related("location__country")
            .prefetch_related(
                "participants__offices", models.Prefetch("coverage", covering.order_by(*OLDEST))
            )
        )


# Coverage as it came: articles without a date last.
OLDEST = [F("article__published_at").asc(nulls_last=True), F("pk").asc()]

STAGE_NOTES: dict[str, str] = {
    Stage.ANNOUNCED: "Announced: not covered as held in this archive",
    Stage.CANCELLED: "Called off",
}


def written_date(day: datetime.date, precision: str) -> str:
    """A date as far as it is known: 7 November 2019, November 2019 or 2019."""
    if precision == DatePrecision.YEAR:
        return f"{day:%Y}"
    return f"{day:%B %Y}" if precision == DatePrecision.MONTH else f"{day.day} {day:%B %Y}"


class Event(models.Model):
    """One meeting; readers see the word "meeting"."""

    kind = models.CharField(max_length=10, choices=MeetingKind)
    tags = ArrayField(
        models.CharField(max_length=10, choices=MeetingKind),
        default=list,
        blank=True,
        help_text="Further kinds it truthfully is: talks during a visit.",
    )
    status = models.CharField(max_length=9, choices=EventStatus, default=EventStatus.SUGGESTED)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.HELD)
    starts_on = models.DateField("date")
    date_precision = models.CharField(
        max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    participants = models.ManyToManyField(Person, through="Participation", related_name="events")
    other_names = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Who took part and has no record: the name as articles give it.",
    )
    host = models.CharField(
        "host institution", max_length=100, blank=True, help_text="European Commission"
    )
    confidence = models.FloatField(default=1, help_text="How sure it is that this meeting was.")
    is_edited = models.BooleanField(
        default=False, editable=False, help_text="An editor's decision on it is in force."
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="absorbed",
        null=True,
        blank=True,
        editable=False,
        help_text="The meeting this turned out to be; its address leads there for ever.",
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
            only("stage", Stage.values, "event_stage"),
            only("date_precision", DatePrecision.values, "event_date_precision"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="event_confidence"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="event_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        place = f", {self.location}" if self.location else ""
        stage = "" if self.stage == Stage.HELD else f" ({self.get_stage_display()})"
        kind = f"{self.get_kind_display().capitalize()}{stage}"
        return f"{kind}: {self.who or 'nobody'}{place}, {self.date_text}"

    def get_absolute_url(self) -> str:
        return reverse("meeting-detail", args=[self.pk, self.slug])

    @property
    def stands_as(self) -> "Event":
        """The meeting that stands for this one: itself, unless it became part of another."""
        return standing_record(self)

    @property
    def who(self) -> str:
        """Everybody who took part, those without a record too: "A, B and C"."""
        names = [str(each) for each in self.participants.all()] + self.other_names
        return get_text_list(names, "and")

    @property
    def stage_note(self) -> str:
        """What a reader must know of a meeting that was not held; empty for one that was."""
        return STAGE_NOTES.get(self.stage, "")

    @property
    def date_text(self) -> str:
        """The date as far as it is known: 7 November 2019, November 2019 or 2019."""
        return written_date(self.starts_on, self.date_precision)

    @property
    def tag_names(self) -> list[str]:
        """The further kinds in words: ["visit", "signing"]."""
        return [MeetingKind(tag).label for tag in self.tags]

    @property
    def slug(self) -> str:
        return slug_of(str(self), "meeting")


class Participation(models.Model):
    """A person's part in a meeting: the sentence it rests on, and the rule that read it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="participations")
    confidence = models.FloatField(default=1)
    sentence = models.TextField(blank=True)
    rule = models.CharField(max_length=100, blank=True, help_text="subject of “met”, by office …")

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
    """What one article says of one meeting, and why it is believed.

    An article may say two things of what turned out to be one meeting: it has two rows then.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="coverage")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="coverage")
    role = models.CharField(max_length=10, choices=CoverageRole, default=CoverageRole.MAIN)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.HELD)
    kind = models.CharField(max_length=10, choices=MeetingKind, default=MeetingKind.OTHER)
    tags = ArrayField(
        models.CharField(max_length=10, choices=MeetingKind), default=list, blank=True
    )
    starts_on = models.DateField("date", null=True, blank=True)
    date_precision = models.CharField(
        max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    date_basis = models.CharField(max_length=11, choices=DateBasis, default=DateBasis.PUBLICATION)
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    location_is_told = models.BooleanField(
        default=True,
        help_text="Whether the sentence itself says where; else the lead or the dateline.",
    )
    participants = models.ManyToManyField(Person, through="CoverageParticipant", related_name="+")
    other_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    host = models.CharField(max_length=100, blank=True)
    confidence = models.FloatField(default=1)
    sentence = models.TextField(blank=True, help_text="The sentence that reports the meeting.")
    reasons = models.TextField(blank=True, help_text="Why the article is believed to cover it.")
    joined_because = models.TextField(
        blank=True, help_text="Why it is believed to be the same meeting as in the other articles."
    )

    class Meta:
        ordering = ["event", F("article__published_at").asc(nulls_last=True), "pk"]
        verbose_name_plural = "coverage"
        constraints = [
            only("role", CoverageRole.values, "coverage_role"),
            only("stage", Stage.values, "coverage_stage"),
            only("kind", MeetingKind.values, "coverage_kind"),
            only("date_precision", DatePrecision.values, "coverage_date_precision"),
            only("date_basis", DateBasis.values, "coverage_date_basis"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="coverage_confidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} covers {self.event_id}"


class CoverageParticipant(models.Model):
    """A person who took part, as one article has it, and the rule that read it so."""

    coverage = models.ForeignKey(Coverage, on_delete=models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["coverage", "person"], name="coverage_person_once")
        ]

    def __str__(self) -> str:
        return str(self.person)


class Likeness(models.Model):
    """Two meetings that may be one: alike enough to ask staff, not enough to join."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.TextField()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name_plural = "likenesses"
        constraints = [
            models.UniqueConstraint(fields=["event", "other"], name="likeness_once"),
            models.CheckConstraint(
                condition=Q(event__lt=F("other")), name="likeness_lower_number_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} and {self.other_id}"
