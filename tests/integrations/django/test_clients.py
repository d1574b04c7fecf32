"""``get_client``: one client a server and process, from the settings."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import override_settings
from systems import needs_fork

from prometheus_querier.errors import ClientClosedError, QueryBuildError
from prometheus_querier.integrations.django import get_client
from prometheus_querier.testing import FakeTransport, answers


@pytest.mark.usefixtures("servers")
def test_there_is_one_client_for_each_server_and_all_threads(transport):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: id(get_client()), range(64)))
    assert found == {id(get_client())}
    assert get_client("other") is not get_client()
    assert get_client().query("up").one().value == 1
    assert transport.requests[0].params[0] == ("query", "up")


def test_a_test_that_overrides_the_setting_gets_a_new_client_and_closes_the_old():
    first, second = FakeTransport(), FakeTransport({"query": answers.scalar(0, 2)})
    with override_settings(PROMETHEUS={"default": {"TRANSPORT": lambda: first}}):
        outer = get_client()
        with override_settings(PROMETHEUS={"default": {"TRANSPORT": lambda: second}}):
            assert first.closed
            assert get_client() is not outer
            assert get_client().query("2").value == 2
        assert second.closed
        with pytest.raises(ClientClosedError):
            outer.query("1")


def test_tests_may_share_a_transport(transport):
    for _ in range(2):
        with override_settings(PROMETHEUS={"default": {"TRANSPORT": transport}}):
            assert get_client().query("up").one().value == 1


def test_a_setting_of_another_name_changes_nothing(transport):
    with override_settings(PROMETHEUS={"default": {"TRANSPORT": transport}}):
        client = get_client()
        with override_settings(USE_TZ=False):
            assert get_client() is client


def test_options_reach_the_client():
    options = {"URL": "https://ann:hunter2@host/prometheus", "TIMEOUT": "90s", "FLAVOUR": "thanos", "DEDUP": True}
    with override_settings(PROMETHEUS={"default": options}):
        assert repr(get_client()) == (
            "PrometheusClient(RequestsTransport('https://host/prometheus') as Thanos(dedup=True))"
        )
        assert get_client()._caller.limit(None) == 90


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (None, r"settings.PROMETHEUS must be a table of servers: write PROMETHEUS = \{"),
        ({}, "must be a table of servers"),
        ({"default": "http://host:9090"}, r"settings.PROMETHEUS\['default'\] must be a table of options"),
        ({"main": {"URL": "http://host:9090"}}, "no server 'default' in settings.PROMETHEUS; there is: main"),
        ({"default": {"URL": "host:9090"}}, r"settings.PROMETHEUS\['default'\]: URL: the base URL must begin with"),
    ],
)
def test_what_is_wrong_with_the_setting_is_said(setting, message):
    with override_settings(PROMETHEUS=setting), pytest.raises(QueryBuildError, match=message):
        get_client()


@needs_fork
def test_a_child_of_a_fork_makes_its_own_client(servers):
    mine = get_client()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, b"same" if get_client() is mine else b"another")
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        assert pipe.read() == b"another"
    assert get_client() is mine


def test_it_is_closed_when_the_process_ends():
    script = """
from django.conf import settings
from prometheus_querier.integrations.django import get_client
class Told:
    def send(self, request, *, timeout): raise AssertionError
    def close(self): print("closed")
settings.configure(PROMETHEUS={"default": {"TRANSPORT": Told}})
get_client()
print("end")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["end", "closed"]


def test_without_django_the_extra_is_named():
    script = "import sys; sys.modules['django'] = None; import prometheus_querier.integrations.django"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "pip install 'prometheus-querier[django]'" in done.stderr
