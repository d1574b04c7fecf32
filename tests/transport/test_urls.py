"""Base URLs and paths: taken as they are meant, or refused."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from hypothesis import example, given, settings, strategies as st
from urllib3.util import parse_url

from prometheus_querier.errors import QueryBuildError, UnsafeNameError
from prometheus_querier.http import HttpRequest
from prometheus_querier.transport.urls import BaseUrl, check_path, is_near


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://localhost:9090", "http://localhost:9090"),
        ("HTTP://LocalHost:80/", "http://localhost"),
        ("https://prom.example:443/a/b//", "https://prom.example/a/b"),
        ("http://[::1]:9090/p", "http://[::1]:9090/p"),
        ("http://10.0.0.1", "http://10.0.0.1"),
        ("http://user:p%40ss@host:1", "http://host:1"),
        ("http://prometheus_1:9090", "http://prometheus_1:9090"),
    ],
)
def test_base_urls(text, shown) -> None:
    url = BaseUrl.parse(text)
    assert str(url) == shown
    assert BaseUrl.parse(shown) == BaseUrl(url.scheme, url.host, url.port, url.prefix)


def test_the_login_is_taken_out_and_shown_nowhere() -> None:
    url = BaseUrl.parse("http://user:p%40ss%3A@host")
    assert url.login == ("user", "p@ss:")
    assert "p@ss" not in repr(url)
    assert "user" not in repr(url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost:9090",
        "//host",
        "ftp://host",
        "file:///etc/passwd",
        "http:host",
        "http:/host",
        "http://",
        "http:///path",
        "http://:9090",
        "http://host:",
        "http://host:0",
        "http://host:65536",
        "http://host:9_0",
        "http://host:\u0661",
        "http://host?query",
        "http://host#fragment",
        "http://host/%",
        "http://host/a b",
        "http://host\\@evil",
        "http://host\n",
        " http://host",
        "http://ho st",
        "http://höst",
        "http://[::1",
        "http://[::1%25eth0]",
        "http://[0]",
        "http://[127.0.0.1]",
        "http://host/../x",
        "http://host/a/%2e%2E/x",
        "http://host//x",
        "http://a@b@host",
        "http://host/prometheus/api/v1",
        "http://host/api/v1/",
        "http://@host",
        None,
        b"http://host",
    ],
)
def test_what_is_no_base_url_is_refused(text) -> None:
    with pytest.raises(QueryBuildError):
        BaseUrl.parse(text)


def test_a_refusal_never_repeats_the_password() -> None:
    for text in (
        "http://user:hunter2@host?x",
        "http://user:hunter2@ho st",
        "ftp://user:hunter2@host",
        "http://user:hunter2@host:0",
    ):
        with pytest.raises(QueryBuildError) as caught:
            BaseUrl.parse(text)
        assert "hunter2" not in str(caught.value)


@settings(max_examples=500)
@given(st.text(st.sampled_from("http://@:[]%?#\\.aA0 \t\n\u0130"), max_size=25).map(lambda text: "http://" + text))
@example("http://a@b:1@c")
@example("http://a#@b")
@example("http://[0]")
def test_no_other_reader_sees_another_host(text) -> None:
    try:
        url = BaseUrl.parse(text)
    except QueryBuildError:
        return
    assert (url.host.strip("[]"), url.port) == (urlsplit(text).hostname, urlsplit(text).port or 80)
    assert (url.host, url.port) == (parse_url(text).host, parse_url(text).port or 80)
    assert str(BaseUrl.parse(str(url))) == str(url)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("localhost:9090", "such as http://localhost:9090"),
        ("prom.example/prefix", "such as http://prom.example/prefix"),
        ("user:hunter2@host:9090", "such as http://localhost:9090"),
        ("http//host", "such as http://"),
        ("", "a variable not set?"),
        (None, "a variable not set?"),
        ("http://host:9090/graph?g0.expr=up", "what stands before /graph or /query"),
        ("http://host:9090/api/v1", "leave /api/v1"),
        ("http://host:9090/prefix/api/v1/query", "leave /api/v1"),
    ],
)
def test_what_to_write_instead_is_said(text, advice) -> None:
    with pytest.raises(QueryBuildError) as caught:
        BaseUrl.parse(text)
    assert advice in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_the_path_of_another_api_may_look_alike() -> None:
    path = "/api/v1/namespaces/monitoring/services/prometheus:9090/proxy"
    assert BaseUrl.parse(f"https://kubernetes{path}").prefix == path


@pytest.mark.parametrize(
    "path", ["/api/v1/query", "/-/healthy", "/api/v1/label/U__a_2e_b/values", "/api/v1/label/a%2Eb/values"]
)
def test_paths(path) -> None:
    assert check_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "api/v1/query",
        "//evil/api",
        "/api//v1",
        "/api/v1/query/",
        "/api/./v1",
        "/api/v1/label/../status/config",
        "/api/v1/label/%2e%2e/status",
        "/api/v1/label/.%2E/status",
        "/api/v1/label/a%2Fb/values",
        "/api/v1/label/a%5cb/values",
        "/api/v1/label/a%00/values",
        "/api/v1/label/a%/values",
        "/api/v1/label/a%2/values",
        "/api/v1/query?x=y",
        "/api/v1/query#x",
        "/api/v1/a b",
        "/api/v1/é",
        "/api/v1/query\n",
        "/api\\v1",
    ],
)
def test_paths_that_could_be_read_otherwise_are_refused(path) -> None:
    with pytest.raises(UnsafeNameError):
        check_path(path)


@pytest.mark.parametrize("prefix", ["", "/some/prefix"])
def test_paths_arrive_exactly_or_not_at_all(serve, pooled, prefix) -> None:
    server = serve(lambda peer, _: peer.answer())
    transport = pooled(server.url + prefix)

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=12), st.sampled_from([lambda name: name, quote, lambda name: quote(name, safe="")]))
    @example("..", quote)
    @example("%2e%2E", str)
    @example("../status/config?x=", str)
    @example("a~%7E%41", str)
    def check(name: str, encode) -> None:
        before = len(server.requests)
        try:
            path = f"/api/v1/label/{encode(name)}/values"
            transport.send(HttpRequest("GET", path), timeout=5).read()
        except (UnsafeNameError, UnicodeEncodeError):
            assert len(server.requests) == before
        else:
            (request,) = server.requests[before:]
            assert request.target == prefix + path

    check()


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("192.168.0.1", True),
        ("172.16.0.1", True),
        ("100.64.0.1", True),
        ("169.254.1.1", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("::ffff:10.0.0.1", True),
        ("8.8.8.8", False),
        ("2606:4700::1", False),
        ("prometheus", False),
        ("", False),
    ],
)
def test_what_is_near(address, near) -> None:
    assert is_near(address) == near
