"""Measure search on made archives of ten thousand to a million articles: `make bench-search`.

sources        folders of texts -> sentences, by language
frames         our own sentences around names
made_archive   sentences, names, a number -> that many articles, and meetings, as rows
load           rows -> a database, by COPY
archives       the database and index folder of each size: made once, kept, used again
questions      what readers ask of a made archive, by class
building       speed and size of indexing, and how soon a change is found
engine         each class of questions, beside the bare library
page           the whole page, and the memory of a web worker
worst          an ordinary search among twenty of the worst
relevance      articles of real corpora, found by what was withheld from them

Nothing made or read here is ever committed.
"""
