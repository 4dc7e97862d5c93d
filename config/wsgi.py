"""The web worker's entrance."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Web workers alone give up a query after five seconds; see settings.
os.environ.setdefault("STATEMENT_TIMEOUT_MS", "5000")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
