"""Options: what is refused at once, and what compression, proxies and the environment do."""

from __future__ import annotations

import pytest

from prometheus_querier.errors import ConnectError, QueryBuildError, RequestTimeoutError, TlsError, UnsafeHeaderError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport import urllib3_pool

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "a b"),))


def fine(peer, _) -> None:
    peer.answer(b"fine")


@pytest.mark.parametrize(
    ("options", "about"),
    [
        ({"connect_timeout": 0}, "connect_timeout"),
        ({"read_timeout": -1}, "read_timeout"),
        ({"read_timeout": float("nan")}, "read_timeout"),
        ({"pool_size": 0}, "pool_size"),
        ({"pool_size": "8"}, "pool_size must be a whole number from 1 to 10,000, not '8'"),
        ({"pool_size": 10**9}, "pool_size"),
        ({"max_response_bytes": 1e6}, "max_response_bytes"),
        ({"max_response_bytes": 0}, "max_response_bytes"),
        ({"compression": "br"}, "compression"),
        ({"proxies": "socks5://localhost:1080"}, "a proxy's URL must begin with http"),
        ({"proxies": "localhost:3128"}, "a proxy's URL must begin with .* such as http://localhost:3128"),
        ({"proxies": {"http": ""}}, "a proxy's URL is ''"),
        ({"headers": "X-A: 1"}, "headers must be a mapping, such as {'X-Key': '…'}, not str"),
        ({"headers": ["X-A"]}, "headers must be a mapping, such as {'X-Key': '…'}, not list"),
        ({"auth": 7}, "auth"),
        ({"headers": {"X-A": "1", "x-a": "2"}}, "twice"),
    ],
)
def test_options_that_cannot_be_are_refused_at_once(pooled, options, about) -> None:
    with pytest.raises(QueryBuildError, match=about):
        pooled("http://localhost", **options)


def test_headers_are_checked_at_once(pooled) -> None:
    with pytest.raises(UnsafeHeaderError):
        pooled("http://localhost", headers={"X": "a\r\nb"})


def test_an_unknown_option_is_a_type_error(pooled) -> None:
    with pytest.raises(TypeError, match="retries"):
        pooled("http://localhost", retries=3)


class TestCompression:
    @pytest.mark.parametrize(("compression", "asked"), [("auto", "identity"), ("none", "identity"), ("gzip", "gzip")])
    def test_what_is_asked_from_nearby(self, serve, pooled, compression, asked) -> None:
        server = serve(fine)
        pooled(server.url, compression=compression).send(QUERY, timeout=5)
        pooled(server.url.replace("127.0.0.1", "localhost"), compression=compression).send(QUERY, timeout=5)
        assert [request.header("accept-encoding") for request in server.requests] == [asked, asked]

    def test_what_is_asked_from_afar(self, serve, pooled, monkeypatch) -> None:
        monkeypatch.setattr(urllib3_pool, "is_near", lambda address: address != "127.0.0.1")
        server = serve(fine)
        pooled(server.url).send(QUERY, timeout=5)
        assert server.requests[0].header("accept-encoding") == "gzip"


class TestProxies:
    """The server that stands for a proxy answers everything itself."""

    @pytest.mark.parametrize("as_mapping", [True, False])
    def test_a_proxy_gets_the_whole_url_and_its_own_login(self, serve, pooled, as_mapping) -> None:
        proxy = serve(fine)
        url = proxy.url.replace("http://", "http://user:pw@")
        transport = pooled("http://prom.invalid:9090/prefix", proxies={"http": url} if as_mapping else url)
        assert [transport.send(QUERY, timeout=5).read() for _ in range(2)] == [b"fine"] * 2
        (first, second) = proxy.requests
        assert first.target == "http://prom.invalid:9090/prefix/api/v1/query"
        assert first.header("host") == "prom.invalid:9090"
        assert first.header("proxy-authorization") == "Basic dXNlcjpwdw=="
        assert first.header("authorization") is None
        assert first.header("accept-encoding") == "gzip"
        assert second.connection == 1

    def test_a_proxy_for_another_scheme_is_not_used(self, serve, pooled) -> None:
        server, proxy = serve(fine), serve(fine)
        pooled(server.url, proxies={"https": proxy.url}).send(QUERY, timeout=5)
        assert (len(server.requests), proxy.requests) == (1, [])

    def test_tls_goes_through_a_tunnel(self, serve, pooled) -> None:
        proxy = serve(lambda peer, _: peer.send(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"))
        transport = pooled("https://prom.invalid", proxies=proxy.url.replace("//", "//user:pw@"), auth="token")
        with pytest.raises(ConnectError, match="407"):
            transport.send(QUERY, timeout=5)
        (connect,) = proxy.requests
        assert (connect.method, connect.target) == ("CONNECT", "prom.invalid:443")
        assert connect.header("proxy-authorization") == "Basic dXNlcjpwdw=="
        assert connect.header("authorization") is None

    @pytest.mark.parametrize("says", [b"", b"what?\r\n\r\n", b"HTTP/1.1 200"])
    def test_a_tunnel_that_is_none(self, serve, pooled, says) -> None:
        def script(peer, _) -> None:
            peer.send(says)
            peer.hang_up()

        with pytest.raises((ConnectError, TlsError)):
            pooled("https://prom.invalid", proxies=serve(script).url).send(QUERY, timeout=5)

    def test_a_tunnel_that_drips_ends_with_the_deadline(self, serve, pooled) -> None:
        proxy = serve(lambda peer, _: peer.drip(b"HTTP/1.1 200 " + b"x" * 1000))
        with pytest.raises(RequestTimeoutError):
            pooled("https://prom.invalid", proxies=proxy.url).send(QUERY, timeout=0.2)


class TestEnvironment:
    @pytest.fixture(autouse=True)
    def _clean(self, monkeypatch, tmp_path) -> None:
        for name in (
            "http_proxy",
            "HTTP_PROXY",
            "https_proxy",
            "HTTPS_PROXY",
            "all_proxy",
            "ALL_PROXY",
            "no_proxy",
            "NO_PROXY",
        ):
            monkeypatch.delenv(name, raising=False)
        self.netrc = tmp_path / "netrc"
        self.netrc.write_text("machine prom.invalid login user password pw\n")
        monkeypatch.setenv("NETRC", str(self.netrc))

    def test_it_is_used_when_asked_for(self, serve, pooled, monkeypatch) -> None:
        proxy = serve(fine)
        monkeypatch.setenv("http_proxy", proxy.url)
        pooled("http://prom.invalid", trust_env=True).send(QUERY, timeout=5)
        assert proxy.requests[0].header("authorization") == "Basic dXNlcjpwdw=="

    def test_it_is_left_alone_otherwise(self, serve, pooled, monkeypatch) -> None:
        server, proxy = serve(fine), serve(fine)
        monkeypatch.setenv("http_proxy", proxy.url)
        self.netrc.write_text("machine 127.0.0.1 login user password pw\n")
        pooled(server.url).send(QUERY, timeout=5)
        assert (proxy.requests, server.requests[0].header("authorization")) == ([], None)

    def test_no_proxy_is_kept(self, serve, pooled, monkeypatch) -> None:
        server, proxy = serve(fine), serve(fine)
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        pooled(server.url, trust_env=True).send(QUERY, timeout=5)
        assert (len(server.requests), proxy.requests) == (1, [])

    def test_what_is_given_wins(self, serve, pooled, monkeypatch) -> None:
        proxy, other = serve(fine), serve(fine)
        monkeypatch.setenv("http_proxy", other.url)
        pooled("http://prom.invalid", trust_env=True, proxies=proxy.url, auth="token").send(QUERY, timeout=5)
        pooled("http://prom.invalid", trust_env=True, proxies=proxy.url, headers={"Authorization": "x"}).send(
            QUERY, timeout=5
        )
        assert [request.header("authorization") for request in proxy.requests] == ["Bearer token", "x"]
        assert other.requests == []

    @pytest.mark.parametrize("text", [None, "nonsense {", "machine other login a password b\n"])
    def test_a_netrc_without_this_host_is_none(self, serve, pooled, text) -> None:
        server = serve(fine)
        if text is None:
            self.netrc.unlink()
        else:
            self.netrc.write_text(text)
        pooled(server.url, trust_env=True).send(QUERY, timeout=5)
        assert server.requests[0].header("authorization") is None

    def test_authorities_of_the_environment(self, pooled, monkeypatch) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle.pem")
        with pytest.raises(QueryBuildError, match="bundle"):
            pooled("https://prom.invalid", trust_env=True)
        pooled("https://prom.invalid")
