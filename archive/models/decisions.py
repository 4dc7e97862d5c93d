"""What editors decided on names: a ledger that outlives every import and every reading.

Append-only: an act is taken back by a further row. Only archive/decisions.py writes here;
the extractor reads what is in force.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archive.models.choices import NameKind, of_its_kind, only
from archive.models.people import Person
from archive.models.places import Location


class Verdict(models.TextChoices):
    LINK = "link", "means"
    REJECT = "reject", "names nobody"
    NEVER = "never", "never means"
    ALIAS = "alias", "is also written"
    NEW = "new", "is a new person"
    MERGE = "merge", "merged"
    UNDO = "undo", "taken back"


# Verdicts on a written form; the others are on records and on decisions.
ON_FORMS = [Verdict.LINK, Verdict.REJECT, Verdict.NEVER, Verdict.ALIAS, Verdict.NEW]
# Verdicts that may hold in one article only.
IN_ONE_ARTICLE = [Verdict.LINK, Verdict.REJECT]


class DecisionQuerySet(models.QuerySet["Decision"]):
    def in_force(self) -> "DecisionQuerySet":
        """Those not taken back; the takings back themselves left out."""
        return self.filter(undone_by=None).exclude(verdict=Verdict.UNDO)


class Decision(models.Model):
    """One act of an editor on names, people or places."""

    verdict = models.CharField(max_length=6, choices=Verdict)
    kind = models.CharField(max_length=8, choices=NameKind)
    form = models.CharField(
        max_length=200, blank=True, help_text="The name it is on, in the nominative."
    )
    key = models.CharField(max_length=200, blank=True, editable=False)
    # The article's name for ever: it survives a deletion and the import that follows, which
    # no foreign key does.
    article_feed_id = models.UUIDField(
        "article", null=True, blank=True, help_text="Empty: holds in every article."
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, related_name="decisions", null=True, blank=True
    )
    location = models.ForeignKey(
        Location, on_delete=models.SET_NULL, related_name="decisions", null=True, blank=True
    )
    into_person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    into_location = models.ForeignKey(
        Location, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    summary = models.TextField(
        help_text="What was decided, in words that stay true when a record is gone."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="undone_by", null=True, blank=True
    )
    moved = models.JSONField(
        default=dict, blank=True, help_text="What the act moved, for an undo to move back."
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["key"], name="decision_key")]
        constraints = [
            only("verdict", Verdict.values, "decision_verdict"),
            only("kind", NameKind.values, "decision_kind"),
            of_its_kind("decision_is_of_its_kind", "into_"),
            models.CheckConstraint(condition=~Q(summary=""), name="decision_has_a_summary"),
            models.CheckConstraint(
                condition=~Q(verdict__in=ON_FORMS) | ~Q(key=""), name="decision_on_a_form_has_it"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.REJECT) | Q(person=None, location=None),
                name="decision_reject_means_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.NEW) | Q(kind=NameKind.PERSON),
                name="decision_new_is_a_person",
            ),
            models.CheckConstraint(
                condition=Q(article_feed_id=None) | Q(verdict__in=IN_ONE_ARTICLE),
                name="decision_in_one_article_is_on_a_form",
            ),
            # A record that was deleted since is null on either side.
            models.CheckConstraint(
                condition=(
                    (Q(person=None) | Q(into_person=None) | ~Q(person=F("into_person")))
                    & (Q(location=None) | Q(into_location=None) | ~Q(location=F("into_location")))
                ),
                name="decision_merges_two",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.MERGE) | Q(into_person=None, into_location=None),
                name="decision_only_a_merge_is_into_another",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.UNDO, undoes__isnull=False)
                | (~Q(verdict=Verdict.UNDO) & Q(undoes=None)),
                name="decision_an_undo_undoes_something",
            ),
        ]

    def __str__(self) -> str:
        return self.summary

    @property
    def record(self) -> Person | Location | None:
        """Whom or what it is about; of a merge the one that goes."""
        return self.person or self.location

    @property
    def into(self) -> Person | Location | None:
        """Of a merge the record that stays."""
        return self.into_person or self.into_location
