"""Imports: the page that takes files in, and the report on each run."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from archive.importing.read import MAX_FILE_BYTES, UploadedArticle
from archive.importing.run import import_files
from archive.models import ImportBatch, ImportedFile
from archive.models.imports import Outcome
from archive.text import normalise

# A batch of the admin is shown whole; one of the command line may have a million files.
FILES_SHOWN = 500
NAMES_IN_SOURCE = 20
CHUNK_BYTES = 64 * 1024


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Django's own pattern for several files in one field."""

    widget = ManyFilesInput

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        files: list[Any] = [*data] or [None]
        if len(files) > settings.IMPORT_MAX_UPLOAD_FILES:
            raise forms.ValidationError(too_many_files())
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class ImportForm(forms.Form):
    # An empty file is a fault of that one file, and stands in the report with its name.
    articles = ManyFilesField(
        allow_empty_file=True,
        error_messages={"required": "Choose one file or more."},
    )


def too_many_files() -> str:
    return (
        f"More than {settings.IMPORT_MAX_UPLOAD_FILES} files at once: nothing was imported. "
        "Choose fewer, or use the command import_articles for a whole folder."
    )


class ReadOnlyAdmin(admin.ModelAdmin):
    """What an import wrote down is evidence: staff look at it."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _count_of(outcome: str) -> Callable[[Any], Any]:
    """A column of `with_counts`."""

    @admin.display(description=outcome, ordering=outcome)
    def number_of_files(batch: ImportBatch) -> int:
        return getattr(batch, outcome)

    return number_of_files


COUNTS = [_count_of(outcome) for outcome in Outcome.values]


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "source", "started_by", "finished_at", *COUNTS]
    list_select_related = ["started_by"]
    search_fields = ["source"]
    fields = ["source", "started_by", "started_at", "finished_at"]

    class Media:
        css = {"all": ["archive/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("archive.add_importbatch")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.with_counts()

    def get_urls(self) -> list[URLPattern]:
        # Exempt here, protected in `take_uploads`: see `import_view`.
        view = self.admin_site.admin_view(csrf_exempt(self.import_view))
        return [path("import/", view, name="archive_importbatch_import"), *super().get_urls()]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """ "Add" anywhere in the admin means: import files."""
        return redirect("admin:archive_importbatch_import")

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The import page.

        Django counts the files while it reads the form, and the CSRF check reads the form
        first: it would answer too many of them with a bare 400.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            request.POST  # noqa: B018  reading is what counts
        except TooManyFilesSent:
            # A browser shows no answer before it has sent everything.
            while request.read(CHUNK_BYTES):
                pass
            return self._page(request, ImportForm(), problem=too_many_files(), status=400)
        return self.take_uploads(request)

    @method_decorator(csrf_protect)
    def take_uploads(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self._page(request, ImportForm())
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form)
        uploads = form.cleaned_data["articles"]
        batch = ImportBatch.objects.create(
            started_by_id=request.user.pk, source=_source([upload.name for upload in uploads])
        )
        counts = import_files(_articles(uploads), batch)
        words = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
        level = messages.WARNING if counts[Outcome.FAILED] else messages.SUCCESS
        messages.add_message(request, level, f"{words}.")
        return HttpResponseRedirect(reverse("admin:archive_importbatch_change", args=[batch.pk]))

    def _page(
        self, request: HttpRequest, form: ImportForm, problem: str = "", status: int = 200
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Import files",
            "opts": self.opts,
            "form": form,
            "problem": problem,
            "most_files": settings.IMPORT_MAX_UPLOAD_FILES,
            "most_bytes": MAX_FILE_BYTES,
        }
        return TemplateResponse(
            request, "admin/archive/importbatch/import.html", context, status=status
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of a batch carries the report the command line prints."""
        batch = kwargs.get("obj")
        if batch is not None:
            files = batch.files.select_related("article").defer("article__body")
            failed_first = Case(When(outcome=Outcome.FAILED, then=Value(0)), default=Value(1))
            context |= {
                "counts": [(outcome, getattr(batch, outcome)) for outcome in Outcome.values],
                "files": files.order_by(failed_first, "pk")[:FILES_SHOWN],
                "files_left_out": max(0, batch.files.count() - FILES_SHOWN),
            }
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(ImportedFile)
class ImportedFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "outcome", "line", "reason", "notes", "article", "batch"]
    list_filter = ["outcome"]
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["name", "reason"]
    fields = ["name", "batch", "outcome", "line", "reason", "notes", "article", "sha256"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportedFile]:
        queryset = super().get_queryset(request)
        return queryset.select_related("article", "batch").defer("article__body")


def _articles(uploads: Iterable[UploadedFile]) -> Iterator[UploadedArticle]:
    """One file's bytes at a time; of one that is too long, just enough to be refused."""
    for upload in uploads:
        yield UploadedArticle(str(upload.name), upload.read(MAX_FILE_BYTES + 1))


def _source(names: list[str | None]) -> str:
    """What was imported, in a line a person can read."""
    shown = ", ".join(normalise(str(name)) for name in names[:NAMES_IN_SOURCE])
    left_out = len(names) - NAMES_IN_SOURCE
    return f"{shown} and {left_out} more" if left_out > 0 else shown
