"""Views: one names a tenant, one confines to labels; both share the connections of their client."""

from contextlib import suppress

import pytest

import prometheus_querier as pq
from prometheus_querier import HttpRequest, promql as q
from prometheus_querier.api import endpoints
from prometheus_querier.client.views import EnforcingTransport
from prometheus_querier.errors import NotEnforceableError, QueryBuildError, UnsafeHeaderError
from prometheus_querier.testing import FakeTransport, answers

RANGE = pq.QueryTimeRange.of(0, 60, "15s")


@pytest.fixture
def transport():
    return FakeTransport(
        {
            "query": answers.vector(),
            "query_range": answers.matrix(),
            "query_exemplars": answers.success([]),
            "format_query": answers.success("up"),
            "series": answers.success([]),
            "labels": answers.labels(),
            "label/job/values": answers.labels(),
            "status/buildinfo": answers.success({"version": "2.42.0", "revision": "r", "goVersion": "go1"}),
            "/-/healthy": answers.success(None),
        }
    )


@pytest.fixture
def client(transport):
    return pq.PrometheusClient(transport)


def sent(transport, name):
    return [value for key, value in transport.requests[-1].params if key == name]


def test_a_tenant_travels_in_a_header(client, transport):
    client.for_tenant("team-a").query("up")
    assert transport.requests[-1].headers == (("X-Scope-OrgID", "team-a"),)
    client.for_tenant(["a", "b"], header="THANOS-TENANT").query("up")
    assert transport.requests[-1].headers == (("THANOS-TENANT", "a|b"),)
    client.query("up")
    assert transport.requests[-1].headers == ()


def test_the_last_tenant_named_wins(client, transport):
    client.for_tenant("a").for_tenant("b").query("up")
    assert transport.requests[-1].headers == (("X-Scope-OrgID", "a"),)


@pytest.mark.parametrize("tenant", ["", "a|b", "a\r\nX: y", "..", "\u00e4", []])
def test_a_tenant_that_servers_misread_is_refused(client, tenant):
    with pytest.raises(UnsafeHeaderError):
        client.for_tenant(tenant)


def test_closing_a_view_leaves_its_client_open(client, transport):
    with client.for_tenant("a") as tenant, tenant.enforcing(job="a") as view:
        view.query("up")
    assert not transport.closed
    client.close()
    assert transport.closed


@pytest.mark.parametrize(
    ("ask", "name", "expected"),
    [
        (lambda view: view.query("sum(up) / scalar(x)"), "query", ['sum(up{p="42"}) / scalar(x{p="42"})']),
        (lambda view: view.query(q.metric("up", p="42")), "query", ['up{p="42"}']),
        (lambda view: view.query_range("rate(x[5m])", RANGE), "query", ['rate(x{p="42"}[5m])']),
        (lambda view: view.query_exemplars("x", start=0, end=60), "query", ['x{p="42"}']),
        (lambda view: view.format_query("x"), "query", ['x{p="42"}']),
        (lambda view: view.series(["a", "b"]), "match[]", ['a{p="42"}', 'b{p="42"}']),
        (lambda view: view.label_names(), "match[]", ['{p="42"}']),
        (lambda view: view.label_names(match="a"), "match[]", ['a{p="42"}']),
        (lambda view: view.label_values("job"), "match[]", ['{p="42"}']),
        (lambda view: view.label_values("job", match=["a", "b"]), "match[]", ['a{p="42"}', 'b{p="42"}']),
    ],
)
def test_what_can_be_confined_is(client, transport, ask, name, expected):
    ask(client.enforcing(p="42"))
    assert sent(transport, name) == expected


@pytest.mark.parametrize(
    "ask",
    [
        lambda view: view.query('up{p="43"}'),
        lambda view: view.query("up{"),
        lambda view: view.query("info(up)"),
        lambda view: view.query('up{a="1" or b="2"}'),
        lambda view: view.series('up{p="43"}'),
        lambda view: view.metadata(),
        lambda view: view.targets(),
        lambda view: view.targets_metadata(),
        lambda view: view.rules(),
        lambda view: view.alerts(),
        lambda view: view.alertmanagers(),
        lambda view: view.scrape_pools(),
        lambda view: view.features(),
        lambda view: view.notifications(),
        lambda view: view.status.config(),
        lambda view: view.status.flags(),
        lambda view: view.status.tsdb(),
        lambda view: view.status.buildinfo(),
        lambda view: list(view.search.metric_names("x")),
        lambda view: view.admin.delete_series("x"),
        lambda view: view.admin.snapshot(),
    ],
)
def test_what_cannot_be_confined_is_refused_and_not_sent(client, transport, ask):
    with pytest.raises(NotEnforceableError):
        ask(client.enforcing(p="42"))
    assert not transport.requests


def test_every_endpoint_is_confined_or_refused(transport):
    gate = EnforcingTransport(transport, {"p": "42"}, conflict="error", listings_match=lambda: True)
    every = [one for one in vars(endpoints).values() if isinstance(one, endpoints.Endpoint)]
    passed = set()
    for endpoint in [*every, endpoints.label_values("job"), endpoints.label_values("__name__")]:
        transport.answer(endpoint.path, answers.success([]))
        with suppress(NotEnforceableError):
            params = (("query", "up"), ("match[]", "up"))
            gate.send(HttpRequest(endpoint.method, endpoint.path, params), timeout=1)
            passed.add(endpoint.path.removeprefix("/api/v1/"))
    queries = {"query", "query_range", "query_exemplars", "format_query", "parse_query"}
    listings = {"series", "labels", "label/job/values", "label/__name__/values"}
    assert passed == queries | listings | {"/-/healthy", "/-/ready"}
    for request in transport.requests:
        name = request.path.removeprefix("/api/v1/")
        confined = dict(request.params)["query" if name in queries else "match[]"]
        assert confined == ("up" if name.startswith("/-/") else 'up{p="42"}')


def test_health_says_nothing_of_tenants(client):
    client.enforcing(p="42").healthy()


def test_a_contradiction_may_find_nothing_instead(client, transport):
    client.enforcing(p="42", conflict="and").query('up{p="43"}')
    assert sent(transport, "query") == ['up{p="42",p="43"}']


def test_confinements_add_up(client, transport):
    client.enforcing(p="42").enforcing({"k8s.ns": ["a", "b"]}).query("up")
    assert sent(transport, "query") == ['up{"k8s.ns"=~"a|b",p="42"}']


def test_a_server_that_ignores_selectors_lists_nothing(client, transport):
    build = {"version": "2.23.0", "revision": "r", "goVersion": "go1"}
    transport.answer("status/buildinfo", answers.success(build))
    with pytest.raises(NotEnforceableError, match="ignores match"):
        client.enforcing(p="42").label_names()


@pytest.mark.parametrize(
    "build", [answers.text(404, "not found"), answers.success({"version": "2.24.0"})], ids=["", "vm"]
)
@pytest.mark.parametrize(
    "listed", [answers.labels(), answers.labels("secret"), answers.text(404, "not found")], ids=str
)
def test_a_server_without_a_version_lists_only_if_it_heeds_selectors(listed, build):
    transport = FakeTransport({"status/buildinfo": build, "label/__name__/values": listed, "labels": answers.labels()})
    client = pq.PrometheusClient(transport)
    views = [client.enforcing(p="42"), client.for_tenant("a").enforcing(p="42").enforcing(r="x")]
    for view in views:
        if listed.body == answers.labels().body:
            view.label_names()
        else:
            with pytest.raises(NotEnforceableError, match="ignores match"):
                view.label_names()
    asked = [request for request in transport.requests if request.path.endswith("__name__/values")]
    assert [request.params for request in asked] == [(("match[]", '{__name__="no metric has this name"}'),)]


@pytest.mark.parametrize("client_of", [lambda client: client, lambda client: client.for_tenant("a").enforcing(r="x")])
def test_the_first_view_may_be_any(client_of):
    """Views over views ask the same of the server, each by the one below, and wait for nobody."""
    transport = FakeTransport(
        {
            "status/buildinfo": answers.text(404, "not found"),
            "label/__name__/values": answers.labels(),
            "labels": answers.labels(),
        }
    )
    client_of(pq.PrometheusClient(transport)).enforcing(p="42").label_names()
    assert transport.requests[-1].path == "/api/v1/labels"


def test_names_with_dots_are_listed_however_the_server_wants_them_in_paths():
    vm = answers.success({"version": "2.24.0"})
    transport = FakeTransport(
        {
            "status/buildinfo": vm,
            "label/__name__/values": answers.labels(),
            "label/U__k8s_2e_ns/values": answers.labels(),
            "label/k8s.ns/values": answers.labels(),
        }
    )
    view = pq.PrometheusClient(transport).enforcing(p="42")
    for path in ("label/U__k8s_2e_ns/values", "label/k8s.ns/values"):  # the latter once the server is known
        view.label_values("k8s.ns")
        assert (transport.requests[-1].path, sent(transport, "match[]")) == (f"/api/v1/{path}", ['{p="42"}'])


def test_values_to_enforce_are_read_once(client, transport):
    projects = ["a", "b"]
    views = [client.enforcing(p=projects), client.enforcing(p=iter(projects))]
    projects.clear()
    for view in views:
        view.query("up")
        view.query("up")
        assert sent(transport, "query") == ['up{p=~"a|b"}']


@pytest.mark.parametrize("params", [(("query", "up"), ("query", "secret")), (("match[]", "up"),), (("QUERY", "up"),)])
def test_a_request_is_confined_whoever_made_it(client, params):
    gate = client.enforcing(p="42")._caller.transport
    with pytest.raises(NotEnforceableError):
        gate.send(pq.HttpRequest("POST", "/api/v1/query", params), timeout=1)
    with pytest.raises(NotEnforceableError, match="body of its own"):
        gate.send(pq.HttpRequest("POST", "/api/v1/query", (("query", "up"),), content=b"query=secret"), timeout=1)
    for path in (
        "/api/v1/query/",
        "/api/v1/label/../query/values",
        "/api/v1/label/../values",
        "/api/v1/label/a%2Fb/values",
        "/federate",
        "/api/v1/read",
    ):
        with pytest.raises(NotEnforceableError):
            gate.send(pq.HttpRequest("POST", path, (("query", "up"),)), timeout=1)


@pytest.mark.parametrize("labels", [{}, {"p": ""}, {"p": ["a", ""]}, {"p": q.regex(".*")}])
def test_labels_that_confine_nothing_are_refused_at_once(client, labels):
    with pytest.raises(QueryBuildError):
        client.enforcing(labels)


def test_neither_tenant_nor_label_is_in_the_repr(client):
    view = client.for_tenant("secret-tenant").enforcing(p="secret-project")
    assert "secret" not in repr(view)
