"""Failures answered plainly: the database off or too slow, no index yet, a wrong method."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse

from archive.search.ask import IndexMissing
from archive.search.effort import TooBusy

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 10
READING = ["GET", "HEAD"]

REASONS = {
    TooBusy: "Many searches as wide as this one, or many exports, are being answered. Ask for"
    " fewer, longer or rarer words, or again in a moment.",
    IndexMissing: "The search index is being built. It will be ready in a moment.",
    OperationalError: "The archive's database did not answer in time.",
    InterfaceError: "The archive's database did not answer.",
}


def answer_failures_plainly(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 503 with a reason, and no stack of templates that ask the database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        for kind, reason in REASONS.items():
            if isinstance(exception, kind):
                logger.warning("%s: %s", request.path, exception)
                page = render_to_string("503.html", {"reason": reason})
                return HttpResponse(
                    page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}
                )
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def refuse_all_but_reading(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: outside the staff desk there is nothing to send; 405, whatever the address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in READING or request.path.startswith(reverse("admin:index")):
            return get_response(request)
        return HttpResponseNotAllowed(READING)

    return middleware
