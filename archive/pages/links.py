"""Addresses: absolute ones for feeds and canonical links, and a question changed in part."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict

# Feeds and exports under a page's address take the same parameters (DESIGN, contracts).
NOT_ASKED = frozenset({"page", "page_size"})


def absolute(path: str) -> str:
    """The address under SITE_URL, whatever host a request came by."""
    return f"{settings.SITE_URL}{path}"


def asked(params: QueryDict) -> list[tuple[str, str]]:
    """The parameters that make the question, in one order, without empty ones and the page."""
    return [
        (name, value)
        for name in sorted(params)
        if name not in NOT_ASKED
        for value in params.getlist(name)
        if value
    ]


def with_query(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


def replaced(params: QueryDict, path: str, **changes: str | None) -> str:
    """The same question with some parameters set to one value, or dropped (None)."""
    kept = [(name, value) for name, value in asked(params) if name not in changes]
    return with_query(path, kept + [(name, value) for name, value in changes.items() if value])


def added(params: QueryDict, path: str, name: str, value: str) -> str:
    """The same question and one more value."""
    return with_query(path, [*asked(params), (name, value)])


def with_only(params: QueryDict, path: str, name: str, values: Iterable[str]) -> str:
    """The same question with these values of one parameter and no others."""
    kept = [pair for pair in asked(params) if pair[0] != name]
    return with_query(path, kept + [(name, value) for value in values])


def page_number(request: HttpRequest, most: int) -> int:
    """The page asked for, from 1; Http404 for what is no page."""
    text = request.GET.get("page") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= most):
        raise Http404(f"There is no page “{text[:20]}” here: pages go from 1 to {most}.")
    return int(text)
