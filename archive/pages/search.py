"""The search page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.addresses import question_pairs, replaced, with_only, with_query
from archive.models import Article, Location, Mention, Person
from archive.pages.facets import LABELS, Choice, begin_counting, narrowing
from archive.pages.matches import question_query
from archive.search import ask
from archive.search.filters import CODES, ArticleFilter, Question, reasons_of
from archive.search.opened import State
from archive.search.reading import FIELDS, Reading
from archive.search.saying import said
from archive.search.snippets import Marker, Piece, marked_title, snippet
from archive.search.suggest import LITTLE, suggestions
from archive.search.tokens import as_far_as_read

PAGE_SIZE = 20

# Languages and kinds say by themselves what they are.
_HEADED = ("leader", "city", "country", "outlet")


@dataclass(frozen=True)
class Hit:
    """An article found: its title and best sentences in pieces, how often what was asked for
    stands in it, with the address that shows where, and how many texts nearly alike are folded
    away, with the address that lists them."""

    article: Article
    title: list[Piece]
    snippet: list[Piece]
    matches: int
    url: str
    alike: int
    alike_url: str


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    url: str


def search(request: HttpRequest) -> HttpResponse:
    """The articles that answer the question in the address; 400 if it cannot be read."""
    asked = ArticleFilter(request.GET)
    context = {"filter": asked, "form": asked.form, "hidden": _hidden(request)}
    if not asked.is_valid():
        context["reasons"] = reasons_of(asked)
        return render(request, "archive/search.html", context, status=400)
    question = asked.question
    with ask.admitted(question):
        return _answer(request, asked, question, context)


def _answer(
    request: HttpRequest, asked: ArticleFilter, question: Question, context: dict[str, Any]
) -> HttpResponse:
    after = request.GET.get("after", "")
    try:
        # One for all that is counted, else the numbers of a page disagree.
        state_here = ask.state_at(question, after, folded=True)
        # The longest part in a large archive, and none of it this thread's work.
        counting = begin_counting(question, state_here)
        found = ask.find(question, PAGE_SIZE, after, folded=True, here=state_here)
    except ask.PlaceUnreadable as error:
        context["reasons"] = {"after": str(error)}
        return render(request, "archive/search.html", context, status=400)
    here = request.path
    context |= {
        "question": question,
        "said": said(question),
        "count": found.count,
        "hits": _hits(request, found, question),
        "chips": _chips(request, asked),
        "names": names_read(question.words),
        "narrowing": narrowing(request, asked, question, found.count, counting(), state_here),
        "first_url": with_query(here, question_pairs(request.GET)) if after else "",
        "next_url": _page_url(request, found.next) if found.next else "",
        "is_cut": question.order == "relevance" and found.count > ask.DEEPEST,
        "deepest": ask.DEEPEST,
        "suggestions": _suggestions(request, question, found.count, state_here),
        "behind": int(found.behind.total_seconds()),
        "sorts": [
            Choice(label, 0, replaced(request.GET, here, sort=value), question.order == value)
            for value, label in asked.form.fields["sort"].choices
            if value and (value != "relevance" or question.words.is_scored)
        ],
        "feed_query": with_query("", question_pairs(request.GET)),
        "title": _title(request, question),
    }
    return render(request, "archive/search.html", context)


def _hidden(request: HttpRequest) -> list[tuple[str, str]]:
    """Filters without a field of their own in the form: kept when it is sent."""
    shown = {"q", "date_from", "date_to", "language", "kind"}
    return [(name, value) for name, value in question_pairs(request.GET) if name not in shown]


def _page_url(request: HttpRequest, after: str) -> str:
    return with_query(request.path, [*question_pairs(request.GET), ("after", after)])


def _hits(request: HttpRequest, found: ask.Found, question: Question) -> list[Hit]:
    marker, query = Marker(question), question_query(request.GET)
    # With their texts, which lists leave in the database, and of the mentions no records.
    mentions = Prefetch("mentions", Mention.objects.order_by())
    stored = Article.objects.order_by().select_related("outlet").prefetch_related(mentions)
    articles = stored.in_bulk(found.ids)
    hits = []
    for hit in found.hits:
        article = articles.get(hit.id)
        if article is None:
            # Deleted within the last second.
            continue
        matches = marker.matches(article)
        hits.append(
            Hit(
                article,
                title=marked_title(article, matches),
                snippet=snippet(article, matches),
                matches=matches.count,
                url=article.get_absolute_url() + query,
                alike=hit.alike,
                alike_url=replaced(request.GET, request.path, alike=str(article.pk)),
            )
        )
    return hits


def _title(request: HttpRequest, question: Question) -> str:
    q, _ = as_far_as_read(request.GET.get("q") or "")
    return f"{q} – search" if q else "Search"


def names_read(words: Reading) -> list[tuple[str, list[Person | Location]]]:
    """Which words of the box were read as whose name, for the line that says so."""
    names = words.names
    people = Person.objects.standing().in_bulk({pk for name in names for pk in name.people})
    places = Location.objects.standing().in_bulk({pk for name in names for pk in name.places})
    return [
        (
            name.text,
            [people[pk] for pk in sorted(name.people) if pk in people]
            + [places[pk] for pk in sorted(name.places) if pk in places],
        )
        for name in names
    ]


def _chips(request: HttpRequest, asked: ArticleFilter) -> list[Chip]:
    chips = []
    for name in FIELDS:
        heading = f"{LABELS[name]}: " if name in _HEADED else ""
        chips += _chips_of(request, asked, name, heading)
    for name in FIELDS:
        chips += _chips_of(request, asked, f"not_{name}", "not ")
    for name, label in (("date_from", "from"), ("date_to", "to")):
        if asked.form.cleaned_data[name]:
            url = replaced(request.GET, request.path, **{name: None})
            chips.append(Chip(f"{label} {asked.form.cleaned_data[name]}", url))
    if number := asked.form.cleaned_data["alike"]:
        article = Article.objects.filter(pk=int(number)).first()
        label = f"nearly alike to “{article.title}”" if article else f"nearly alike to no. {number}"
        chips.append(Chip(label, replaced(request.GET, request.path, alike=None)))
    return chips


def _chips_of(
    request: HttpRequest, asked: ArticleFilter, parameter: str, heading: str
) -> list[Chip]:
    """The values of one parameter, each with the address without it."""
    # By the records found, not the values sent: a record may be asked for by an earlier slug.
    chosen = asked.form.cleaned_data[parameter]
    labels = dict(
        (each, CODES[each]) if isinstance(each, str) else (each.slug, str(each)) for each in chosen
    )
    return [
        Chip(
            heading + label,
            with_only(
                request.GET, request.path, parameter, [other for other in labels if other != value]
            ),
        )
        for value, label in labels.items()
    ]


def _suggestions(request: HttpRequest, question: Question, count: int, here: State) -> list[Choice]:
    """What may have been meant where little is found; only offered, never searched instead."""
    q, _ = as_far_as_read(request.GET.get("q") or "")
    if count > LITTLE or not q:
        return []
    return [
        Choice(each.q, 0, replaced(request.GET, request.path, q=each.q))
        for each in suggestions(q, question.words, here.searcher)
    ]
