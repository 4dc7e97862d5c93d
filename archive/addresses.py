"""Addresses: which record stands at one, a question as one, and one changed in part.

Shared by pages, feeds and API, which answer the same questions under the same addresses.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from archive.models import Location, Person
from archive.search.tokens import LONGEST, as_far_as_read

# Feeds and exports under a page's address take the same parameters (DESIGN, contracts).
NOT_ASKED = frozenset({"page", "page_size", "after"})


def person_at(slug: str) -> Person:
    """The person whose address this is, or once was; Http404 for nobody's.

    Whoever was merged into another is that other, for ever.
    """
    person = Person.objects.at(slug).first()
    if person is None:
        raise Http404("There is no such person in the archive.")
    return person.stands_as


def place_at(slug: str) -> Location:
    """The place whose address this is, or once was; Http404 for none's.

    What was merged into another is that other, for ever.
    """
    place = Location.objects.select_related("country").at(slug).first()
    if place is None:
        raise Http404("There is no such place in the archive.")
    return place.stands_as


def pair_path(person: Person, other: Person) -> str:
    """The address of two people together, the same whichever is named first."""
    first, second = sorted((person.slug, other.slug))
    return reverse("pair-detail", args=[first, second])


def absolute(path: str) -> str:
    """The address under SITE_URL, whatever host a request came by."""
    return f"{settings.SITE_URL}{path}"


def question_pairs(params: QueryDict) -> list[tuple[str, str]]:
    """The parameters that make the question, in one order, without empty ones and the page.

    Of a box too long to be read whole, the part that is: a page repeats it in every link.
    """
    return [
        (name, as_far_as_read(value)[0] if name == "q" and len(value) > LONGEST else value)
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
    kept = [(name, value) for name, value in question_pairs(params) if name not in changes]
    return with_query(path, kept + [(name, value) for name, value in changes.items() if value])


def added(params: QueryDict, path: str, name: str, value: str) -> str:
    """The same question and one more value."""
    return with_query(path, [*question_pairs(params), (name, value)])


def with_only(params: QueryDict, path: str, name: str, values: Iterable[str]) -> str:
    """The same question with these values of one parameter and no others."""
    kept = [pair for pair in question_pairs(params) if pair[0] != name]
    return with_query(path, kept + [(name, value) for value in values])


def page_number(request: HttpRequest, most: int) -> int:
    """The page asked for, from 1; Http404 for what is no page."""
    text = request.GET.get("page") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= most):
        raise Http404(f"There is no page “{text[:20]}” here: pages go from 1 to {most}.")
    return int(text)
