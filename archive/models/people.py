"""People and the offices they held."""

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from archive.models.choices import DatePrecision, only
from archive.models.merged import standing_record


class Gender(models.TextChoices):
    MALE = "m", "male"
    FEMALE = "f", "female"


class PersonQuerySet(models.QuerySet["Person"]):
    def leaders(self) -> "PersonQuerySet":
        """People who hold or held an office."""
        return self.filter(Exists(Office.objects.filter(person=OuterRef("pk"))))

    def standing(self) -> "PersonQuerySet":
        """Without those merged into another."""
        return self.filter(merged_into=None)

    def at(self, slug: str) -> "PersonQuerySet":
        """The one whose address this is, or once was; merged ones too (see `stands_as`)."""
        return self.filter(Q(slug=slug) | Q(past_slugs__slug=slug)).distinct()


class Person(models.Model):
    """One real person. A leader is a person who holds or held an office."""

    slug = models.SlugField(max_length=100, unique=True)
    name_en = models.CharField("name in English", max_length=200)
    name_ru = models.CharField(
        "name in Russian",
        max_length=200,
        blank=True,
        help_text="As the press writes it: Си Цзиньпин",
    )
    name_kk = models.CharField("name in Kazakh", max_length=200, blank=True)
    patronymic_ru = models.CharField("patronymic in Russian", max_length=100, blank=True)
    short_en = models.CharField(
        "short name in English",
        max_length=100,
        blank=True,
        help_text="What a headline calls them, if that is safe alone: Tokayev. Empty for Kim.",
    )
    short_ru = models.CharField("short name in Russian", max_length=100, blank=True)
    short_kk = models.CharField("short name in Kazakh", max_length=100, blank=True)
    gender = models.CharField(max_length=1, choices=Gender)
    wikidata_id = models.CharField(max_length=20, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="absorbed",
        null=True,
        blank=True,
        editable=False,
        help_text="The record that stands for this one; its address leads there for ever.",
    )

    # Set by search.lists.MostNamedFirst.
    article_count: int

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name_plural = "people"
        constraints = [
            only("gender", Gender.values, "person_gender"),
            models.UniqueConstraint(
                fields=["wikidata_id"], condition=~Q(wikidata_id=""), name="person_one_per_wikidata"
            ),
            # Longer circles are refused by a trigger (migration 0004).
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="person_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en

    def get_absolute_url(self) -> str:
        return reverse("person-detail", args=[self.slug])

    @property
    def stands_as(self) -> "Person":
        """The record that stands for this one: itself, unless merged into another."""
        return standing_record(self)


class OfficeRole(models.TextChoices):
    HEAD_OF_STATE = "head_of_state", "head of state"
    HEAD_OF_GOVERNMENT = "head_of_government", "head of government"
    FOREIGN_MINISTER = "foreign_minister", "foreign minister"
    HEAD_OF_ORGANISATION = "head_of_organisation", "head of an organisation"
    OTHER = "other", "other"


class OfficeQuerySet(models.QuerySet["Office"]):
    def held_on(self, day: datetime.date) -> "OfficeQuerySet":
        """Offices held on a day, the day of taking and of leaving included."""
        return self.filter(
            Q(starts_on__lte=day) | Q(starts_on=None), Q(ends_on__gte=day) | Q(ends_on=None)
        )


class Office(models.Model):
    """A role held by a person for a country or organisation, with dates."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offices")
    role = models.CharField(max_length=30, choices=OfficeRole)
    title_en = models.CharField("title in English", max_length=200)
    title_ru = models.CharField("title in Russian", max_length=200, blank=True)
    country = models.ForeignKey(
        "Location",
        on_delete=models.PROTECT,
        related_name="offices",
        null=True,
        blank=True,
        limit_choices_to={"kind": "country"},
    )
    organisation = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(
        null=True, blank=True, help_text="First known day; see the precision beside it."
    )
    starts_precision = models.CharField(
        max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    ends_on = models.DateField(null=True, blank=True, help_text="Empty: still held, or not known.")
    ends_precision = models.CharField(
        max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "pk"]
        constraints = [
            only("role", OfficeRole.values, "office_role"),
            only("starts_precision", DatePrecision.values, "office_starts_precision"),
            only("ends_precision", DatePrecision.values, "office_ends_precision"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")) | Q(starts_on=None) | Q(ends_on=None),
                name="office_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title_en}: {self.person}"
