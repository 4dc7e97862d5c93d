"""The ledger: what was decided on names, by whom and when, each taken back on one page."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme

from archive.admin.imports import ReadOnlyAdmin
from archive.decisions import undo
from archive.models import Decision
from archive.models.decisions import Verdict
from archive.text import normalise


class InForceFilter(admin.SimpleListFilter):
    title = "in force"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        in_force = Decision.objects.in_force().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=in_force)
        return queryset.exclude(pk__in=in_force) if self.value() == "no" else queryset


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """To look at and take back; nobody changes or deletes a row, whatever their permissions."""

    list_display = ["decided_at", "decided_by", "verdict", "summary", "taking_back"]
    list_display_links = ["decided_at"]
    list_filter = ["verdict", "kind", InForceFilter, "decided_by"]
    list_select_related = ["decided_by", "undone_by"]
    search_fields = ["form", "summary"]
    fields = [
        "summary",
        "taking_back",
        ("verdict", "kind", "form"),
        ("person", "location"),
        ("into_person", "into_location"),
        "article_feed_id",
        ("decided_by", "decided_at"),
        "undoes",
    ]
    readonly_fields = ["taking_back"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Decision], search_term: str
    ) -> tuple[QuerySet[Decision], bool]:
        return super().get_search_results(request, queryset, normalise(search_term))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [
            path("<int:pk>/undo/", view, name="archive_decision_undo"),
            *super().get_urls(),
        ]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to take a decision back, and do it."""
        decision = get_object_or_404(Decision, pk=pk)
        if not may_decide(request, decision.kind):
            raise PermissionDenied
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": "Take this decision back?",
                "opts": self.opts,
                "decision": decision,
            }
            return TemplateResponse(request, "admin/archive/decision/undo.html", context)
        try:
            messages.success(request, undo(decision, request.user).summary)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(_way_back(request))

    @admin.display(description="undo")
    def taking_back(self, decision: Decision) -> str:
        if decision.verdict == Verdict.UNDO:
            return "-"
        if getattr(decision, "undone_by", None):
            return "taken back"
        url = reverse("admin:archive_decision_undo", args=[decision.pk])
        return format_html('<a href="{}">Undo</a>', url)


def may_decide(request: HttpRequest, kind: str) -> bool:
    """Whoever may change people decides on names; on places also whoever may change those."""
    user = request.user
    return user.has_perm("archive.change_person") or user.has_perm(f"archive.change_{kind}")


def _way_back(request: HttpRequest) -> str:
    """The page the button stood on, or the ledger."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return reverse("admin:archive_decision_changelist")
