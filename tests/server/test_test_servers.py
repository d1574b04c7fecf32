"""The servers that tests share hold the same history."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request

import pytest

pytestmark = pytest.mark.server

QUERY = 'sum by (kernel_id) (rate(backendai_container_utilization{container_metric_name="cpu_util"}[5m]))'


def _answer(url):
    query = urllib.parse.urlencode({"query": QUERY, "time": 1704069000})
    with urllib.request.urlopen(f"{url}/api/v1/query?{query}", timeout=10) as response:  # noqa: S310 - loopback
        result = json.load(response)["data"]["result"]
    return {one["metric"]["kernel_id"][-1]: float(one["value"][1]) for one in result}


def test_prometheus(prometheus):
    assert _answer(prometheus.url) == pytest.approx({"1": 250, "2": 500})


def test_prometheus_3(prometheus3):
    assert prometheus3.version.startswith("3.")
    assert _answer(prometheus3.url) == pytest.approx({"1": 250, "2": 500})


def test_victoriametrics(victoriametrics_url):
    assert _answer(victoriametrics_url) == pytest.approx({"1": 250, "2": 500})
