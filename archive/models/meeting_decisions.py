"""What editors decided on meetings: a ledger that outlives every import and every reading.

Append-only, as that on names: an act is taken back by a further row. Only
archive/meetings/decisions.py writes here; grouping reads what is in force.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from archive.models.choices import only
from archive.models.meetings import Event


class MeetingVerdict(models.TextChoices):
    CONFIRM = "confirm", "is a meeting"
    REJECT = "reject", "is no meeting"
    EDIT = "edit", "has a field set"
    MERGE = "merge", "is the same as another"
    APART = "apart", "is not the same as another"
    SPLIT = "split", "is two"
    MOVE = "move", "an article is on it"
    UNDO = "undo", "taken back"


# The columns an editor may set; a set one is locked: nothing an article says changes it.
EDITABLE = (
    "kind", "tags", "stage", "starts_on", "date_precision", "location", "participants",
    "other_names", "host",
)  # fmt: skip


class MeetingDecisionQuerySet(models.QuerySet["MeetingDecision"]):
    def in_force(self) -> "MeetingDecisionQuerySet":
        """Those not taken back, in the order they were made; takings back left out."""
        standing = self.filter(undone_by=None).exclude(verdict=MeetingVerdict.UNDO)
        return standing.order_by("pk")


class MeetingDecision(models.Model):
    """One act of an editor on a meeting."""

    verdict = models.CharField(max_length=7, choices=MeetingVerdict)
    event = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text="The meeting it is on; of a merge the one that goes.",
    )
    into = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,
        related_name="decisions_into",
        null=True,
        blank=True,
        help_text="Of a merge the meeting that stays, of a split the new one, of a move the goal.",
    )
    field = models.CharField(max_length=20, blank=True)
    value = models.JSONField(null=True, blank=True, help_text="Of an edit: what the field is.")
    snapshot = models.JSONField(
        default=dict, help_text="What the meeting was when this was decided: people, day, kind."
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

    objects = MeetingDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "decision on a meeting"
        verbose_name_plural = "decisions on meetings"
        constraints = [
            only("verdict", MeetingVerdict.values, "meetingdecision_verdict"),
            models.CheckConstraint(
                condition=Q(field="") | Q(field__in=EDITABLE), name="meetingdecision_field"
            ),
            models.CheckConstraint(
                condition=Q(verdict=MeetingVerdict.EDIT) ^ Q(field=""),
                name="meetingdecision_an_edit_has_a_field",
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="meetingdecision_has_a_summary"),
            models.CheckConstraint(
                condition=Q(into=None) | ~Q(into=F("event")), name="meetingdecision_on_two"
            ),
            models.CheckConstraint(
                condition=Q(verdict=MeetingVerdict.UNDO, undoes__isnull=False)
                | (~Q(verdict=MeetingVerdict.UNDO) & Q(undoes=None)),
                name="meetingdecision_an_undo_undoes_something",
            ),
        ]

    def __str__(self) -> str:
        return self.summary


class Pin(models.Model):
    """Where a decision puts what an article says: on this meeting, whatever is alike.

    The article is named by what survives a deletion and the import that follows. Of several
    things it says, the one meant is known by its people, then by its sentence.
    """

    decision = models.ForeignKey(MeetingDecision, on_delete=models.CASCADE, related_name="pins")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="pins")
    was_in = models.ForeignKey(
        Event,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text="Where it stood before, for an undo to put it back.",
    )
    article_feed_id = models.UUIDField(db_index=True)
    people = ArrayField(models.BigIntegerField(), default=list, blank=True)
    day = models.DateField(null=True, blank=True)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.article_feed_id} is on {self.event_id}"
