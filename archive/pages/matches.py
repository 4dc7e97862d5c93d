"""Matches: what a search found in one article, on the article's own page.

The results lead there with the question in the address; without one a page is the article alone.
"""

from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from archive.addresses import question_pairs, with_query
from archive.models import Article
from archive.pages.marks import Match
from archive.search import snippets
from archive.search.filters import ArticleFilter

# The order of the results says nothing of one article.
_ASKED = frozenset(ArticleFilter.base_filters) - {"sort"}


@dataclass(frozen=True)
class MatchesShown:
    """What was found, and what was looked for: words as typed, and records by their names.

    `reaches` is how many characters of the text were looked through, 0 if all.
    """

    results_url: str
    looks_for_something: bool
    title: list[Match]
    body: list[Match]
    words: str
    names: list[str]
    reaches: int

    @property
    def count(self) -> int:
        return len(self.title) + len(self.body)


def question_query(params: QueryDict) -> str:
    """The question of an address, without order and page, as "?…"; empty if there is none."""
    return with_query("", _asked_pairs(params))


def matches_shown(request: HttpRequest, article: Article) -> MatchesShown | None:
    """What the question in the address found in the article; None where none can be read.

    The article comes with its mentions and their places.
    """
    pairs = _asked_pairs(request.GET)
    if not pairs:
        return None
    asked = ArticleFilter(request.GET)
    if not asked.is_valid():
        return None
    marker = snippets.Marker(asked.question)
    found = marker.matches(article)
    numbered = [
        Match(number, span.start, span.end)
        for number, span in enumerate(chain(found.title, found.body), start=1)
    ]
    chosen = asked.form.cleaned_data
    return MatchesShown(
        results_url=with_query(reverse("search"), pairs),
        looks_for_something=marker.looks_for_something,
        title=numbered[: len(found.title)],
        body=numbered[len(found.title) :],
        words=" ".join((chosen["q"] or "").split()),
        names=[str(each) for name in ("leader", "city", "country") for each in chosen[name]],
        reaches=snippets.READ_CHARS if len(article.body) > snippets.READ_CHARS else 0,
    )


def _asked_pairs(params: QueryDict) -> list[tuple[str, str]]:
    return [pair for pair in question_pairs(params) if pair[0] in _ASKED]
