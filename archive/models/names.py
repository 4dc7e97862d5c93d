"""Written forms of names, where articles use them, and addresses names once had."""

from django.db import models
from django.db.models import Count, F, Q

from archive.models.articles import Article
from archive.models.choices import Language, NameKind, exactly_one, of_its_kind, only
from archive.models.merged import standing_ids
from archive.models.people import Person
from archive.models.places import Location


class Origin(models.TextChoices):
    AUTHORITY = "authority", "authority data"
    GENERATED = "generated", "made by rule from another form"
    EDITOR = "editor", "an editor"


class Extent(models.TextChoices):
    FULL = "full", "names one person or place by itself"
    SHORT = "short", "a bare surname"


class Script(models.TextChoices):
    CYRILLIC = "cyrillic", "Cyrillic"
    LATIN = "latin", "Latin"


class NameForm(models.Model):
    """One written form of a person's or place's name, in one case ending and script."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="forms", null=True, blank=True
    )
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="forms", null=True, blank=True
    )
    text = models.CharField(max_length=200, help_text="As written: Токаевым")
    key = models.CharField(
        max_length=200, editable=False, help_text="Folded words of the text, by which it is found."
    )
    language = models.CharField(max_length=2, choices=Language)
    script = models.CharField(max_length=8, choices=Script, editable=False)
    extent = models.CharField(max_length=5, choices=Extent, default=Extent.FULL)
    origin = models.CharField(max_length=9, choices=Origin, default=Origin.EDITOR)
    needs_context = models.BooleanField(
        default=False,
        help_text="Also a word or another name (Верный, Владимир): "
        "a place only after a preposition or the word for city.",
    )
    valid_from = models.DateField(
        null=True, blank=True, help_text="For a renamed place: the day the name was given."
    )
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["language", "text"]
        constraints = [
            exactly_one("person", "location", "form_of_a_person_or_a_place"),
            only("language", Language.values, "form_language"),
            only("script", Script.values, "form_script"),
            only("extent", Extent.values, "form_extent"),
            only("origin", Origin.values, "form_origin"),
            models.CheckConstraint(condition=~Q(key=""), name="form_has_letters"),
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_to")) | Q(valid_from=None) | Q(valid_to=None),
                name="form_valid_from_before_to",
            ),
            models.UniqueConstraint(
                fields=["person", "key", "language"],
                condition=Q(location=None),
                name="form_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["location", "key", "language"],
                condition=Q(person=None),
                name="form_once_a_place",
            ),
        ]
        # The search box looks up every run of words a reader typed.
        indexes = [models.Index(fields=["key"], name="form_key")]

    def __str__(self) -> str:
        return self.text


def named_by(forms: models.QuerySet[NameForm], column: str, path: str = "pk") -> Q:
    """Records that have one of these forms, or for which a merged one has it.

    `column` is "person" or "location", `path` the way to that record's key from the rows asked.
    """
    forms = forms.exclude(**{column: None}).order_by()
    condition = Q(**{f"{path}__in": forms.values(column)})
    merged = standing_ids(Person if column == "person" else Location)
    if merged:
        named = forms.filter(**{f"{column}__in": merged}).values_list(column, flat=True)
        condition |= Q(**{f"{path}__in": {merged[pk] for pk in named}})
    return condition


class MentionQuerySet(models.QuerySet["Mention"]):
    def linked(self) -> "MentionQuerySet":
        """Mentions of whom or what the archive knows."""
        return self.exclude(person=None, location=None)

    def waiting(self) -> "MentionQuerySet":
        """Mentions of nobody the archive knows: candidates and unclear forms."""
        return self.filter(person=None, location=None)

    def names_waiting(self, kind: str = "", words: str = "") -> models.QuerySet:
        """The names that wait, as `kind`, `label_key`, `article_count`; the most common first.

        `kind` and `words` ("full" or "single") narrow it. Read from the index alone.
        """
        waiting = self.waiting()
        if kind:
            waiting = waiting.filter(kind=kind)
        if words == "full":
            waiting = waiting.filter(label_key__contains=" ")
        elif words == "single":
            waiting = waiting.exclude(label_key__contains=" ")
        return (
            waiting.values("kind", "label_key")
            .annotate(article_count=Count("article_id", distinct=True))
            .order_by("-article_count", "label_key", "kind")
        )


class Mention(models.Model):
    """Where an article names a person or place, known to the archive or not."""

    Kind = NameKind

    class Field(models.TextChoices):
        TITLE = "title", "title"
        BODY = "body", "body"

    class Basis(models.TextChoices):
        NAME = "name", "by name"
        OFFICE = "office", "by office"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="mentions")
    field = models.CharField(max_length=5, choices=Field)
    start = models.PositiveIntegerField(help_text="Offset in code points of the stored text.")
    end = models.PositiveIntegerField()
    surface = models.CharField(max_length=300, help_text="The words as they stand there.")
    kind = models.CharField(max_length=8, choices=NameKind)
    basis = models.CharField(
        max_length=6,
        choices=Basis,
        default=Basis.NAME,
        help_text="By office: «президент Казахстана» stands for its holder.",
    )
    label = models.CharField(
        max_length=200,
        blank=True,
        help_text="The name in the nominative, one for all mentions of one person in an article.",
    )
    label_key = models.CharField(max_length=200, blank=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="mentions", null=True, blank=True
    )
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="mentions", null=True, blank=True
    )
    confidence = models.FloatField()
    extractor = models.CharField(max_length=40)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "field", "start"]
        constraints = [
            of_its_kind("mention_is_of_its_kind"),
            only("kind", NameKind.values, "mention_kind"),
            only("basis", ["name", "office"], "mention_basis"),
            # The review queue shows it under its label and decides on it by the key.
            models.CheckConstraint(
                condition=~Q(person=None, location=None, label_key=""),
                name="mention_of_nobody_known_has_a_label",
            ),
            models.CheckConstraint(condition=Q(field__in=["title", "body"]), name="mention_field"),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="mention_start_before_end"
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="mention_confidence"
            ),
            # «Қазақстан президенті» is a place's name and, from the same letter on, an office.
            models.UniqueConstraint(
                fields=["article", "field", "start", "basis"],
                name="mention_one_at_a_place_in_the_text",
            ),
        ]
        indexes = [
            # The review queue groups and counts from the index alone, and finds the rows of
            # one name by it.
            models.Index(
                fields=["kind", "label_key", "article"],
                condition=Q(person=None, location=None),
                name="mention_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surface} ({self.field} {self.start}-{self.end})"


class PastSlug(models.Model):
    """An address a person or place once had; the database writes it down at every change.

    Kept for ever, so that links made by others go on leading there.
    """

    slug = models.SlugField(max_length=100)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="past_slugs", null=True, blank=True
    )
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="past_slugs", null=True, blank=True
    )

    class Meta:
        constraints = [
            exactly_one("person", "location", "past_slug_of_a_person_or_a_place"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(location=None), name="past_slug_leads_to_one_person"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(person=None), name="past_slug_leads_to_one_place"
            ),
        ]

    def __str__(self) -> str:
        return self.slug
