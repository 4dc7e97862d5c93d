"""What keeps readers and the archive safe: headers, methods, hosts, time limits."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from reading import SmallArchive, page_of

DEPLOYED = {
    "SITE_URL": "https://archive.example",
    "ALLOWED_HOSTS": "archive.example",
    "SECRET_KEY": "a-key-for-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
}


def addresses(small: SmallArchive) -> Iterator[str]:
    """Every sort of answer: pages, faults, feeds, exports, the API, the staff desk."""
    yield from small.addresses()
    yield from ("/nope/", "/search/?leader=nobody", "/search/?page=0", "/people/omsk/")
    yield from ("/search/feed.rss", "/meetings/feed.json", "/search/feed.atom?sort=x")
    yield from ("/search/export.csv", "/search/export.ndjson?kind=x")
    yield from ("/api/v1/articles/", "/api/v1/people/?page=0", "/healthz")
    yield from ("/admin/login/", "/admin/")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, so with settings as this environment makes them."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in {"DEBUG", *DEPLOYED}
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=django_settings.BASE_DIR,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


# --- Deployment ----------------------------------------------------------------------------------


def test_a_deployment_by_the_documented_settings_passes_djangos_check():
    check = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = run(*check, **DEPLOYED)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_deployment_with_the_key_of_this_machine_does_not():
    check = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = run(*check, **(DEPLOYED | {"SECRET_KEY": ""}))
    assert done.returncode != 0
    assert "security.W009" in done.stderr


def test_under_https_everything_is_under_https():
    script = """
import django, json
from django.conf import settings
# No static files are collected for a test.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
django.setup()
from django.test import Client
hosts = {"headers": {"host": "archive.example"}}
secure = {"headers": {"host": "archive.example", "x-forwarded-proto": "https"}}
plain, login = Client().get("/feeds/?a=b", **hosts), Client().get("/admin/login/", **secure)
cookie = login.cookies["csrftoken"]
print(json.dumps({
    "status": plain.status_code, "location": plain["Location"],
    "health": Client().get("/healthz", **hosts).status_code,
    "hsts": login["Strict-Transport-Security"],
    "cookie": [cookie["secure"], cookie["httponly"], cookie["samesite"]],
    "session": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY],
}))
"""
    done = run("-c", script, DJANGO_SETTINGS_MODULE="config.settings", **DEPLOYED)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["status"], told["location"]) == (301, "https://archive.example/feeds/?a=b")
    # Asked from inside, where no proxy says https.
    assert told["health"] in (200, 503)
    assert told["hsts"] == "max-age=63072000; includeSubDomains; preload"
    assert told["cookie"] == [True, True, "Lax"]
    assert told["session"] == [True, True]


def database_of_this_test() -> str:
    parts = urlsplit(django_settings.DATABASE_URL)
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


def in_a_process(first_line: str, query: str, **environment: str) -> str:
    script = f"""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
{first_line}
from django.db import OperationalError, connection
try:
    with connection.cursor() as cursor:
        cursor.execute({query!r})
        print(cursor.fetchone()[0])
except OperationalError as error:
    print(error)
"""
    done = run("-c", script, DATABASE_URL=database_of_this_test(), **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.django_db
def test_a_web_worker_gives_up_a_query_after_five_seconds_and_an_import_does_not():
    show = "SHOW statement_timeout"
    assert in_a_process("import config.wsgi", show).strip() == "5s"
    assert in_a_process("import django; django.setup()", show).strip() == "0"


@pytest.mark.django_db
def test_a_query_that_takes_too_long_is_ended():
    told = in_a_process("import config.wsgi", "SELECT pg_sleep(20)", STATEMENT_TIMEOUT_MS="50")
    assert "canceling statement due to statement timeout" in told


# --- Headers -------------------------------------------------------------------------------------


def policy_of(response) -> dict[str, list[str]]:
    directives = response["Content-Security-Policy"].split(";")
    return {name: sources for name, *sources in (part.split() for part in directives)}


def test_every_answer_allows_its_own_files_and_nothing_else(client, small):
    for address in addresses(small):
        policy = policy_of(client.get(address))
        assert (
            policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
        )
        used = {source for sources in policy.values() for source in sources}
        # No 'unsafe-inline', no other host, no wildcard, no nonce.
        assert used == {"'self'", "'none'"}, address


def test_every_answer_has_the_headers_that_cost_nothing(client, small):
    for address in addresses(small):
        answer = client.get(address)
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_reader_gets_no_cookie_and_a_cache_may_keep_the_page(client, small):
    for address in addresses(small):
        if address.startswith("/admin/"):
            continue
        answer = client.get(address)
        assert not answer.cookies, address
        assert "cookie" not in answer.get("Vary", "").lower()


def test_a_failure_has_the_headers_too(client, small, settings):
    settings.SEARCH_INDEX_DIR /= "never-built"
    answer = client.get("/search/")
    assert answer.status_code == 503
    assert policy_of(answer)["script-src"] == ["'self'"]
    assert not answer.cookies


# --- Methods -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_there_is_nothing_to_send_outside_the_staff_desk(small, method):
    client = Client(enforce_csrf_checks=True)
    for address in addresses(small):
        if not address.startswith("/admin/"):
            answer = getattr(client, method)(address)
            assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), address


def test_the_staff_desk_takes_no_form_without_its_token(small):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
    assert answer.status_code == 403


def test_a_head_request_is_answered_without_a_body(client, small):
    for address in addresses(small):
        asked, got = client.head(address), client.get(address)
        assert asked.status_code == got.status_code
        assert b"".join(asked) == b""


# --- Hosts and redirects -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:80@evil", ""]
)
def test_a_request_for_another_host_is_refused(client, small, host):
    for address in ("/", "/search/feed.rss", "/api/v1/articles/", "/admin/login/"):
        assert client.get(address, headers={"host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed(client, small):
    answer = client.get("/", headers={"x-forwarded-host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/search",
        "/\\evil.example",
        "/people/vladimir-putin",
        "/articles/1/%0d%0aSet-Cookie:a",
        "/admin/login/?next=//evil.example/",
    ],
)
def test_no_redirect_leads_to_another_host(client, small, address):
    answer = client.get(address)
    place = answer.get("Location", "/")
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert not answer.cookies.get("a")


# --- Static files --------------------------------------------------------------------------------


@pytest.fixture
def deployed_static_files(settings, tmp_path):
    """Static files collected as for a deployment: named by their content, compressed."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)


def test_every_page_comes_with_the_files_it_names(small, deployed_static_files):
    client = Client()
    files = set()
    for address in [*small.addresses(), "/nope/", "/admin/login/"]:
        page = page_of(client.get(address))
        files |= {tag["href"] for tag in page.all("link") if tag["href"].startswith("/static/")}
        files |= {tag["src"] for tag in page.tags if tag["src"]}
    assert len(files) > 5
    for address in files:
        answer = client.get(address)
        assert answer.status_code == 200, address
        # Named by content: a browser need never ask again.
        assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"".join(answer)
    style = next(address for address in files if address.startswith("/static/archive/site."))
    packed = client.get(style, headers={"accept-encoding": "gzip"})
    assert (packed["Content-Type"], packed["Content-Encoding"]) == (
        'text/css; charset="utf-8"',
        "gzip",
    )
    assert b"".join(packed)


def test_no_file_but_static_ones_is_served(small, deployed_static_files):
    client = Client()
    for address in ("/static/../config/settings.py", "/static/%2e%2e/manage.py", "/static/"):
        assert client.get(address).status_code == 404


def test_the_styles_name_no_other_host():
    style = (django_settings.BASE_DIR / "static" / "archive" / "site.css").read_text()
    assert "//" not in style.replace("/*", "").replace("*/", "")
    assert "@import" not in style
