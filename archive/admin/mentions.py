"""Where articles name people and places, and addresses names once had."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from archive.models import Mention, PastSlug


class MentionForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("person")) == bool(cleaned.get("location")):
            raise forms.ValidationError("A mention is of one person or of one place.")
        return cleaned


WHERE: Any = ["article", "field", "start", "end", "surface", "confidence", "extractor"]


@admin.register(Mention)
class MentionAdmin(admin.ModelAdmin):
    form = MentionForm
    list_display = ["surface", "field", "article", "person", "location", "confidence"]
    list_filter = ["field", ("person", admin.EmptyFieldListFilter)]
    search_fields = ["surface"]
    show_full_result_count = False
    autocomplete_fields = ["person", "location"]
    readonly_fields = WHERE
    fieldsets = [
        (
            "Who or what is meant",
            {
                "fields": ["person", "location"],
                "description": "Holds until the article is read again. To correct it for good, "
                "correct the written forms of the person or place.",
            },
        ),
        ("Where it stands", {"fields": WHERE}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        queryset = super().get_queryset(request)
        return queryset.select_related("article", "person", "location").defer("article__body")

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Offsets are counted by the extractor, not by hand.
        return False

    def save_model(self, request: HttpRequest, obj: Mention, form: Any, change: bool) -> None:
        obj.confidence = 1
        obj.kind = Mention.Kind.PERSON if obj.person else Mention.Kind.LOCATION
        super().save_model(request, obj, form, change)


@admin.register(PastSlug)
class PastSlugAdmin(admin.ModelAdmin):
    """To look at only: the database writes these rows, links of others hang on them.

    Deleting stays allowed, or a person could not be deleted with theirs.
    """

    list_display = ["slug", "person", "location"]
    list_select_related = ["person", "location"]
    search_fields = ["slug", "person__name_en", "location__name_en"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PastSlug | None = None) -> bool:
        return False
