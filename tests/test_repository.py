"""The repository's files agree with one another, and its documents with its files."""

import ast
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from packaging.specifiers import SpecifierSet

from config.embedded_postgres import INITDB_OPTIONS

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
LOCKS = ["requirements.txt", "requirements-dev.txt"]
# Read by settings, but not for a deployment to choose: the port inside the container, the
# place of a rebuildable index, a limit that wsgi.py sets itself, and a switch for tests.
NOT_IN_COMPOSE = {"PORT", "SEARCH_INDEX_DIR", "STATEMENT_TIMEOUT_MS"}


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    return yaml.safe_load(text("docker-compose.yml"))


def code_in(document: str) -> str:
    """What a document shows as code, where `make` is the command and not the verb."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text(document), re.DOTALL))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


def pins(lock: str) -> dict[str, str]:
    """Each requirement with the rest of its entry, continuation lines joined."""
    entries = re.sub(r"#.*", "", text(lock)).replace("\\\n", " ").splitlines()
    return dict(re.split(r"==", entry, maxsplit=1) for entry in entries if entry.strip())


# --- Versions ---------------------------------------------------------------------------------


def test_postgresql_is_one_major_version_everywhere():
    image = re.fullmatch(r"postgres:(\d+)", compose()["services"]["db"]["image"])
    assert image
    major = image[1]
    assert pins("requirements.txt")["embedded-postgres"].split(".")[0] == major
    decision = text("docs/decisions/0002-embedded-postgresql.md")
    assert set(re.findall(r"PostgreSQL (\d+)", decision)) == {major}


def test_the_deployed_database_has_the_locale_of_the_embedded_one():
    options = compose()["services"]["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert options == [option for option in INITDB_OPTIONS if option.startswith("--")]


def test_the_image_has_a_python_that_the_project_runs_on():
    image = re.search(r"^FROM python:([\d.]+)", text("Dockerfile"), re.MULTILINE)
    assert image
    wanted = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"]
    assert SpecifierSet(wanted).contains(image[1])


# --- Packages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hashes(lock):
    entry = re.compile(r"\S+( ; .+?)?( +--hash=sha256:[0-9a-f]{64})+\s*")
    assert len(pins(lock)) > 10
    assert [name for name, rest in pins(lock).items() if not entry.fullmatch(rest)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_no_package_host(lock):
    assert "://" not in text(lock)
    assert re.findall(r"^\s*-.*", re.sub(r"--hash=\S+", "", text(lock)), re.MULTILINE) == []


def test_the_environment_for_development_contains_the_one_that_serves():
    # The Makefile takes the smaller set for installed once the larger one is.
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


# --- Deployment -------------------------------------------------------------------------------


def test_compose_runs_the_site_after_a_healthy_database_with_one_volume():
    services = compose()["services"]
    assert set(services) == {"db", "web"}
    assert services["web"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert "pg_isready" in " ".join(services["db"]["healthcheck"]["test"])
    assert services["db"]["volumes"] == ["database:/var/lib/postgresql"]
    assert "ports" not in services["db"]
    assert "volumes" not in services["web"]
    assert set(compose()["volumes"]) == {"database"}


def test_compose_sets_what_settings_read_and_nothing_else():
    calls = (node for node in ast.walk(ast.parse(text("config/settings.py"))) if is_env_call(node))
    read = {ast.literal_eval(call.args[0]) for call in calls}
    assert set(compose()["services"]["web"]["environment"]) == read - NOT_IN_COMPOSE
    assert read >= NOT_IN_COMPOSE


def is_env_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"env", "env_bool", "env_list"}
        and isinstance(node.args[0], ast.Constant)
    )


def test_no_secret_key_is_given_away():
    assert compose()["services"]["web"]["environment"]["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "ENV SECRET_KEY" not in text("Dockerfile")


def test_readme_names_every_setting_of_a_deployment():
    settings = compose()["services"]["web"]["environment"]
    assert [name for name in settings if f"`{name}`" not in text("README.md")] == []


# --- Tasks ------------------------------------------------------------------------------------


def test_bare_make_lists_every_task():
    # A make above this one would hand down its own flags, such as --dry-run.
    environment = {n: v for n, v in os.environ.items() if n not in {"MAKEFLAGS", "MAKELEVEL"}}
    listed = subprocess.run(
        ["make"], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert set(re.findall(r"^  ([a-z]+)\s", listed, re.MULTILINE)) == make_targets() - {"help"}


def test_continuous_integration_and_hooks_call_the_tasks():
    assert re.findall(r"^make ([a-z]+)$", text(".ci/run"), re.MULTILINE) == ["check", "test"]
    assert os.access(PROJECT / ".ci/run", os.X_OK)
    hooks = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    assert [hook["entry"] for hook in hooks] == ["make fix", "make check"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_task_a_document_names_exists(document):
    assert set(re.findall(r"\bmake ([a-z]+)", code_in(document))) <= make_targets()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_a_document_names_exists(document):
    named = set(re.findall(r"\bmanage\.py ([a-z_]+)", code_in(document)))
    assert named <= set(get_commands())


def test_readme_names_the_two_commands_a_stranger_begins_with():
    assert {"run", "test"} <= set(re.findall(r"\bmake ([a-z]+)", code_in("README.md")))


# --- Decisions --------------------------------------------------------------------------------


def test_decisions_are_numbered_without_gaps_as_their_headings_say():
    pages = sorted((PROJECT / "docs/decisions").glob("*.md"))
    numbers = [page.name.split("-")[0] for page in pages]
    assert numbers == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page, number in zip(pages, numbers, strict=True):
        assert page.read_text(encoding="utf-8").startswith(f"# {number} "), page.name


def test_a_decision_that_a_file_refers_to_exists():
    tracked = [*PROJECT.glob("*.*"), *PROJECT.glob("[!.]*/**/*.py"), *PROJECT.glob("docs/**/*.md")]
    referred = {
        number
        for file in tracked
        if file.is_file() and file.suffix in {".md", ".py", ".toml", ".yml"}
        for number in re.findall(r"[Dd]ecisions?[ /](\d{4})", file.read_text(encoding="utf-8"))
    }
    existing = {page.name[:4] for page in (PROJECT / "docs/decisions").glob("*.md")}
    assert referred <= existing
