"""The way in: read -> parse -> store, and run, which takes each file along it.

read    paths -> files with their bytes         no database
parse   bytes -> a parsed article, or an error  no database
store   a parsed article -> Article             the only writer of articles
run     all files of one import, one transaction a file
"""
