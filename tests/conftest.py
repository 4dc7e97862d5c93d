"""Fixtures every test may ask for."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings


def pytest_configure():
    """Static files by their own names: a test needs no collected, hashed copies of them."""
    django_settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }


# The same examples on every machine, however busy: what fails fails for everyone, every time.
hypothesis.settings.register_profile(
    "tests",
    derandomize=True,
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        # All examples of a test share its fixtures.
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
)
hypothesis.settings.load_profile("tests")

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"


@pytest.fixture(autouse=True)
def _own_search_index(settings, tmp_path_factory):
    """Each test has its own index folder, made when it first asks for an index."""
    settings.SEARCH_INDEX_DIR = tmp_path_factory.mktemp("search")


@pytest.fixture
def indexed(db) -> Callable[[], None]:
    """A call that returns when everything written so far can be found."""
    from archive.search.indexer import wait_until_indexed

    return wait_until_indexed


@pytest.fixture
def corpus() -> Path:
    """The folder of real articles; the test is skipped where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip("the shared corpus is not on this machine")
    return CORPUS


@pytest.fixture
def staff_client(client, django_user_model):
    """A browser logged in as an administrator."""
    client.force_login(django_user_model.objects.create_superuser("staff", password="x"))
    return client


@pytest.fixture(scope="module")
def _small_archive(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small archive and its index, made once for all tests of a module."""
    from reading import kept, make_small_archive

    folder = tmp_path_factory.mktemp("small-archive") / "search"
    with kept(make_small_archive, folder, django_db_blocker) as archive:
        yield archive, folder


@pytest.fixture
def small(_small_archive, db, settings, tmp_path):
    """Two leaders in Omsk, ready to be searched (tests/reading.py); what a test adds goes."""
    archive, folder = _small_archive
    settings.SEARCH_INDEX_DIR = shutil.copytree(folder, tmp_path / "search")
    return copy.deepcopy(archive)
