"""The read-only JSON API, version 1: the page's questions, the page's answers.

rows   records -> dictionaries
views  a request -> one page of them, or 400 with the reason
"""
