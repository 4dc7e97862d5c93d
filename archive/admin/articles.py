"""Articles, their earlier texts, and outlets."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from archive.admin.names import tell_of_rereading
from archive.admin.text import STORED_TEXT
from archive.extraction import EXTRACTOR
from archive.importing.parse import CLOCK_SLACK, EARLIEST_YEAR
from archive.importing.store import keep_version
from archive.models import Article, ArticleVersion, ImportBatch, ImportedFile, Outlet
from archive.models.articles import article_slug
from archive.text import normalise
from archive.twins import keep_twins
from archive.understanding import delete_articles

# What the extractor reads: a meeting "yesterday" hangs on the date.
READ = {"title", "body", "language", "published_at", "utc_offset_minutes"}
BATCHES_OFFERED = 20
VERSION: Any = ["title", "author", "published_at", "stored_at", "replaced_at", "body"]
# The address is the identity under which the next import knows the article again.
RECORD: Any = ["original_url", "slug", "created_at", "updated_at", "extractor", "found"]


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin):
    formfield_overrides = STORED_TEXT
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Outlet], search_term: str
    ) -> tuple[QuerySet[Outlet], bool]:
        return super().get_search_results(request, queryset, normalise(search_term))


class UndatedFilter(admin.SimpleListFilter):
    title = "undated"
    parameter_name = "undated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(published_at__isnull=self.value() == "yes")


class BatchFilter(admin.SimpleListFilter):
    """Articles of one import: the newest are offered, any other by the link on its page."""

    title = "import"
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (str(batch.pk), str(batch)) for batch in ImportBatch.objects.all()[:BATCHES_OFFERED]
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        value = self.value()
        if value is None:
            return queryset
        if not (value.isascii() and value.isdecimal()):
            raise IncorrectLookupParameters
        return queryset.filter(
            pk__in=ImportedFile.objects.filter(batch=int(value)).values("article")
        )


class ArticleList(ChangeList):
    """A page of articles without their texts, which nobody sees there."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Article]:
        return super().get_queryset(*args, **kwargs).defer("body")


class ArticleForm(forms.ModelForm):
    def clean_published_at(self) -> datetime.datetime | None:
        """The same bounds as for the date of a file."""
        published_at = self.cleaned_data["published_at"]
        if published_at and published_at.year < EARLIEST_YEAR:
            raise ValidationError(f"This date is before {EARLIEST_YEAR}.")
        if published_at and published_at > timezone.now() + CLOCK_SLACK:
            raise ValidationError("This date is in the future.")
        return published_at


class VersionInline(admin.StackedInline):
    model = ArticleVersion
    verbose_name_plural = "earlier texts"
    fields = readonly_fields = VERSION
    classes = ["collapse"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    formfield_overrides = STORED_TEXT
    list_display = ["title", "outlet", "language", "published", "is_read"]
    list_filter = ["language", UndatedFilter, BatchFilter, "outlet"]
    list_select_related = ["outlet"]
    search_fields = ["title", "original_url", "author"]
    show_full_result_count = False
    autocomplete_fields = ["outlet"]
    inlines = [VersionInline]
    readonly_fields = RECORD
    fieldsets = [
        (None, {"fields": ["title", "body", "author", ("outlet", "language")]}),
        (
            "Date",
            {
                "fields": [("published_at", "utc_offset_minutes")],
                "description": "The time is in UTC; the minutes say how far east the outlet's "
                "clock is, 300 for Astana.",
            },
        ),
        ("Record", {"fields": RECORD}),
    ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        return super().get_search_results(request, queryset, normalise(search_term))

    def has_add_permission(self, request: HttpRequest) -> bool:
        # One door: articles come in as files, so that each is known again on the next import.
        return False

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Keep the earlier text, and let the new one wait to be read.

        `content_hash` stays that of the file. The next import of the same file then says
        "same" and leaves alone what staff corrected; only a changed file replaces it.
        """
        changed = set(form.changed_data)
        if not changed:
            return
        _keep_version(Article.objects.get(pk=obj.pk), changed)
        if "title" in changed:
            obj.slug = article_slug(obj.title)
        if {"title", "body"} & changed:
            # Their offsets are of the earlier text: no marks rather than wrong ones.
            obj.mentions.all().delete()
        obj.updated_at = timezone.now()
        written = changed | {"slug", "updated_at"}
        if changed & READ:
            obj.extractor = ""
            written.add("extractor")
            tell_of_rereading(request, 1)
        # Only what changed: the worker may write the rest this very moment.
        obj.save(update_fields=written)
        if {"title", "body"} & changed:
            keep_twins(obj)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        delete_articles(Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        delete_articles(Article.objects.filter(pk__in=queryset.values("pk")))

    @admin.display(description="published (UTC)", ordering="published_at")
    def published(self, article: Article) -> str:
        return f"{article.published_at:%Y-%m-%d %H:%M}" if article.published_at else "undated"

    @admin.display(description="read", boolean=True)
    def is_read(self, article: Article) -> bool:
        return article.extractor == EXTRACTOR

    @admin.display(description="names found")
    def found(self, article: Article) -> str:
        return format_html(
            '<a href="{}?article__id__exact={}">{} mentions</a>',
            reverse("admin:archive_mention_changelist"),
            article.pk,
            article.mentions.count(),
        )


def _keep_version(stored: Article, changed: set[str]) -> None:
    """Keep what is about to be overwritten: importing the same file would not bring it back.

    A date where there was none overwrites nothing.
    """
    is_redated = "published_at" in changed and stored.published_at is not None
    if not (is_redated or changed & {"title", "body", "author"}):
        return
    keep_version(stored)
