"""Runs of an import, and what became of each file."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from archive.models.articles import Article
from archive.models.choices import only


class Outcome(models.TextChoices):
    CREATED = "created", "created"
    CHANGED = "changed", "changed"
    SAME = "same", "same"
    FAILED = "failed", "failed"


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def with_counts(self) -> "ImportBatchQuerySet":
        """Adds `created`, `changed`, `same` and `failed`: numbers of files."""
        return self.annotate(
            **{
                str(outcome): Count("files", filter=Q(files__outcome=outcome))
                for outcome in Outcome.values
            }
        )


class ImportBatch(models.Model):
    """One run of an import."""

    source = models.TextField(help_text="What was imported: paths, or the names of uploads.")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(
        null=True, help_text="Empty: still running, or cut short; importing again finishes it."
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name_plural = "import batches"

    def __str__(self) -> str:
        return f"Import {self.pk} of {self.started_at:%Y-%m-%d %H:%M}"


class ImportedFile(models.Model):
    """What became of one file of an import."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    name = models.TextField(help_text="Path within the import.")
    outcome = models.CharField(max_length=7, choices=Outcome)
    line = models.PositiveIntegerField(null=True, blank=True, help_text="Line of the fault.")
    reason = models.TextField(blank=True, help_text="Why the file failed.")
    notes = models.TextField(blank=True, help_text="What was odd about a file that went in.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the bytes as read.")
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="files"
    )

    class Meta:
        ordering = ["batch", "pk"]
        constraints = [
            only("outcome", Outcome.values, "imported_file_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.FAILED) | ~Q(reason=""),
                name="imported_file_failed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
