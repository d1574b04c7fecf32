"""Histograms that a server stores in its rarer ways, with listed boundaries and with fractions, come as its JSON shows them."""

from __future__ import annotations

import itertools
import os
import threading
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from importlib.util import find_spec

import pytest

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import decode_query
from prometheus_querier.results.histograms import BoundaryRule
from prometheus_querier.results.remote_read import (
    READ_HEADERS,
    READ_PATH,
    MatcherType,
    bounds,
    decode_read_response,
    encode_read_request,
    implementations,
    response,
)
from prometheus_querier.results.remote_read.chunks import FLOAT_HISTOGRAM, HISTOGRAM
from prometheus_querier.results.remote_read.wire import field, snappy_block, unsnappy
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

# Not all of them are thousandths, which are stored in another way.
BOUNDS = ("-1.5", "0.001", "0.0001234567", "0.25", "1", "1e+30")
WANTED = 4
# How each is stored: the encoding of its chunks, and whether its boundaries are listed.
STORED = {
    "request_seconds": (HISTOGRAM, True),
    "thirds": (FLOAT_HISTOGRAM, True),
    "rates": (FLOAT_HISTOGRAM, True),
    "prometheus_http_request_duration_seconds": (HISTOGRAM, False),
    "own_rates": (FLOAT_HISTOGRAM, False),
}


class Page(BaseHTTPRequestHandler):
    """A classic histogram that grows with every scrape; each fourth scrape fails, which ends the series for a while."""

    scrapes = itertools.count(1)

    def do_GET(self):
        scrape = next(self.scrapes)
        if scrape % 4 == 0:
            self.send_error(503)
            return
        lines = ["# TYPE request_seconds histogram"]
        for route in "ab":
            counts = [scrape * step * (1 if route == "a" else 7) for step in range(1, len(BOUNDS) + 2)]
            for bound, count in zip((*sorted(BOUNDS, key=float), "+Inf"), counts, strict=True):
                lines.append(f'request_seconds_bucket{{route="{route}",le="{bound}"}} {count}')
            lines.append(f'request_seconds_count{{route="{route}"}} {counts[-1]}')
            lines.append(f'request_seconds_sum{{route="{route}"}} {scrape / 7}')
        text = "".join(f"{line}\n" for line in lines).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@contextmanager
def page():
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


RULES = {
    "groups": [
        {
            "name": "fractions",
            "rules": [
                {"record": "thirds", "expr": "request_seconds / 3"},
                {"record": "rates", "expr": "rate(request_seconds[5s])"},
                {"record": "own_rates", "expr": "rate(prometheus_http_request_duration_seconds[5s])"},
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    binary = os.environ.get("PROMETHEUS_3_BIN")
    if binary is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must run every server test, and PROMETHEUS_3_BIN names no server")
        pytest.skip("PROMETHEUS_3_BIN names no server, and older ones store no such histograms")
    rules = tmp_path_factory.mktemp("rules") / "rules.yml"
    rules.write_text(repr(RULES))  # which is YAML as well
    with (
        page() as target,
        LocalPrometheus(
            binary=binary,
            scrape=["self"],  # which shows native histograms of its own
            features=["native-histograms"],
            config={
                "rule_files": [str(rules)],
                "scrape_configs": [
                    {
                        "job_name": "classic",
                        "convert_classic_histograms_to_nhcb": True,
                        "static_configs": [{"targets": [target]}],
                    }
                ],
            },
        ) as running,
    ):
        for name in STORED:
            running.wait_for(f"max(count_over_time({name}[1m])) >= {WANTED}")
        running.end_ms = int(time.time() * 1000) - 1
        yield running


def opened(url, body=None, headers=()):
    request = urllib.request.Request(url, body, dict(headers))  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - loopback
        return response.headers["Content-Type"], response.read()


def by_json(server, name):
    query = urllib.parse.urlencode({"query": f"{name}[60s]", "time": server.end_ms / 1000})
    return decode_query([opened(f"{server.url}/api/v1/query?{query}")[1]]).data


def by_remote_read(server, name, *, streamed):
    start_ms = server.end_ms - 60_000 + 1
    question = encode_read_request([(MatcherType.EQUAL, "__name__", name)], start_ms, server.end_ms)
    if not streamed:
        # Without a list of accepted types, servers send samples.
        message = unsnappy(question)
        question = snappy_block(message.removesuffix(field(2, bytes((1, 0)))))
    kind, body = opened(server.url + READ_PATH, question, READ_HEADERS)
    assert ("streamed" in kind) == streamed
    return decode_read_response([body], content_type=kind, start_ms=start_ms, end_ms=server.end_ms)


DECODERS = ["remote_read.frames", *["_decoder"] * bool(find_spec("prometheus_querier.results._decoder"))]


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("name", STORED)
def test_the_same_histograms_as_by_json(server, name, streamed, decoder, monkeypatch):
    monkeypatch.setattr(implementations, "CHOSEN", import_module(f"prometheus_querier.results.{decoder}"))
    encoding, listed = STORED[name]
    chunks, layouts = [], []
    decode, make = response.decode_histograms, bounds.Layout.histogram
    monkeypatch.setattr(response, "decode_histograms", lambda data, kind: chunks.append(kind) or decode(data, kind))
    monkeypatch.setattr(bounds.Layout, "histogram", lambda *found: layouts.append(found[0].custom) or make(*found))
    expected = by_json(server, name)
    try:
        found = by_remote_read(server, name, streamed=streamed)
    except MalformedResponseError as error:
        # Among samples, servers before 2026 leave listed boundaries out, so that nobody can know them.
        if "no boundary" in str(error) and listed and not streamed:
            return
        raise
    assert found.series == expected.series
    histograms = [histogram for series in found for histogram in series.histograms]
    assert len(histograms) >= WANTED
    assert set(chunks) == ({encoding} if streamed else set())
    assert all(bool(custom) == listed for custom in layouts)
    if name == "request_seconds":
        assert set(map(tuple, layouts)) == {tuple(sorted(map(float, BOUNDS)))}
        assert BoundaryRule.CLOSED_BOTH in {bucket.rule for one in histograms for bucket in one.buckets}
    if encoding == FLOAT_HISTOGRAM:
        assert any(bucket.count % 1 for one in histograms for bucket in one.buckets)
