"""What the staff desk tells beside the rows."""

from django import template

from archive.search import indexer

register = template.Library()


@register.simple_tag
def search_index() -> indexer.Standing:
    """How far the search index of this machine is behind the database."""
    return indexer.standing()
