"""The ledger: what was decided on names, by whom and when, each taken back on one page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive.admin.ledger import InForceFilter, LedgerAdmin
from archive.decisions import undo
from archive.models import Decision


@admin.register(Decision)
class DecisionAdmin(LedgerAdmin):
    list_filter = ["verdict", "kind", InForceFilter, "decided_by"]
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
    what_follows = (
        "What it changed will be as it was, and the articles concerned are read again "
        "within seconds."
    )

    def may_take_back(self, request: HttpRequest, decision: Decision) -> bool:
        return may_decide(request, decision.kind)

    def take_back(self, decision: Decision, by: Any) -> Decision:
        return undo(decision, by)


def may_decide(request: HttpRequest, kind: str) -> bool:
    """Whoever may change people decides on names; on places also whoever may change those."""
    user = request.user
    return user.has_perm("archive.change_person") or user.has_perm(f"archive.change_{kind}")
