"""What tells the answers of one server and one user from those of others."""

from __future__ import annotations

import itertools
import ssl

import pytest
import requests
import trustme

from prometheus_querier import HttpRequest, RequestsTransport, Urllib3Transport
from prometheus_querier.client.views import EnforcingTransport, HeaderTransport
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.flavours import Thanos, VictoriaMetrics
from prometheus_querier.transport import GetFallback, as_sent

REQUEST = HttpRequest("POST", "/api/v1/query_range", (("query", "up"),))


def origin(*arguments, kind=RequestsTransport, **options):
    transport = kind(*arguments, **options)
    sent = transport.as_sent(REQUEST)
    transport.close()
    assert sent.request == REQUEST
    return sent


def test_each_server_and_user_has_its_own(tmp_path):
    certificate = trustme.CA().issue_cert("me")
    files = []
    for number in range(2):
        files.append(tmp_path / f"{number}.pem")
        certificate.private_key_and_cert_chain_pem.write_to_path(files[-1])
    told = [
        origin("http://a"),
        origin("http://a:81"),
        origin("https://a"),
        origin("http://a/prefix"),
        origin("http://user:one@a"),
        origin("http://user:two@a"),
        origin("http://a", auth="token"),
        origin("http://a", proxies="http://proxy"),
        origin("http://a", proxies="http://user:one@proxy"),
        origin("http://a", proxies="http://user:two@proxy"),
        origin("http://a", headers={"X-Scope-OrgID": "a"}),
        origin("http://a", headers={"X-Scope-OrgID": "b"}),
        origin("https://a", cert=str(files[0])),
        origin("https://a", cert=str(files[1])),
    ]
    assert all(one.tells_who for one in told)
    for one, other in itertools.combinations(told, 2):
        assert one.origin != other.origin
    assert not any("token" in repr(one) or "two" in repr(one) for one in told)


@pytest.mark.parametrize("kind", [RequestsTransport, Urllib3Transport])
def test_the_same_is_the_same(kind):
    first, second = (origin("http://user:pw@A/", kind=kind, headers={"User-Agent": name}) for name in "xy")
    assert first == second
    assert first == origin("http://a", auth=("user", "pw"))


def test_who_asks_is_not_known_where_something_else_decides():
    for options in (
        {"auth": lambda: "token"},
        {"auth": requests.auth.HTTPBasicAuth("a", "b")},
        {"session": requests.Session()},
        {"verify": ssl.create_default_context()},
    ):
        assert not origin("https://a", **options).tells_who


def test_a_certificate_that_is_not_there_is_said(tmp_path):
    with pytest.raises(QueryBuildError, match="cannot be read"):
        origin("http://a", cert=str(tmp_path / "me.pem"))


def test_who_changes_requests_must_tell_so_itself():
    class Tenant(RequestsTransport):
        def send(self, request, *, timeout):
            raise AssertionError

    class PassesOn:
        def __init__(self, transport):
            self.transport = transport

        def __getattr__(self, name):
            return getattr(self.transport, name)

        def send(self, request, *, timeout):
            raise AssertionError

    class TellingTenant(Tenant):
        def as_sent(self, request):
            return super().as_sent(request)

    with Tenant("http://a") as transport:
        assert as_sent(transport, REQUEST) is None
        assert as_sent(PassesOn(transport), REQUEST) is None
    with TellingTenant("http://a") as transport:
        assert as_sent(transport, REQUEST) is not None


def test_what_stands_between_is_asked_through():
    with RequestsTransport("http://a") as transport:
        stack = EnforcingTransport(
            HeaderTransport(Thanos(dedup=False).over(GetFallback(transport)), ("X-Scope-OrgID", "a")),
            {"team": "b"},
            conflict="error",
            listings_match=lambda: True,
        )
        sent = as_sent(stack, REQUEST)
        assert sent.request.params == (("query", 'up{team="b"}'), ("dedup", "false"))
        assert sent.request.headers == (("X-Scope-OrgID", "a"),)
        assert sent.origin == transport.as_sent(REQUEST).origin
        assert as_sent(VictoriaMetrics().over(transport), REQUEST) is None
    assert as_sent(object(), REQUEST) is None
