"""Feeds and exports of an answer: the same question as the page above them.

entries  articles and meetings -> entries            no request
write    entries -> RSS, Atom, JSON Feed             no request
views    a request -> a feed
exports  a request -> every article of an answer, as CSV or NDJSON
"""
