"""An enforcing client on two servers, one with other tenants' series: whatever is asked, both answer the same."""

import pytest

import prometheus_querier as pq
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

START = 1704067200
END = START + 600
RANGE = pq.QueryTimeRange.of(START, END, "1m")


def _history(*tenants):
    for tenant in tenants:
        for job in ("api", "web"):
            labels = {"__name__": "requests_total", "job": f"{job}-{tenant or 'nobody'}"}
            if tenant:
                labels |= {"tenant": tenant, f"only_{tenant}": "yes"}
            yield labels, [(START + 15 * step, (len(tenant) + 1) * 15.0 * step) for step in range(41)]
            yield {**labels, "__name__": f"names_{tenant or 'nobody'}"}, [(START, 1)]


@pytest.fixture(scope="module")
def urls():
    with LocalPrometheus(load=_history("a", "bb", "")) as everyone, LocalPrometheus(load=_history("a")) as alone:
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
    "query_exemplars": lambda client: list(client.query_exemplars("requests_total", start=START, end=END)),
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
    assert leaky == set(QUESTIONS) - {"query_exemplars"}
