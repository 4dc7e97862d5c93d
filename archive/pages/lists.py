"""What the lists of people, places and meetings share: one page of an answer, or the reasons."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_filters import FilterSet

from archive.addresses import page_number, question_pairs, with_query
from archive.search.filters import reasons_of


def list_page(
    request: HttpRequest, template: str, asked: FilterSet, answer: Any, size: int, **shown: Any
) -> HttpResponse:
    """One page of `answer`; 400 with the reasons if the question cannot be read."""
    reasons = reasons_of(asked)
    paginator = Paginator(answer, size)
    page = paginator.get_page(page_number(request, max(paginator.num_pages, 1)))
    context = {
        "page": page,
        "q": request.GET.get("q", ""),
        "reasons": reasons,
        "query": with_query("", question_pairs(request.GET)),
    }
    return render(request, template, context | shown, status=400 if reasons else 200)
