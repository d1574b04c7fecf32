"""The plugin with a real server: shared by tests that do not see each other, and recorded."""

from __future__ import annotations

import json
import os
import sys

import pytest

# What runs inside imports these, too; a library that is imported twice would not work.
from prometheus_querier import PrometheusClient, RequestsTransport  # noqa: F401

pytestmark = pytest.mark.server


PLUGIN = ["-p", "prometheus_querier.integrations.pytest_plugin"]


@pytest.fixture(autouse=True)
def _no_other_plugins(monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))


SHARED = """
    import pytest

    TIME = 1704067200
    SERVERS = set()

    def series(value):
        return [({"__name__": "up", "job": "web"}, [(TIME, value)])]

    @pytest.mark.parametrize("value", [1, 2, 3])
    def test_each_sees_its_own(local_prometheus, value):
        SERVERS.add(local_prometheus.url)
        local_prometheus.write(series(value))
        assert local_prometheus.client.query("up", time=TIME).to_dicts()[0]["value"] == value
        assert list(local_prometheus.client.query("up", time=TIME)[0].labels) == ["__name__", "job"]

    def test_they_share_it(local_prometheus):
        assert len(SERVERS) <= 1
        assert not local_prometheus.client.query("up", time=TIME)
"""


def test_tests_share_a_server_and_no_samples(pytester, prometheus):
    pytester.makepyfile(SHARED)
    pytester.runpytest_inprocess(*PLUGIN, "--prometheus-require").assert_outcomes(passed=4)


def test_each_worker_has_its_server(pytester, prometheus):
    pytester.makepyfile(SHARED)
    pytester.runpytest_subprocess(*PLUGIN, "-p", "xdist", "-n", "2", "--prometheus-require").assert_outcomes(passed=4)


def test_a_test_that_runs_again_does_not_see_what_it_wrote(pytester, prometheus):
    pytester.makeconftest(
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item):
            # As plugins do that repeat tests.
            for _ in range(2):
                item._initrequest()
                for report in runtestprotocol(item, log=False):
                    item.ihook.pytest_runtest_logreport(report=report)
            return True
        """
    )
    pytester.makepyfile(
        """
        def test_it(local_prometheus):
            assert not local_prometheus.client.query("up", time=0)
            local_prometheus.write([({"__name__": "up"}, [(0, 1)])])
            assert local_prometheus.client.query("up", time=0)
        """
    )
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=2)


def test_records_a_real_server_and_replays_it(pytester, prometheus, monkeypatch):
    pytester.makepyfile(
        test_real="""
        import pytest
        from prometheus_querier import QueryTimeRange
        from prometheus_querier.errors import BadDataError

        HOUR = QueryTimeRange("2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z", "15s")

        def test_real(recorded_prometheus):
            rates = recorded_prometheus.query_range("rate(http_requests_total[5m])", HOUR)
            assert {one.labels["job"]: round(one.values[-1]) for one in rates} == {"job-1": 10, "job-2": 20}
            assert len(recorded_prometheus.query_range("up", HOUR, max_points=50)[0].values) == 241
            assert [len(one.values) for one in recorded_prometheus.read("up", HOUR)] == [241, 241]
            assert recorded_prometheus.server.version >= (2, 40)
            with pytest.raises(BadDataError, match="unknown function"):
                recorded_prometheus.query("nothing(up)")
            assert recorded_prometheus.ready()
        """
    )
    url = prometheus.url.replace("//", "//user:secret-password@")
    pytester.runpytest_inprocess(*PLUGIN, f"--prometheus-record={url}").assert_outcomes(passed=1)
    path = pytester.path / "prometheus-recordings" / "test_real" / "test_real.json"
    text = path.read_text()
    assert "secret-password" not in text
    assert "127.0.0.1" not in text
    first = json.loads(text)["exchanges"]
    assert sum("json" in one["response"] for one in first) >= 7
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=1)
    pytester.runpytest_inprocess(*PLUGIN, f"--prometheus-record={url}").assert_outcomes(passed=1)
    assert [one["request"] for one in json.loads(path.read_text())["exchanges"]] == [one["request"] for one in first]
