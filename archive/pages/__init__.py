"""Pages: a request -> a question -> HTML. No SQL and no search terms here.

Each module has the views of one kind of page; `marks` cuts texts into pieces that
templates escape one by one.
"""
