"""Places, and the written forms of their names."""

from django.contrib import admin

from archive.admin.names import MergedFilter, NamedRecordAdmin, WrittenFormInline
from archive.models import Location


class PlaceFormInline(WrittenFormInline):
    fields = ["text", "language", "needs_context", "valid_from", "valid_to", "origin"]


@admin.register(Location)
class LocationAdmin(NamedRecordAdmin):
    owner = "location"
    list_display = [
        "name_en",
        "name_ru",
        "name_kk",
        "kind",
        "country",
        "prominence",
        "population",
        "merged_into",
    ]
    list_filter = ["kind", "prominence", MergedFilter]
    list_select_related = ["country", "merged_into"]
    search_fields = ["name_en", "name_ru", "name_kk", "slug", "=country_code"]
    # Whoever types Paris means the one in France.
    ordering = ["-prominence", "-population", "pk"]
    autocomplete_fields = ["country"]
    inlines = [PlaceFormInline]
    fieldsets = [
        (None, {"fields": [("name_en", "name_ru", "name_kk"), ("kind", "country")]}),
        ("Which of two with one name", {"fields": ["prominence", "population"]}),
        (
            "Record",
            {
                "fields": [
                    "slug",
                    ("latitude", "longitude"),
                    ("country_code", "geonames_id"),
                    "made_forms",
                ]
            },
        ),
    ]
