"""What enforcement promises, asked of real servers: one with all tenants, and one with a single tenant's series.

An enforced query must answer the same on both: then the answer does not depend on the other tenants. And it must answer
what the query itself answers where only the tenant's series are.
"""

from __future__ import annotations

import http.client
import json
import urllib.parse
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from promql_texts import Language, instant_vectors
from servers import binary_of

from prometheus_querier import promql as q
from prometheus_querier.errors import NotEnforceableError
from prometheus_querier.testing import LocalPrometheus

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.server

START, STEP, COUNT = 1704067200, 15, 241
NOW = START + 1800
NAMES = ("secret", "req", "sum", "by", "offset", "start")


def _history(tenants: tuple[str | None, ...]) -> Iterator[tuple[dict[str, str], list[tuple[float, float]]]]:
    """The same metrics for each tenant, and for none; every tenant's values are its own."""
    weights = {"a": 3, "b": 700, None: 90_000}
    for tenant in tenants:
        owner = {} if tenant is None else {"tenant": tenant}
        for place, name in enumerate(NAMES):
            for job in ("j", "k"):
                rate = weights[tenant] * (place + 1) * (2 if job == "k" else 1)
                labels = {"__name__": name, "job": job, "instance": f"{job}-1", **owner}
                yield labels, [(START + n * STEP, rate * (n % 50)) for n in range(COUNT)]
        for bound, share in (("0.1", 1), ("1", 2), ("+Inf", 3)):
            labels = {"__name__": "h_bucket", "job": "j", "instance": "j-1", "le": bound, **owner}
            yield labels, [(START + n * STEP, weights[tenant] * share * n) for n in range(COUNT)]
        labels = {"__name__": "target_info", "job": "j", "instance": "j-1", "version": f"v-{tenant}", **owner}
        yield labels, [(START + n * STEP, 1) for n in range(COUNT)]


class Server:
    """Asks one server, over one connection."""

    def __init__(self, prometheus: LocalPrometheus) -> None:
        self.prometheus = prometheus
        self.connection = http.client.HTTPConnection(prometheus.url.removeprefix("http://"))
        self.connection.connect()

    def __call__(self, query: object) -> Any:
        """The answer in a form that compares: series in any order, or the kind of the error."""
        body = urllib.parse.urlencode({"query": str(query), "time": NOW})
        self.connection.request("POST", "/api/v1/query", body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = json.loads(self.connection.getresponse().read())
        if answer["status"] == "error":
            assert answer["errorType"] in ("execution", "bad_data"), answer
            return answer["errorType"]
        result = answer["data"]["result"]
        if answer["data"]["resultType"] in ("scalar", "string"):
            return result
        return sorted((sorted(series["metric"].items()), series.get("value") or series["values"]) for series in result)


class Pair(NamedTuple):
    """The server with all tenants, and the one with tenant a alone."""

    everything: Server
    alone: Server


@pytest.fixture(scope="module", params=["PROMETHEUS_BIN", "PROMETHEUS_3_BIN"])
def servers(request: pytest.FixtureRequest) -> Iterator[Pair]:
    binary = binary_of(request.param)
    features = ["promql-experimental-functions", "promql-duration-expr"]
    with (
        LocalPrometheus(binary=binary, features=features, load=_history(("a", "b", None))) as everything,
        LocalPrometheus(binary=binary, features=features, load=_history(("a",))) as alone,
    ):
        pair = Pair(Server(everything), Server(alone))
        yield pair
        pair.everything.connection.close()
        pair.alone.connection.close()


EXPRESSIONS = r"""
secret
secret{}
secret{job="j",}
{__name__="secret"}
{__name__=~".+",job="j"}
sum{job="j"}
by{job="j"}
offset
start{}
secret{tenant="a"}
secret{tenant=~".*"}
secret{tenant=~"a|b"}
secret{tenant!~"b"}
secret{tenant!=""}
rate(secret[5m])
max_over_time(secret[10m:1m])
max_over_time(sum(secret)[10m:1m])
secret offset 5m
secret offset -5m
secret @ end()
secret @ 1704068000 offset 1m
secret + req
secret or req
secret unless on(job) req
secret * on(job) group_left(tenant) req
secret > bool scalar(sum(req))
-secret
((secret))
sum(secret)
sum by(tenant)(secret)
sum(secret) without(tenant)
topk(scalar(count(secret)),secret)
topk(1, secret)
quantile(scalar(sum(secret))/1000000, vector(0) or secret)
count_values("tenant",secret)
bottomk(scalar(sum(secret{job="j"})) / 1000, secret)
clamp_max(secret,scalar(sum(req)))
round(secret, scalar(sum(req)))
predict_linear(secret[10m],scalar(sum(req)))
histogram_quantile(scalar(secret{job="j"})/10000, h_bucket)
histogram_quantile(0.9, sum by (le) (rate(h_bucket[5m])))
vector(scalar(sum(secret)))
label_replace(secret,"tenant","b","","")
label_join(secret, "tenant", "-", "job", "tenant")
label_replace(secret,"x","secret{tenant=\"b\"}","","")
secret # or secret{tenant="b"}
"secret"
1 + 1
time()
count({__name__=~".+"})
sum(target_info) by (version)
secret[5m]
secret[2m:1m]
secret and on() (sum(req) > 10)
sum(secret) / scalar(sum(req)) or vector(0)
absent(secret)
absent(sum(nope))
""".strip().splitlines()

# These need Prometheus 3.
MODERN = r"""
{"secret","job"="j"}
sum by ("tenant") (secret)
limitk(1, secret)
limitk(scalar(count(secret)), secret)
limit_ratio(scalar(sum(req)) / 100000, secret)
rate(secret[5m * 2])
info(secret, {version=~".+"})
info(rate(secret{job="j"}[5m]), {version=~"v-.*"})
mad_over_time(secret[5m])
sort_by_label(secret, "tenant")
secret offset (2 * 1m)
""".strip().splitlines()

# absent() infers labels from equality matchers, and info() adds those that matchers name: the enforced label shows.
SHOWING = [
    "absent(nope)",
    "absent_over_time(nope[5m])",
    'absent(nope{job="j"})',
    'info(sum by (job, instance) (secret), {version=~".+"})',
]


@pytest.mark.parametrize("text", EXPRESSIONS + MODERN)
def test_the_answer_is_that_of_a_server_with_one_tenant(servers: Pair, text: str) -> None:
    if text in MODERN and not servers.alone.prometheus.version.startswith("3."):
        pytest.skip("needs Prometheus 3")
    for enforced in (q.enforce(text, tenant="a"), q.enforce(text, tenant=["a", "nobody"])):
        answer = servers.everything(enforced)
        assert answer == servers.alone(enforced)
        assert answer == servers.alone(text)
        assert answer != "bad_data"


@pytest.mark.parametrize("text", SHOWING)
def test_labels_that_the_query_lost_or_never_had_show(servers: Pair, text: str) -> None:
    if text.startswith("info") and not servers.alone.prometheus.version.startswith("3."):
        pytest.skip("needs Prometheus 3")
    enforced = q.enforce(text, tenant="a")
    answer = servers.everything(enforced)
    assert answer == servers.alone(enforced)
    without = [([label for label in labels if label[0] != "tenant"], value) for labels, value in answer]
    assert without == servers.alone(text)


@pytest.mark.parametrize(
    "matchers", ['tenant="b"', 'tenant!="a"', 'tenant=""', 'tenant="a",tenant="b"', r'tenant="\x62"']
)
def test_a_contradiction_finds_nothing_when_it_may(servers: Pair, matchers: str) -> None:
    enforced = q.enforce(f"secret{{{matchers}}}", tenant="a", conflict="and")
    assert servers.everything(enforced) == servers.alone(f"secret{{{matchers}}}") == []


def test_the_comparison_sees_leaks(servers: Pair) -> None:
    different = [text for text in EXPRESSIONS if servers.everything(text) != servers.alone(text)]
    assert len(different) > len(EXPRESSIONS) / 2


LANGUAGE = Language(
    metrics=(*NAMES, "h_bucket", "nope"),
    labels=(("tenant", ("a", "b", "")), ("job", ("j", "k")), ("le", ("1", "+Inf"))),
)


# One pair of servers for all examples is what makes them cheap.
@pytest.mark.slow
@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(text=instant_vectors(LANGUAGE))
def test_random_queries_see_one_tenant(servers: Pair, text: str) -> None:
    # Which of equal values these keep is not promised, and differs from one evaluation to the next.
    assume(not any(word in text for word in ("topk", "bottomk", "limitk")))
    try:
        q.enforce(text, tenant="a")
    except NotEnforceableError as error:
        event("contradiction" if "contradicts" in str(error) else f"refused: {error}")
    enforced = q.enforce(text, tenant="a", conflict="and")
    answer = servers.everything(enforced)
    assert answer == servers.alone(enforced)
    event("error" if isinstance(answer, str) else "series" if answer else "nothing")
    if "absent" not in text:
        assert answer == servers.alone(text)
