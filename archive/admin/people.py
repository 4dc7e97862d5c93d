"""People, their offices, and the written forms of their names."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from archive.admin.names import MergedFilter, NamedRecordAdmin, WrittenFormInline
from archive.admin.text import STORED_TEXT
from archive.models import Office, Person


class OfficeInline(admin.StackedInline):
    model = Office
    formfield_overrides = STORED_TEXT
    autocomplete_fields = ["country"]
    extra = 0
    fields = [
        ("role", "title_en", "title_ru"),
        ("country", "organisation"),
        ("starts_on", "starts_precision", "ends_on", "ends_precision"),
    ]


class PersonFormInline(WrittenFormInline):
    fields = ["text", "language", "extent", "needs_context", "origin"]


@admin.register(Person)
class PersonAdmin(NamedRecordAdmin):
    owner = "person"
    list_display = ["name_en", "name_ru", "name_kk", "offices_held", "wikidata_id", "merged_into"]
    list_filter = ["offices__role", "gender", MergedFilter]
    list_select_related = ["merged_into"]
    search_fields = ["name_en", "name_ru", "name_kk", "slug", "=wikidata_id"]
    ordering = ["name_en", "pk"]
    inlines = [PersonFormInline, OfficeInline]
    fieldsets = [
        (None, {"fields": [("name_en", "name_ru", "name_kk"), "patronymic_ru"]}),
        (
            "What a headline calls them",
            {"fields": [("short_en", "short_ru", "short_kk")]},
        ),
        ("Record", {"fields": ["gender", "slug", "wikidata_id", "made_forms"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).prefetch_related("offices")

    @admin.display(description="offices, latest first")
    def offices_held(self, person: Person) -> str:
        return "; ".join(office.title_en for office in person.offices.all()[:3])
