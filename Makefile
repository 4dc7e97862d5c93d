# Every task of the project. A person, a commit hook and .ci/run all call these.

# The first Python that is new enough; `make setup PYTHON=/path/to/python3.12` overrides.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --require-hashes --disable-pip-version-check -q -r
# With the database up: the embedded one for the duration, unless DATABASE_URL names another.
WITH_DATABASE := $(PY) -m config.embedded_postgres exec --
# What `check --deploy` is to judge; the key is long enough for it and opens nothing.
AS_DEPLOYED := DEBUG=0 SITE_URL=https://archive.example ALLOWED_HOSTS=archive.example \
	SECRET_KEY=only-for-make-check-0123456789-abcdefghijklmnopqrstuvwxyz
LOCK := $(PY) -m piptools compile -q --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host --no-header --strip-extras --allow-unsafe

.DEFAULT_GOAL := help
.PHONY: help setup db stop run admin test check fix bench bench-extraction bench-meetings \
	bench-search bench-suggestions lock places

help:
	@echo "make …"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile

setup: $(VENV)/.installed  ## Make the environment in .venv/ (the other tasks do it as needed)

run: $(VENV)/.installed  ## Serve the archive, http://127.0.0.1:8000 or PORT; Ctrl-C ends it
	@trap : INT; $(PY) manage.py serve --sample || test $$? -eq 130

admin: $(VENV)/.installed  ## Make an editor's account for /admin/
	@$(WITH_DATABASE) $(PY) manage.py createsuperuser

db: $(VENV)/.installed  ## Start the embedded database in the background
	@$(PY) -m config.embedded_postgres start

stop: $(VENV)/.installed  ## Stop the embedded database
	@$(PY) -m config.embedded_postgres stop

test: $(VENV)/.installed-dev  ## Run the tests; ARGS="-k name" for some
	$(WITH_DATABASE) $(PY) -m pytest $(ARGS)

check: $(VENV)/.installed-dev  ## Format, lint, types, migrations, deployment; changes nothing
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(WITH_DATABASE) $(PY) manage.py makemigrations --check --dry-run
	$(AS_DEPLOYED) $(PY) manage.py check --deploy --fail-level WARNING

fix: $(VENV)/.installed-dev  ## Repair format and lint
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(VENV)/.installed-dev  ## Measure speed; ARGS are passed on
	$(WITH_DATABASE) $(PY) -m bench $(ARGS)

bench-extraction: $(VENV)/.installed-dev  ## Measure how well names are found and linked; ARGS="../shared/corpus"
	$(WITH_DATABASE) $(PY) -m bench.extraction $(ARGS)

bench-meetings: $(VENV)/.installed-dev  ## Measure how well meetings are found and grouped; ARGS="../shared/corpus"
	$(WITH_DATABASE) $(PY) -m bench.meetings $(ARGS)

bench-suggestions: $(VENV)/.installed-dev  ## Measure what is offered for slips; ARGS="../shared/corpus"
	$(WITH_DATABASE) $(PY) -m bench.suggestions $(ARGS)

bench-search: $(VENV)/.installed-dev  ## Measure search on up to a million made articles; ARGS="../shared/corpus"
	$(WITH_DATABASE) $(PY) -m bench.search $(ARGS)

lock: $(VENV)/.installed-dev  ## Write requirements*.txt from pyproject.toml; ARGS=--upgrade
	$(LOCK) $(ARGS) -o requirements.txt pyproject.toml
	$(LOCK) $(ARGS) --extra dev -o requirements-dev.txt pyproject.toml
	$(LOCK) $(ARGS) --extra build -o requirements-build.txt pyproject.toml

places: .venv-build/.installed  ## Build the files of countries and cities from their sources
	.venv-build/bin/python -m tools.build_places

# --- The environment: made once, and again when a requirements file is newer than its stamp ---

$(VENV)/.installed: requirements.txt | $(PY)
	$(INSTALL) $<
	@touch $@

# The larger set contains the smaller one, so both are done.
$(VENV)/.installed-dev: requirements-dev.txt | $(PY)
	$(INSTALL) $<
	@touch $(VENV)/.installed $@

# Its packages are large and nothing else needs them.
.venv-build/.installed: requirements-build.txt | $(PY)
	$(PY) -m venv --clear .venv-build
	.venv-build/bin/python -m pip install --require-hashes --disable-pip-version-check -q -r $<
	@touch $@

$(PY):
	@test -n "$(PYTHON)" || { echo "Parley needs Python 3.11 or newer, and found none." \
		"Install one, or say where it is: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Parley needs Python 3.11 or newer; $(PYTHON) is not." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make" \
		"environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
