"""All addresses of the site, a contract others hold on to (README, "Addresses")."""

from django.contrib import admin
from django.urls import path, re_path

from archive.api import views as api
from archive.feeds import exports
from archive.feeds import views as feeds
from archive.pages import (
    about,
    articles,
    calendars,
    home,
    matrix,
    meetings,
    people,
    places,
    search,
    search_help,
)

_FEED = r"feed\.(?P<extension>rss|atom|json)$"
# Meetings have days, so a calendar can hold them.
_MEETING_FEED = r"feed\.(?P<extension>rss|atom|json|ics)$"
_SLUG = r"(?P<slug>[-a-zA-Z0-9_]+)"
_OTHER = r"(?P<other_slug>[-a-zA-Z0-9_]+)"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/help/", search_help.search_help, name="search-help"),
    re_path(rf"^search/{_FEED}", feeds.search_feed, name="search-feed"),
    path("search/export.csv", exports.export_csv, name="export-csv"),
    path("search/export.ndjson", exports.export_ndjson, name="export-ndjson"),
    path("articles/<int:pk>/", articles.article_detail),
    path("articles/<int:pk>/<slug:slug>/", articles.article_detail, name="article-detail"),
    path("people/", people.person_list, name="person-list"),
    path("people/<slug:slug>/", people.person_detail, name="person-detail"),
    re_path(rf"^people/{_SLUG}/{_FEED}", feeds.person_feed, name="person-feed"),
    path("people/<slug:slug>/with/<slug:other_slug>/", people.pair_detail, name="pair-detail"),
    re_path(rf"^people/{_SLUG}/with/{_OTHER}/{_MEETING_FEED}", feeds.pair_feed, name="pair-feed"),
    re_path(
        rf"^people/{_SLUG}/meetings/{_MEETING_FEED}",
        feeds.person_meeting_feed,
        name="person-meeting-feed",
    ),
    path("places/", places.place_list, name="place-list"),
    path("places/<slug:slug>/", places.place_detail, name="place-detail"),
    re_path(rf"^places/{_SLUG}/{_FEED}", feeds.place_feed, name="place-feed"),
    re_path(
        rf"^places/{_SLUG}/meetings/{_MEETING_FEED}",
        feeds.place_meeting_feed,
        name="place-meeting-feed",
    ),
    path("meetings/", meetings.meeting_list, name="meeting-list"),
    re_path(rf"^meetings/{_MEETING_FEED}", feeds.meeting_feed, name="meeting-feed"),
    path("meetings/export.csv", exports.meetings_csv, name="meetings-csv"),
    path("meetings/export.ndjson", exports.meetings_ndjson, name="meetings-ndjson"),
    path("meetings/matrix/", matrix.matrix, name="matrix"),
    path("meetings/matrix/export.csv", exports.matrix_csv, name="matrix-csv"),
    path("meetings/calendar/", calendars.newest_month, name="calendar"),
    path("meetings/calendar/<int:year>/<int:month>/", calendars.month, name="calendar-month"),
    path("meetings/on-this-day/", calendars.today, name="today"),
    re_path(
        r"^meetings/on-this-day/(?P<month>[0-9]{2})-(?P<day>[0-9]{2})/$",
        calendars.on_this_day,
        name="on-this-day",
    ),
    path("meetings/<int:pk>/", meetings.meeting_detail),
    path("meetings/<int:pk>/<slug:slug>/", meetings.meeting_detail, name="meeting-detail"),
    re_path(
        rf"^meetings/(?P<pk>[0-9]{{1,18}})/{_SLUG}/{_MEETING_FEED}",
        feeds.coverage_feed,
        name="coverage-feed",
    ),
    path("feeds/", about.feed_list, name="feed-list"),
    path("api/v1/articles/", api.article_list, name="api-articles"),
    path("api/v1/people/", api.person_list, name="api-people"),
    path("api/v1/places/", api.place_list, name="api-places"),
    path("api/v1/meetings/", api.meeting_list, name="api-meetings"),
    path("healthz", about.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
