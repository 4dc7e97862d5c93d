"""From a reader's question to an answer, over a Tantivy index (decision 0003).

analysis   a word -> the terms under which it is indexed and asked
queue      what the database noted as changed
index      where the index lies, its fields, one article as a document
indexer    changed articles -> documents; rebuild; how far behind
soundness  whether the files of an index are as they were written
tokens     the search box -> signs, words and phrases
names      words that are a name form -> whom they may mean
words      tokens -> a tree of conditions (reading), names recognised
filters    URL parameters -> one Question, or the reason why not
lists      URL parameters -> meetings, people, places
opened     the index as it stands, open for reading
queries    a Question -> one query in the engine's terms
effort     what an answer will cost, and the turn a costly one waits for
paging     a place in an answer, where the next page begins
ask        a Question -> count, and articles in order
counting   a Question -> numbers of articles by facet
related    those numbers -> people and places particular to the articles found
saying     a Question -> one sentence that says it
snippets   a stored text and a Question -> the best sentences, marked
suggest    words that find little -> what may have been meant

The index is a projection of the database, never a second truth: it can be deleted at any
time. Nothing here knows a request, a template or a file format.
"""
