"""Ledgers of decisions: to look at, and to take each back. The same on names and on meetings."""

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
from archive.text import normalise


class InForceFilter(admin.SimpleListFilter):
    title = "in force"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ledger: Any = queryset.model._default_manager
        in_force = ledger.in_force().order_by().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=in_force)
        return queryset.exclude(pk__in=in_force) if self.value() == "no" else queryset


class LedgerAdmin(ReadOnlyAdmin):
    """To look at and take back; nobody changes or deletes a row, whatever their permissions."""

    list_display = ["decided_at", "decided_by", "verdict", "summary", "taking_back"]
    list_display_links = ["decided_at"]
    list_select_related = ["decided_by", "undone_by"]
    readonly_fields = ["taking_back"]
    # What happens when a decision of this ledger is taken back, for whoever is asked.
    what_follows = ""

    def may_take_back(self, request: HttpRequest, decision: Any) -> bool:
        """Whether this user may take this decision back."""
        raise NotImplementedError

    def take_back(self, decision: Any, by: Any) -> Any:
        """Take it back; answers the row that says so, ValidationError where that cannot be."""
        raise NotImplementedError

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, normalise(search_term))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        name = f"archive_{self.opts.model_name}_undo"
        return [path("<int:pk>/undo/", view, name=name), *super().get_urls()]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to take a decision back, and do it."""
        decision = get_object_or_404(self.model, pk=pk)
        if not self.may_take_back(request, decision):
            raise PermissionDenied
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": "Take this decision back?",
                "opts": self.opts,
                "decision": decision,
                "what_follows": self.what_follows,
            }
            return TemplateResponse(request, "admin/archive/undo.html", context)
        try:
            messages.success(request, self.take_back(decision, request.user).summary)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        ledger = reverse(f"admin:archive_{self.opts.model_name}_changelist")
        return HttpResponseRedirect(way_back(request) or ledger)

    @admin.display(description="undo")
    def taking_back(self, decision: Any) -> str:
        # The one verdict that both ledgers share.
        if decision.verdict == "undo":
            return "-"
        if getattr(decision, "undone_by", None):
            return "taken back"
        url = reverse(f"admin:archive_{self.opts.model_name}_undo", args=[decision.pk])
        return format_html('<a href="{}">Undo</a>', url)


def way_back(request: HttpRequest) -> str:
    """The page a button stood on, if it says which."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_ours else ""
