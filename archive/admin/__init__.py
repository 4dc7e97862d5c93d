"""The staff desk: Django's admin over all rows, and the page that imports files.

text       what staff type is stored the way an import stores it
names      what people and places share: their written forms, being found by them, merging
review     the queue of names that wait for a decision
decisions  the ledger of what was decided, and taking it back
meeting_review  the queue of likely duplicates and unsure meetings
people, places, mentions, articles, meetings, imports    one part of the desk each
"""

from django.conf import settings
from django.contrib import admin

from archive.admin import articles, decisions, imports, meetings, mentions, people, places

__all__ = ["articles", "decisions", "imports", "meetings", "mentions", "people", "places"]

admin.site.site_header = f"{settings.SITE_NAME}: staff desk"
admin.site.site_title = f"{settings.SITE_NAME} staff"
admin.site.index_title = "The archive"
