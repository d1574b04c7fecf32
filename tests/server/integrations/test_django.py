"""Django with a real server: the project that the document shows, and what the cache keeps."""

from __future__ import annotations

import re

import pytest
from shown_projects import outputs, runner, write_project

pytestmark = pytest.mark.server

MANAGE = (
    "import sys\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n"
)


@pytest.fixture(scope="module")
def manage(prometheus, tmp_path_factory):
    """Runs ``manage.py`` of the project that the document shows."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "manage.py").write_text(MANAGE)
    (folder / "mysite").mkdir()
    (folder / "mysite" / "__init__.py").touch()
    write_project("docs/django.md", folder)
    return runner(
        folder,
        "manage.py",
        PROMETHEUS_URL=prometheus.url,
        DJANGO_SETTINGS_MODULE="mysite.settings",
        PYTHONWARNINGS="error",
    )


@pytest.fixture(scope="module")
def shown():
    """The outputs that the document shows."""
    return outputs("docs/django.md")


def test_the_tests_of_the_document_pass_and_its_settings_are_right(manage):
    done = manage("test")
    assert "System check identified no issues" in done.stdout
    assert re.search(r"Ran 3 tests.*\nOK\n", done.stderr, re.DOTALL), done.stderr


def test_a_wrong_option_is_found_as_shown(manage, shown):
    script = """
from django.conf import settings
settings.PROMETHEUS["default"]["TIMOUT"] = 3
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check"])
"""
    done = manage("shell", "-v", "0", "-c", script)
    assert shown[0] in done.stderr
    assert done.returncode


def test_the_command_prints_what_is_shown(manage, shown):
    done = manage("promql", "sum by (job) (up @ 1704067200)")
    assert re.sub(r"@\[[0-9.]+\]", "@[1704067260]", done.stdout) == shown[1], done.stderr
    done = manage("promql", "up{")
    assert done.stderr.startswith("CommandError: ")
    assert "parse error" in done.stderr


def test_views_answer_also_from_the_cache(manage):
    script = """
import asyncio
from django.test import AsyncClient, Client
from prometheus_querier import QueryTimeRange
from prometheus_querier.integrations.django import get_client

health = Client().get("/health/prometheus/")
assert (health.status_code, health.json()) == (200, {"prometheus": "available"}), health.content
health = Client().get("/health/long-term/")
assert (health.status_code, health.json()["error"]) in [(503, "ConnectError"), (503, "RequestTimeoutError")], health.content
assert Client().get("/chart/job-1/", {"query": "up offset 1y"}).json() == []
up = asyncio.run(AsyncClient().get("/up/"))
assert up.json() == {}, up.content

time_range = QueryTimeRange.of(1704067215, 1704070815, "1m")
question = "sum by (job) (rate(http_requests_total[5m]))"
fresh = get_client().query_range(question, QueryTimeRange.of(1704067200, 1704070800, "1m")).to_dicts()
kept = get_client(cached_for=60)
assert fresh and kept.query_range(question, time_range).to_dicts() == fresh
confined = [kept.enforcing(job=job).query_range(question, time_range) for job in ("job-1", "job-2", "job-1")]
assert [[one.labels["job"] for one in result] for result in confined] == [["job-1"], ["job-2"], ["job-1"]]
get_client().close()  # all of it is kept by now
assert kept.query_range(question, time_range).to_dicts() == fresh
assert kept.enforcing(job="job-2").query_range(question, time_range).to_dicts() == confined[1].to_dicts()
print("all of it")
"""
    done = manage("shell", "-v", "0", "-c", script)
    assert done.stdout == "all of it\n", done.stderr
