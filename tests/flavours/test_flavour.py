"""What all flavours share: requests are adapted on their way to any transport, and nothing else happens to them."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import prometheus_querier
from prometheus_querier import NodeMetricQuerier, PrometheusClient, flavours, promql as q
from prometheus_querier.errors import ConnectError, QueryBuildError
from prometheus_querier.flavours import Cortex, Google, Mimir, Thanos, VictoriaMetrics
from prometheus_querier.flavours.flavour import add_headers, count, endpoint
from prometheus_querier.http import HttpRequest
from prometheus_querier.testing import FakeTransport, answers
from prometheus_querier.transport import Transport


def test_a_flavour_goes_over_any_transport():
    inner = FakeTransport({"query": answers.vector()})
    transport = Thanos(dedup=False).over(inner)
    assert isinstance(transport, Transport)
    with PrometheusClient(transport) as client:
        client.query("up", timeout=7)
    assert ("dedup", "false") in inner.requests[0].params
    assert inner.timeouts == pytest.approx([7], abs=0.1)
    assert inner.closed


def test_errors_of_the_transport_pass_through():
    with (
        PrometheusClient(Mimir(tenant="a").over(FakeTransport({"query": ConnectError("refused")}))) as client,
        pytest.raises(ConnectError, match="refused"),
    ):
        client.query("up")


def test_flavours_can_be_put_one_over_another():
    inner = FakeTransport({"query": answers.vector()})
    PrometheusClient(Mimir(tenant="a").over(Thanos(dedup=True).over(inner))).query("up")
    assert inner.requests[0].headers == (("X-Scope-OrgID", "a"),)
    assert ("dedup", "true") in inner.requests[0].params


@pytest.mark.parametrize("flavour", [Thanos(), Mimir(), Cortex(), VictoriaMetrics(), Google()])
def test_without_options_a_request_stays_as_it_is(flavour):
    request = HttpRequest("POST", "/api/v1/query", (("query", "up"),))
    assert flavour.adapt(request) is request
    assert repr(flavour) == f"{type(flavour).__name__}()"


def test_flavours_are_values():
    one, same = Thanos(replica_labels=["a"]), Thanos(replica_labels=["a"])
    assert one == same
    assert one != Thanos()
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - made here
    assert repr(Thanos(dedup=False, tenant="secret")) == "Thanos(dedup=False)"
    assert repr(VictoriaMetrics(extra_label={"a": "b"})) == "VictoriaMetrics(extra_label={'a': 'b'})"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/query", "query"),
        ("/api/v1/status/tsdb", "status/tsdb"),
        ("/api/v1/label/U__a_2e_b/values", "label/{name}/values"),
        ("/api/v1/label/query/values", "label/{name}/values"),
        ("/api/v1/label/a/b/values", "label/a/b/values"),
        ("/-/ready", "/-/ready"),
    ],
)
def test_endpoints_have_names(path, name):
    assert endpoint(path) == name


def test_a_requests_own_headers_say_more():
    request = HttpRequest("GET", "/api/v1/query", headers=(("x-a", "own"),))
    assert add_headers(request, (("X-A", "all"), ("X-B", "b"))).headers == (("x-a", "own"), ("X-B", "b"))


def test_what_can_be_read_once_is_sent_every_time():
    labels = {"team": "a"}
    flavour = VictoriaMetrics(extra_label=labels, extra_filters=(f'{{job="{one}"}}' for one in "ab"))
    labels.clear()
    request = HttpRequest("GET", "/api/v1/labels")
    expected = (("extra_label", "team=a"), ("extra_filters[]", '{job="a"}'), ("extra_filters[]", '{job="b"}'))
    assert flavour.adapt(request).params == flavour.adapt(request).params == expected
    thanos = Thanos(replica_labels=iter(["a", "b"]), store_match=iter(["{a='b'}"]))
    assert thanos.adapt(request).params == thanos.adapt(request).params == (("storeMatch[]", "{a='b'}"),)
    assert len(thanos.parameters()) == 3


def test_selectors_are_expressions_queriers_or_text():
    querier = NodeMetricQuerier(metric_name="mem", node_id="n1")
    found = VictoriaMetrics(extra_filters=[q.metric("up", job="a"), querier, "{a='b'}"]).extra_filters
    assert found == ('up{job="a"}', 'node_utilization{node_id="n1",node_metric_name="mem"}', "{a='b'}")
    for wrong in (q.rate(q.metric("up")["5m"]), 5, None, " ", ["up", None]):
        with pytest.raises(QueryBuildError, match="store_match must be a selector such as"):
            Thanos(store_match=wrong)


def test_whole_numbers_have_no_least_unless_it_is_given():
    assert count("n", -1) == (("n", "-1"),)
    with pytest.raises(QueryBuildError, match="n must be a whole number, not '1'"):
        count("n", "1")


def test_the_names_of_files_do_not_hide_the_functions():
    script = """
import prometheus_querier as pq
import prometheus_querier.flavours.thanos, prometheus_querier.flavours.google
for name in ("amazon", "azure", "cortex", "google", "grafana_cloud", "mimir", "thanos", "victoriametrics"):
    assert callable(getattr(pq.flavours, name)), name
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    assert prometheus_querier.flavours is flavours


def test_no_clouds_library_is_imported_before_it_is_needed():
    script = """
import sys
import prometheus_querier.flavours as flavours
flavours.thanos("http://localhost").close()
flavours.google("my-project", auth="token").close()
print(*sorted({"google.auth", "botocore", "azure.identity", "azure.core"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
