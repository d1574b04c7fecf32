import json

import pytest

from prometheus_querier import PrometheusClient, errors, promql as q
from prometheus_querier.http import HttpResponse
from prometheus_querier.results import FoundLabel, FoundMetric, FoundValue
from prometheus_querier.testing import FakeTransport, answers


def stream(*results, **end):
    lines = ({"results": list(results)}, {"status": "success", "has_more": False} | end)
    return HttpResponse(200, body="".join(json.dumps(line) + "\n" for line in lines).encode())


OPTIONS = {
    "match": [q.metric("up"), '{job="a"}'],
    "start": 0,
    "end": 60,
    "fuzz_alg": "jarowinkler",
    "fuzz_threshold": 80,
    "case_sensitive": False,
    "sort_by": "score",
    "include_score": True,
    "limit": 20,
    "batch_size": 10,
}
SENT = (
    ("search[]", "req"),
    ("match[]", "up"),
    ("match[]", '{job="a"}'),
    ("start", "0"),
    ("end", "60"),
    ("fuzz_alg", "jarowinkler"),
    ("fuzz_threshold", "80"),
    ("case_sensitive", "false"),
    ("sort_by", "score"),
    ("include_score", "true"),
    ("limit", "20"),
    ("batch_size", "10"),
)


def test_metric_names(exchange):
    request, found = exchange(
        lambda client: list(client.search.metric_names("req", include_metadata=True, **OPTIONS)),
        stream({"name": "http_requests_total", "score": 1, "type": "counter", "help": "h"}),
    )
    assert request == ("POST", "/api/v1/search/metric_names", ("include_metadata", "true"), *SENT)
    assert found == [FoundMetric(name="http_requests_total", score=1.0, type="counter", help="h")]


def test_label_names(exchange):
    request, found = exchange(
        lambda client: list(client.search.label_names("req", **OPTIONS)), stream({"name": "job"}, {"name": "le"})
    )
    assert request == ("POST", "/api/v1/search/label_names", *SENT)
    assert found == [FoundLabel(name="job"), FoundLabel(name="le")]


def test_label_values(exchange):
    request, found = exchange(
        lambda client: list(client.search.label_values("instance", "req", **OPTIONS)), stream({"value": "a:9090"})
    )
    assert request == ("POST", "/api/v1/search/label_values", ("label", "instance"), *SENT)
    assert found == [FoundValue(value="a:9090")]


def test_nothing_is_sent_that_was_not_asked_for(exchange):
    request, _ = exchange(lambda client: list(client.search.metric_names()), stream())
    assert request == ("POST", "/api/v1/search/metric_names")
    request, _ = exchange(
        lambda client: list(client.search.metric_names(["a", "b"], sort_by="alpha", sort_dir="dsc")), stream()
    )
    assert request[2:] == (("search[]", "a"), ("search[]", "b"), ("sort_by", "alpha"), ("sort_dir", "dsc"))


def test_the_end_is_known_when_it_has_come():
    transport = FakeTransport({"search/metric_names": stream({"name": "up"}, has_more=True)})
    with PrometheusClient(transport).search.metric_names() as found:
        assert next(found).name == "up"
        assert list(found) == []
        assert found.has_more is True


def test_a_search_that_is_switched_off_says_so_at_once():
    transport = FakeTransport({"search/metric_names": answers.error("unavailable", "search API disabled")})
    with pytest.raises(errors.NotReadyError, match="search API disabled"):
        PrometheusClient(transport).search.metric_names()


@pytest.mark.parametrize(
    ("search", "options"),
    [
        ([str(number) for number in range(33)], {}),
        ("", {}),
        ((), {"sort_by": "score"}),
        ("a", {"sort_dir": "asc"}),
        ("a", {"sort_by": "score", "sort_dir": "asc"}),
        ("a", {"sort_by": "alpha", "sort_dir": "desc"}),
        ("a", {"sort_by": "length"}),
        ("a", {"fuzz_alg": "soundex"}),
        ("a", {"fuzz_threshold": 101}),
        ("a", {"case_sensitive": "no"}),
        ("a", {"include_score": 1}),
        ("a", {"limit": 10_001}),
        ("a", {"batch_size": 0}),
        ("a", {"match": ""}),
        ("a", {"start": "1h"}),
    ],
)
def test_what_servers_would_refuse_is_refused_here(refused, search, options):
    refused(lambda client: client.search.metric_names(search, **options), errors.QueryBuildError)
    refused(lambda client: client.search.label_names(search, **options), errors.QueryBuildError)
    refused(lambda client: client.search.label_values("job", search, **options), errors.QueryBuildError)


@pytest.mark.parametrize("search", ["metric_names", "label_names", "label_values"])
def test_an_option_that_there_is_not_is_refused_and_not_ignored(search):
    transport = FakeTransport()
    with pytest.raises(TypeError, match="'limt'"):
        getattr(transport.client.search, search)("job", limt=5)
    assert not transport.requests
