"""An enforcing client on two servers, one with other tenants' series: whatever is asked, both answer the same."""

import time
from uuid import UUID

import pytest
from servers import binary_of

import prometheus_querier as pq
from prometheus_querier.errors import NotEnforceableError
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

START = 1704067200
END = START + 600
RANGE = pq.QueryTimeRange.of(START, END, "1m")
KERNEL = UUID(int=1)


def _history(*tenants):
    for tenant in tenants:
        for job in ("api", "web"):
            labels = {"__name__": "requests_total", "job": f"{job}-{tenant or 'nobody'}"}
            if tenant:
                labels |= {"tenant": tenant, f"only_{tenant}": "yes"}
            yield labels, [(START + 15 * step, (len(tenant) + 1) * 15.0 * step) for step in range(41)]
            yield {**labels, "__name__": f"names_{tenant or 'nobody'}"}, [(START, 1)]
            # One container of all tenants: what only its id tells apart would be mixed.
            container = {"kernel_id": str(KERNEL), "value_type": "current", "container_metric_name": f"mem_{job}"}
            samples = [(START + 15 * step, (len(tenant) + 1.0) * step) for step in range(41)]
            yield {**labels, **container, "__name__": "backendai_container_utilization"}, samples


@pytest.fixture(scope="module", params=["PROMETHEUS_BIN", "PROMETHEUS_3_BIN"])
def urls(request):
    binary = binary_of(request.param)
    with (
        LocalPrometheus(binary=binary, load=_history("a", "bb", "")) as everyone,
        LocalPrometheus(binary=binary, load=_history("a")) as alone,
    ):
        yield everyone.url, alone.url


@pytest.fixture
def servers(urls):
    with pq.connect(urls[0]) as full, pq.connect(urls[1]) as own:
        yield full, own


PRESET = pq.QueryPreset(
    name="requests",
    template="sum by ({group_by}) (rate(requests_total{{{labels}}}[{window}])) + scalar(count(requests_total))",
    group_labels=["job"],
)
UTILIZATION = pq.ContainerMetricQuerier(metric_name="mem_web", value_type="current", kernel_id=KERNEL)
QUESTIONS = {
    "query": lambda client: client.query("requests_total", END).to_dicts(),
    "sum": lambda client: client.query("sum(requests_total)", END).to_dicts(),
    "by name": lambda client: client.query('count by (__name__) ({__name__=~".+"})', START).to_dicts(),
    "parameter": lambda client: client.query(
        "quantile(scalar(count(requests_total)) / 20, requests_total)", END
    ).to_dicts(),
    "absent": lambda client: client.query("sum(absent(names_bb))", START).to_dicts(),
    "forged": lambda client: client.query('label_replace(requests_total, "tenant", "bb", "", "")', END).to_dicts(),
    "query_range": lambda client: client.query_range("rate(requests_total[5m])", RANGE).to_dicts(),
    "iter_range": lambda client: [
        row
        for part in client.iter_range("sum by (job) (requests_total)", RANGE, max_points=4)
        for row in part.to_dicts()
    ],
    "preset": lambda client: client.query_range(PRESET.fill(group_by=["job"], window="2m"), RANGE).to_dicts(),
    "raw": lambda client: client.query("requests_total[10m]", END).to_dicts(),
    "utilization": lambda client: client.query_utilization(UTILIZATION, RANGE).to_dicts(),
    "container metrics": lambda client: list(client.query_available_container_metrics()),
    "live stats": lambda client: client.query_container_live_stats([KERNEL], time=END, window="5m"),
    "series": lambda client: sorted(map(str, client.series('{job=~".+"}', start=START, end=END))),
    "label_names": lambda client: list(client.label_names(start=START, end=END)),
    "label_names of": lambda client: list(client.label_names(match="requests_total", start=START, end=END)),
    "label_values": lambda client: list(client.label_values("job", start=START, end=END)),
    "metrics": lambda client: list(client.label_values("__name__", start=START, end=END)),
    "tenants": lambda client: list(client.label_values("tenant", start=START, end=END)),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_does_not_depend_on_other_tenants(servers, name):
    full, own = servers
    ask = QUESTIONS[name]
    confined = ask(full.enforcing(tenant="a"))
    assert confined == ask(own.enforcing(tenant="a")) == ask(own)


def test_the_questions_could_see_a_leak(servers):
    full, own = servers
    leaky = {name for name, ask in QUESTIONS.items() if ask(full) != ask(own)}
    # The names of these are everybody's; enforcing them is tested with the others.
    assert leaky == set(QUESTIONS) - {"container metrics"}


def test_exemplars_are_those_of_the_selected_series(client):
    """On a server that has some, which scrapes ``jobs_total`` of two queues."""
    ask = {"what": "jobs_total", "start": time.time() - 600, "end": time.time() + 600}
    assert len(client.query_exemplars(**ask)) == 1
    assert client.enforcing(queue="a").query_exemplars(**ask) == client.query_exemplars(**ask)
    assert client.enforcing(queue="b").query_exemplars(**ask) == []
    with pytest.raises(NotEnforceableError):
        client.enforcing(queue="b").query_exemplars(**(ask | {"what": 'jobs_total{queue="a"}'}))


def test_queries_as_text_are_confined_too(client, live_release):
    view = client.enforcing(queue="b")
    assert view.format_query("sum(jobs_total)") == 'sum(jobs_total{queue="b"})'
    if live_release >= (3, 0):
        assert str(view.parse_query("sum(jobs_total)")) == 'sum(jobs_total{queue="b"})'


def test_names_that_only_prometheus_3_knows(client, live_release):
    if live_release < (3, 0):
        pytest.skip("2.x reads no such names")
    own, other = client.enforcing({"a.label": "x"}), client.enforcing({"a.label": "y"})
    for view, expected in ((own, ["y"]), (other, [])):
        assert [sample.labels["a/b"] for sample in view.query('{"a.metric"}')] == expected
        assert list(view.label_values("a/b")) == expected
        assert ("a/b" in view.label_names()) is bool(expected)
    with pytest.raises(NotEnforceableError):
        other.query(r'{"a.metric","a\x2elabel"=`x`}')


@pytest.mark.parametrize("name", ["rules", "alerts", "targets", "metadata", "targets_metadata", "scrape_pools"])
def test_what_a_server_tells_of_everybody_is_refused(client, name):
    assert getattr(client, name)()
    with pytest.raises(NotEnforceableError):
        getattr(client.enforcing(job="exporter"), name)()
