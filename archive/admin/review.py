"""The review queue: names that wait, and one click that decides on each.

Everything works without JavaScript; a script offers records while a name is typed.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_POST

from archive.addresses import page_number, with_query
from archive.decisions import link_form, never_means, new_person, reject_form
from archive.models import Article, Decision, Mention
from archive.models.choices import Language, NameKind
from archive.models.people import Gender
from archive.review import names_waiting, record_called, records_like

KINDS = [("", "all"), (NameKind.PERSON, "people"), (NameKind.LOCATION, "places")]
WORDS = [("", "all"), ("full", "full names"), ("single", "single words")]
# Whoever comes here has decided on the commonest long before.
LAST_PAGE = 1000


def urls() -> list[URLPattern]:
    """Addresses of the queue, under that of mentions."""
    site = admin.site
    return [
        path("review/", site.admin_view(queue), name="archive_review"),
        path("review/decide/", site.admin_view(decide), name="archive_review_decide"),
        path("review/records/", site.admin_view(records), name="archive_review_records"),
    ]


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """One page of names that wait."""
    _check(request)
    kind, words = _chosen(request, "kind", KINDS), _chosen(request, "words", WORDS)
    number = page_number(request, LAST_PAGE)
    names, has_more = names_waiting(kind, words, number)
    here = _place(request)
    context = {
        **admin.site.each_context(request),
        "title": "Review names",
        "opts": Mention._meta,
        "names": names,
        "kinds": _tabs(request, "kind", KINDS),
        "words": _tabs(request, "words", WORDS),
        "genders": Gender.choices,
        "languages": Language.choices,
        "may_add": request.user.has_perm("archive.add_person"),
        "place": here,
        "done": _done(request),
        "page": number,
        "previous": _queue_url(request, page=str(number - 1)) if number > 1 else "",
        "next": _queue_url(request, page=str(number + 1)) if has_more else "",
    }
    return TemplateResponse(request, "admin/archive/mention/review.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Decide on one name, and come back to the same place of the queue."""
    _check(request)
    try:
        decision = _decision(request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(_queue_url(request))
    return HttpResponseRedirect(_queue_url(request, done=str(decision.pk)))


@require_GET
def records(request: HttpRequest) -> JsonResponse:
    """Records a name may mean, while it is typed."""
    _check(request)
    kind = _chosen(request, "kind", KINDS) or NameKind.PERSON
    found = records_like(kind, request.GET.get("term", "")[:200])
    return JsonResponse({"records": [{"slug": each.slug, "name": str(each)} for each in found]})


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm("archive.change_person"):
        raise PermissionDenied


def _decision(request: HttpRequest) -> Decision:
    """The act a button stands for: a verdict, and for some the slug of a record."""
    verdict, _, slug = request.POST.get("act", "").partition(" ")
    kind, form = request.POST.get("kind", ""), request.POST.get("form", "")
    if kind not in NameKind.values:
        raise ValidationError("It was not said whether this is a person or a place.")
    by, article = request.user, _article(request)
    if verdict == "reject":
        return reject_form(form, kind, by, article)
    if verdict == "link":
        record = record_called(kind, slug or request.POST.get("record", ""))
        return link_form(form, kind, record, by, article)
    if verdict == "never":
        return never_means(form, kind, record_called(kind, slug), by)
    if verdict == "new" and kind == NameKind.PERSON:
        if not request.user.has_perm("archive.add_person"):
            raise PermissionDenied
        gender = request.POST.get("gender", "")
        gender = gender if gender in Gender.values else ""
        return new_person(form, request.POST.get("language", ""), by, gender)
    raise ValidationError("It was not said what to decide.")


def _article(request: HttpRequest) -> Article | None:
    """The one article a decision is to hold in, if it is said."""
    pk = request.POST.get("article", "")
    if not pk:
        return None
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise ValidationError("There is no such article.")
    article = Article.objects.filter(pk=int(pk)).first()
    if article is None:
        raise ValidationError("This article is gone.")
    return article


def _chosen(request: HttpRequest, name: str, choices: list[tuple[Any, str]]) -> str:
    value = request.GET.get(name, "")
    if value not in [choice for choice, _ in choices]:
        raise Http404(f"There is no queue of “{value[:20]}”.")
    return value


def _place(request: HttpRequest, **changes: str) -> str:
    """The query that leads back to this place of the queue."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "words", "page")} | changes
    return with_query("", [(name, value) for name, value in asked.items() if value])


def _queue_url(request: HttpRequest, **changes: str) -> str:
    return reverse("admin:archive_review") + _place(request, **changes)


def _tabs(
    request: HttpRequest, name: str, choices: list[tuple[Any, str]]
) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is chosen, of each choice; from its first page."""
    return [
        (
            label,
            _queue_url(request, **{name: str(value), "page": ""}),
            value == request.GET.get(name, ""),
        )
        for value, label in choices
    ]


def _done(request: HttpRequest) -> Decision | None:
    """The decision made a moment ago, unless it was taken back since."""
    pk = request.GET.get("done", "")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    return Decision.objects.in_force().filter(pk=int(pk)).first()
