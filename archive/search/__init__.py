"""From a reader's question to an answer, over a Tantivy index (decision 0003).

analysis   a word -> the terms under which it is indexed and asked
queue      what the database noted as changed
index      where the index lies, its fields, one article as a document
indexer    changed articles -> documents; rebuild; how far behind
words      the search box -> clauses, names recognised
filters    URL parameters -> one Question, or the reason why not
lists      URL parameters -> meetings, people, places
ask        a Question -> count, articles, facet counts
snippets   a stored text and a Question -> the best sentences, marked

The index is a projection of the database, never a second truth: it can be deleted at any
time. Nothing here knows a request, a template or a file format.
"""
