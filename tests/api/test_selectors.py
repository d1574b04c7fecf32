import pytest

from prometheus_querier import PrometheusMetricQuerier, promql as q
from prometheus_querier.api.selectors import selectors, some_selectors
from prometheus_querier.errors import QueryBuildError


class Up(PrometheusMetricQuerier):
    def name(self):
        return "up"

    def labels(self):
        return {"job": "api", "env": q.regex("p.*")}


UP = 'up{env=~"p.*",job="api"}'


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("up", ["up"]),
        (q.metric("up", job='a"b'), ['up{job="a\\"b"}']),
        (Up(), [UP]),
        ([], []),
        ((one for one in ("up", Up())), ["up", UP]),
        (["up", q.selector(job="x"), Up()], ["up", '{job="x"}', UP]),
    ],
)
def test_queriers_selectors_and_text_alone_and_in_lists(match, expected):
    assert selectors(match) == expected


@pytest.mark.parametrize(
    "match",
    ["", " ", None, 5, q.rate(q.metric("up")["5m"]), q.metric("up")["5m"], ["up", ""], [5], {"job": "api"}, b"up"],
)
def test_what_is_no_selector_is_refused(match):
    with pytest.raises(QueryBuildError, match="must be a selector"):
        selectors(match)


def test_a_mapping_is_no_list_of_the_metrics_that_are_called_like_its_keys():
    with pytest.raises(QueryBuildError, match=r"or 'up\{job=\"api\"\}', not \{'job': 'api'\}"):
        some_selectors({"job": "api"}, "delete_series")


def test_endpoints_that_need_one_say_so():
    with pytest.raises(QueryBuildError, match=r"series\(\) needs at least one selector"):
        some_selectors([], "series")
