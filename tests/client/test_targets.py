import pytest

from prometheus_querier import errors, promql as q
from prometheus_querier.results import Configuration, RelabelStep, Target, TargetMetadata
from prometheus_querier.testing import answers


def test_targets(exchange):
    request, found = exchange(
        lambda client: client.targets(state="active", scrape_pool="p"),
        answers.success({"activeTargets": [{"health": "up"}], "droppedTargets": []}),
    )
    assert request == ("GET", "/api/v1/targets", ("state", "active"), ("scrapePool", "p"))
    assert found.active == (Target(health="up"),)


def test_targets_metadata(exchange):
    request, found = exchange(
        lambda client: client.targets_metadata(match_target=q.selector(job="api"), metric="up", limit=1),
        answers.success([{"target": {"job": "api"}, "type": "gauge", "help": "h", "unit": ""}]),
    )
    assert request == (
        "GET",
        "/api/v1/targets/metadata",
        ("match_target", '{job="api"}'),
        ("metric", "up"),
        ("limit", "1"),
    )
    assert found == [TargetMetadata(target={"job": "api"}, type="gauge", help="h")]


def test_targets_relabel_steps(exchange):
    # As Prometheus 3.8 and later answer, by its documentation.
    rule = {"source_labels": ["__address__"], "target_label": "instance", "action": "replace"}
    output = {"__address__": "localhost:9090", "instance": "localhost:9090"}
    request, found = exchange(
        lambda client: client.targets_relabel_steps("p", {"__address__": "localhost:9090"}),
        answers.success({"steps": [{"rule": rule, "output": output, "keep": True}]}),
    )
    assert request == (
        "GET",
        "/api/v1/targets/relabel_steps",
        ("scrapePool", "p"),
        ("labels", '{"__address__":"localhost:9090"}'),
    )
    assert found == [RelabelStep(rule=rule, output=output, keep=True)]


def test_scrape_pools(exchange):
    request, found = exchange(lambda client: client.scrape_pools(), answers.success({"scrapePools": ["a", "b"]}))
    assert (request, found) == (("GET", "/api/v1/scrape_pools"), ["a", "b"])


def test_scrape_pools_config(exchange):
    request, found = exchange(
        lambda client: client.scrape_pools_config("p"), answers.success({"yaml": "job_name: p\n"})
    )
    assert request == ("GET", "/api/v1/scrape_pools/config", ("scrapePool", "p"))
    assert found == Configuration(yaml="job_name: p\n")


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.targets(state="up"),
        lambda client: client.targets(scrape_pool=""),
        lambda client: client.targets_metadata(match_target=""),
        lambda client: client.targets_metadata(limit=0),
        lambda client: client.targets_relabel_steps("p", {"a": 5}),
        lambda client: client.targets_relabel_steps("", {}),
        lambda client: client.scrape_pools_config(""),
    ],
)
def test_what_servers_would_misread_is_refused(refused, call):
    refused(call, errors.QueryBuildError)
