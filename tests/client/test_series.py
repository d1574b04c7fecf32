import pytest

from prometheus_querier import errors, promql as q
from prometheus_querier.results import MetricMetadata
from prometheus_querier.testing import answers

WITHIN = {"start": 0, "end": 60, "limit": 7}
SENT = (("start", "0"), ("end", "60"), ("limit", "7"))


def test_series(exchange):
    request, found = exchange(
        lambda client: client.series(["up", q.metric("x", a="b")], **WITHIN),
        answers.success([{"__name__": "up"}], warnings=["results truncated due to limit"]),
    )
    assert request == ("POST", "/api/v1/series", ("match[]", "up"), ("match[]", 'x{a="b"}'), *SENT)
    assert (found, found.warnings) == ([{"__name__": "up"}], ("results truncated due to limit",))


def test_label_names(exchange):
    request, found = exchange(lambda client: client.label_names(match="up", **WITHIN), answers.labels("job"))
    assert request == ("POST", "/api/v1/labels", ("match[]", "up"), *SENT)
    assert found == ["job"]
    request, _ = exchange(lambda client: client.label_names(), answers.labels())
    assert request == ("POST", "/api/v1/labels")


def test_label_values(exchange):
    request, found = exchange(
        lambda client: client.label_values("job", match=["up"], **WITHIN), answers.success(["a"], infos=["i"])
    )
    assert request == ("GET", "/api/v1/label/job/values", ("match[]", "up"), *SENT)
    assert (found, found.infos) == (["a"], ("i",))


def test_unusual_label_names_stay_in_their_segment(exchange):
    request, _ = exchange(lambda client: client.label_values("../status/config?x="), answers.labels())
    assert request == ("GET", "/api/v1/label/U___2e__2e__2f_status_2f_config_3f_x_3d_/values")


def test_metadata(exchange):
    request, found = exchange(
        lambda client: client.metadata(metric="up", limit=2, limit_per_metric=1),
        answers.success({"up": [{"type": "gauge", "help": "h", "unit": ""}]}),
    )
    assert request == ("GET", "/api/v1/metadata", ("metric", "up"), ("limit", "2"), ("limit_per_metric", "1"))
    assert found == {"up": (MetricMetadata(type="gauge", help="h"),)}


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.series([]),
        lambda client: client.series(""),
        lambda client: client.series("up", limit=-1),
        lambda client: client.series("up", start="yesterday"),
        lambda client: client.label_names(end="now"),
        lambda client: client.label_names(match=q.rate(q.metric("up")["5m"])),
        lambda client: client.label_values(""),
        lambda client: client.label_values("a\ud800"),
        lambda client: client.metadata(limit=0),  # a server would answer nothing at all
        lambda client: client.metadata(metric=""),
    ],
)
def test_what_servers_would_misread_is_refused(refused, call):
    refused(call, errors.QueryBuildError)
