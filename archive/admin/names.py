"""What people and places share on the staff desk: written forms, and being found by them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from archive.admin.text import STORED_TEXT
from archive.authority.names import renew_forms
from archive.decisions import merge, note_alias, note_alias_removed
from archive.meetings.stored import one_at_a_time, regroup
from archive.merging import check_merge, meetings_of, merge_of, will_move
from archive.models import Location, NameForm, Person
from archive.models.choices import Language, NameKind
from archive.models.names import Origin, named_by
from archive.rereading import keys_of, read_again
from archive.review import record_called
from archive.text import key_of, normalise, script_of

MAX_KEY = 200


class WrittenForm(forms.ModelForm):
    """One form as an editor writes it; what follows from its letters is set here."""

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        key = key_of(text)
        if not key:
            raise ValidationError("A name has at least one letter.")
        if len(key) > MAX_KEY:
            raise ValidationError("This name is too long.")
        self.instance.key = key
        self.instance.script = script_of(text) or "latin"
        return text

    def save(self, commit: bool = True) -> NameForm:
        if {"text", "language"} & set(self.changed_data):
            self.instance.origin = Origin.EDITOR
        return super().save(commit)


class WrittenForms(BaseInlineFormSet):
    """All forms of a record that no rule made; each name once a language."""

    def clean(self) -> None:
        super().clean()
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            if form in self.deleted_forms or not form.cleaned_data.get("text"):
                continue
            identity = (form.instance.key, form.cleaned_data.get("language", ""))
            if identity in seen:
                form.add_error("text", "This form is in the list already.")
            seen.add(identity)


class WrittenFormInline(admin.TabularInline):
    model = NameForm
    form = WrittenForm
    formset = WrittenForms
    formfield_overrides = STORED_TEXT
    readonly_fields = ["origin"]
    extra = 0
    verbose_name = "written form"
    verbose_name_plural = "written forms (case endings are made by rule when you save)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[NameForm]:
        # A well-known person has a hundred made forms; they are shown, folded up, below.
        return super().get_queryset(request).exclude(origin=Origin.GENERATED)


class NamedRecordAdmin(admin.ModelAdmin):
    """A person or place: found by any written form, and its articles read again on a change."""

    formfield_overrides = STORED_TEXT
    prepopulated_fields = {"slug": ["name_en"]}
    readonly_fields = ["made_forms"]
    change_form_template = "admin/archive/named/change_form.html"
    search_help_text = "Any spelling, in any case ending: Токаевым, Тоқаев, Tokayev."
    # The foreign key of a name form that leads to this kind of record.
    owner = ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        term = normalise(search_term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            # To look at in the list, but not to choose.
            queryset = queryset.filter(merged_into=None)
        if not term:
            return queryset, False
        by_name, _ = super().get_search_results(request, self.model.objects.all(), term)
        return queryset.filter(Q(pk__in=by_name.values("pk")) | named_like(term, self.owner)), False

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        record = form.instance
        keys = keys_of(record)
        # An editor may add a form that a rule has made; the rule's comes back unless taken.
        record.forms.filter(origin=Origin.GENERATED).delete()
        before = _written_forms(record)
        super().save_related(request, form, formsets, change)
        _note_written_forms(before, _written_forms(record), request.user)
        renew_forms(record)
        tell_of_rereading(request, read_again(keys | keys_of(record)))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        name = f"archive_{self.opts.model_name}_merge"
        return [path("<int:pk>/merge/", view, name=name), *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A merged record stays: its address leads to the one that stands for it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.merged_into_id)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the record to merge into, see what will move, and merge."""
        record = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        into: Any = None
        try:
            if asked.get("record"):
                into = record_called(self.owner, asked["record"])
                check_merge(record, into)
            if into and request.method == "POST":
                messages.success(request, merge(record, into, request.user).summary)
                return redirect(f"admin:archive_{self.opts.model_name}_change", into.pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            into = None
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {record} into another",
            "opts": self.opts,
            "record": record,
            "into": into,
            "counts": will_move(record),
            "name": {"kind": self.owner, "is_person": self.owner == NameKind.PERSON},
        }
        return TemplateResponse(request, "admin/archive/named/merge.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of a merged record says so, and how to take it back."""
        record = kwargs.get("obj")
        if record is not None:
            context |= {
                "merge_url": reverse(
                    f"admin:archive_{self.opts.model_name}_merge", args=[record.pk]
                ),
                "merge_decision": merge_of(record) if record.merged_into_id else None,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Person | Location) -> None:
        self._delete(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._delete(request, queryset)

    @transaction.atomic
    def _delete(self, request: HttpRequest, records: Any) -> None:
        count = 0
        for record in records:
            # A namesake may be meant now where two were possible.
            count += read_again(keys_of(record))
            one_at_a_time()
            meetings = meetings_of(record)
            record.delete()
            regroup(meetings)
        tell_of_rereading(request, count)

    @admin.display(description="forms made by rule")
    def made_forms(self, record: Person | Location) -> str:
        if record.pk is None:
            return "are made when you save"
        by_language: dict[str, list[str]] = {}
        made = record.forms.filter(origin=Origin.GENERATED)
        for language, text in made.values_list("language", "text"):
            by_language.setdefault(language, []).append(text)
        return format_html(
            "<details><summary>{} forms</summary>{}</details>",
            sum(map(len, by_language.values())),
            format_html_join(
                "",
                '<p><b>{}:</b> <span lang="{}">{}</span></p>',
                (
                    (Language(language).label, language, ", ".join(texts))
                    for language, texts in by_language.items()
                ),
            ),
        )


class MergedFilter(admin.SimpleListFilter):
    title = "merged"
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "No"), ("yes", "Yes, into another")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(merged_into__isnull=self.value() == "no")


def _written_forms(record: Person | Location) -> dict[tuple[str, str], NameForm]:
    """The forms of a record that no rule made, by key and language."""
    forms = record.forms.exclude(origin=Origin.GENERATED).select_related("person", "location")
    return {(form.key, form.language): form for form in forms}


def _note_written_forms(before: dict, after: dict, by: Any) -> None:
    """What was added and removed in the list of written forms stands in the ledger, too."""
    for identity, form in before.items():
        if identity not in after:
            note_alias_removed(form, by)
    for identity, form in after.items():
        if identity not in before:
            note_alias(form, by)


def named_like(term: str, owner: str, path: str = "pk") -> Q:
    """Records one of whose written forms begins as the term does.

    `owner` is "person" or "location", `path` the way to that record's key from the rows asked.
    """
    key = key_of(term)
    if not key:
        return Q(pk__in=[])
    return named_by(NameForm.objects.filter(key__startswith=key), owner, path)


def tell_of_rereading(request: HttpRequest, count: int) -> None:
    """Say why the site does not show a change at this very moment."""
    if count:
        articles = "1 article" if count == 1 else f"{count:,} articles"
        messages.info(request, f"{articles} may be concerned: read again within seconds.")
