"""Where articles name people and places, and addresses names once had."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from archive.admin import review
from archive.decisions import link_form, reject_form
from archive.models import Mention, PastSlug
from archive.text import normalise


class MentionForm(forms.ModelForm):
    names_nobody = forms.BooleanField(
        required=False, label="names nobody, or no place", help_text="In this article."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("names_nobody"):
            # Whatever else was chosen: the row goes as it is.
            cleaned |= {"person": self.instance.person, "location": self.instance.location}
            return cleaned
        person, location = cleaned.get("person"), cleaned.get("location")
        record: Any = person or location
        if bool(person) == bool(location):
            raise ValidationError("A mention is of one person or of one place, or of nobody.")
        if record.merged_into:
            raise ValidationError(f"{record} is merged: choose {record.stands_as}.")
        # The database asks for both together.
        self.instance.kind = Mention.Kind.PERSON if person else Mention.Kind.LOCATION
        return cleaned


WHERE: Any = [
    "article",
    "label",
    "surface",
    "basis",
    "field",
    "start",
    "end",
    "confidence",
    "extractor",
]


class WaitingFilter(admin.SimpleListFilter):
    title = "known"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "names someone known"), ("yes", "waits for a decision")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mention]) -> QuerySet[Mention]:
        waiting = {"person": None, "location": None}
        if self.value() == "yes":
            return queryset.filter(**waiting)
        return queryset.exclude(**waiting) if self.value() == "no" else queryset


@admin.register(Mention)
class MentionAdmin(admin.ModelAdmin):
    form = MentionForm
    list_display = ["surface", "label", "kind", "field", "article", "person", "location"]
    list_filter = ["kind", WaitingFilter, "basis", "field"]
    search_fields = ["surface", "label"]
    show_full_result_count = False
    autocomplete_fields = ["person", "location"]
    readonly_fields = WHERE
    fieldsets = [
        (
            "Who or what is meant",
            {
                "fields": ["person", "location", "names_nobody"],
                "description": "Holds for this name in this article, for ever; the ledger of "
                "decisions says so. To decide for all articles, review names or correct the "
                "written forms of the person or place.",
            },
        ),
        ("Where it stands", {"fields": WHERE}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        queryset = super().get_queryset(request)
        return queryset.select_related("article", "person", "location").defer("article__body")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Mention], search_term: str
    ) -> tuple[QuerySet[Mention], bool]:
        return super().get_search_results(request, queryset, normalise(search_term))

    def get_urls(self) -> list[URLPattern]:
        return [*review.urls(), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Offsets are counted by the extractor, not by hand.
        return False

    def save_model(self, request: HttpRequest, obj: Mention, form: Any, change: bool) -> None:
        """Whom a mention means is a decision on its name in its article, not a changed row."""
        name = obj.label or obj.surface
        if form.cleaned_data["names_nobody"]:
            decision = reject_form(name, obj.kind, request.user, obj.article)
        elif {"person", "location"} & set(form.changed_data):
            record: Any = obj.person or obj.location
            decision = link_form(name, obj.kind, record, request.user, obj.article)
        else:
            return
        messages.info(request, decision.summary)

    def response_change(self, request: HttpRequest, obj: Mention) -> HttpResponse:
        if Mention.objects.filter(pk=obj.pk).exists():
            return super().response_change(request, obj)
        return HttpResponseRedirect(reverse("admin:archive_mention_changelist"))


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
