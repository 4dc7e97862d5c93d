"""Places: cities, countries, venues and regions."""

from math import asin, cos, radians, sin, sqrt
from typing import Protocol

from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from archive.models.choices import only
from archive.models.merged import standing_record


class PlaceKind(models.TextChoices):
    CITY = "city", "city"
    COUNTRY = "country", "country"
    VENUE = "venue", "venue"
    # Continents, seas, provinces, disputed lands: named in the news, no place of a meeting.
    REGION = "region", "region"


class LocationQuerySet(models.QuerySet["Location"]):
    def cities(self) -> "LocationQuerySet":
        """Cities, venues and regions: what a reader may choose as `city`."""
        return self.exclude(kind=PlaceKind.COUNTRY)

    def countries(self) -> "LocationQuerySet":
        return self.filter(kind=PlaceKind.COUNTRY)

    def standing(self) -> "LocationQuerySet":
        """Without those merged into another."""
        return self.filter(merged_into=None)

    def at(self, slug: str) -> "LocationQuerySet":
        """The one whose address this is, or once was; merged ones too (see `stands_as`)."""
        return self.filter(Q(slug=slug) | Q(past_slugs__slug=slug)).distinct()


class Location(models.Model):
    """A place; readers see the word "place"."""

    kind = models.CharField(max_length=10, choices=PlaceKind)
    slug = models.SlugField(max_length=100, unique=True)
    name_en = models.CharField("name in English", max_length=200)
    name_ru = models.CharField("name in Russian", max_length=200, blank=True)
    name_kk = models.CharField("name in Kazakh", max_length=200, blank=True)
    country = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="places",
        null=True,
        blank=True,
        limit_choices_to={"kind": "country"},
    )
    country_code = models.CharField(
        max_length=2, blank=True, help_text="ISO 3166-1 alpha-2; for a country alone."
    )
    geonames_id = models.PositiveIntegerField(null=True, blank=True, unique=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    population = models.PositiveBigIntegerField(default=0)
    prominence = models.PositiveSmallIntegerField(
        default=1,
        help_text="3: a capital or a city of diplomacy, 2: a large city, 1: any other. "
        "Of two cities with one name the more prominent is meant, unless the text says otherwise.",
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="absorbed",
        null=True,
        blank=True,
        editable=False,
        help_text="The record that stands for this one; its address leads there for ever.",
    )
    # The server sorts by code point; ё and the Kazakh letters would come after я.
    sort_key = models.GeneratedField(
        expression=Func(
            Func(F("name_en"), function="lower"),
            Value("ёәғқңөұүһіáàâãäåéèêëíîïóôõöúüçñ"),
            Value("еагкноуухиaaaaaaeeeeiiioooouucn"),
            function="translate",
        ),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )

    # Set by search.lists.MostNamedFirst.
    article_count: int

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            only("kind", PlaceKind.values, "location_kind"),
            models.UniqueConstraint(
                fields=["country_code"], condition=~Q(country_code=""), name="location_one_per_code"
            ),
            models.CheckConstraint(
                condition=Q(kind=PlaceKind.COUNTRY, country=None) | ~Q(kind=PlaceKind.COUNTRY),
                name="location_country_is_in_no_country",
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90)) | Q(latitude=None), name="location_latitude"
            ),
            models.CheckConstraint(
                condition=Q(longitude__range=(-180, 180)) | Q(longitude=None),
                name="location_longitude",
            ),
            # Longer circles are refused by a trigger (migration 0004).
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="location_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en

    def get_absolute_url(self) -> str:
        return reverse("place-detail", args=[self.slug])

    @property
    def stands_as(self) -> "Location":
        """The record that stands for this one: itself, unless merged into another."""
        return standing_record(self)


class OnEarth(Protocol):
    """What lies somewhere, as far as is known: a Location, or what grouping knows of one."""

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...


def kilometres_between(one: OnEarth, other: OnEarth) -> float | None:
    """The distance on a sphere (haversine); None where one of the two lies nowhere known."""
    points = (one.latitude, one.longitude, other.latitude, other.longitude)
    if any(each is None for each in points):
        return None
    lat1, lon1, lat2, lon2 = (radians(each) for each in points if each is not None)
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    # 6371 km is the radius of the earth; rounding may make h of antipodes more than 1.
    return 2 * 6371 * asin(min(1.0, sqrt(h)))
