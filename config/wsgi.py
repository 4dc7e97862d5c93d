"""The web worker's entrance."""

import gc
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Web workers alone give up a query after five seconds; see settings.
os.environ.setdefault("STATEMENT_TIMEOUT_MS", "5000")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# What a worker keeps for good (words and their stems, the shapes of names) is hundreds of
# thousands of objects, and going through them all held up one page in 150 by a quarter of a
# second. Pages leave few cycles: young ones are looked for as ever, old ones a hundredth as often.
gc.set_threshold(10_000, 20, 1000)

# A page that has waited for the database goes on after a millisecond, not after five, where
# another one has the interpreter in hand.
sys.setswitchinterval(0.001)
