"""Feeds and exports of an answer: the same question as the page above them.

entries    articles and meetings -> entries            no request
write      entries -> RSS, Atom, JSON Feed             no request
calendars  meetings -> iCalendar                       no request
views      a request -> a feed or a calendar
exports    a request -> all of an answer, as CSV or NDJSON
"""
