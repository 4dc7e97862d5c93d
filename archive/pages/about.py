"""The list of all feeds, and the health of the archive for whoever runs it."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from archive.models import Location, Person
from archive.search import indexer, opened
from archive.search.lists import named_most
from archive.understanding import waiting_articles


def feed_list(request: HttpRequest) -> HttpResponse:
    """Every feed there is, with those of the people and places named most."""
    return render(
        request,
        "archive/feed_list.html",
        {
            "people": named_most(Person.objects.standing().order_by("name_en"), 50),
            "places": named_most(Location.objects.standing(), 50),
        },
    )


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 if readers get true answers, else 503; figures for a monitor either way."""
    try:
        index = indexer.standing()
        waiting = waiting_articles().count()
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    status = "ok"
    if index.lag is None:
        status = "the search index is being built"
    elif not opened.can_be_read():
        status = "the search index cannot be read: is manage.py keep_up running?"
    elif index.is_late:
        status = "the search index is behind: is manage.py keep_up running?"
    done, total = index.built or (None, None)
    return JsonResponse(
        {
            "status": status,
            "index_lag_seconds": None if index.lag is None else round(index.lag.total_seconds(), 1),
            # Up to a thousand are counted.
            "index_changes_waiting": index.waiting,
            # Of an index that is being built; null while none is.
            "index_built_articles": done,
            "index_built_of": total,
            "articles_waiting": waiting,
        },
        status=200 if status == "ok" else 503,
    )
