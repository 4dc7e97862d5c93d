"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest

from archive.addresses import absolute


def site(request: HttpRequest) -> dict[str, str]:
    return {
        "site_name": settings.SITE_NAME,
        # A page's parameters are part of what it is, the host it was asked by is not.
        "canonical": absolute(request.path),
    }
