"""The authority data: whom and which places the archive knows from the start.

Facts come from archive/data/ (SOURCES.md there says whence); from then on the admin is the
truth. Loading adds what is missing and never touches a record that is there.
"""
