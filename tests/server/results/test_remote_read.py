"""Remote read gives the same samples as a range selector's JSON, sample by sample, on real servers."""

from __future__ import annotations

import math
import random
import struct
import time
import urllib.parse
import urllib.request
from importlib import import_module

import pytest
from plain_series import plain
from servers import binary_of

from prometheus_querier.results import decode_query
from prometheus_querier.results.remote_read import (
    READ_HEADERS,
    READ_PATH,
    MatcherType,
    decode_read_response,
    encode_read_request,
    implementations,
)
from prometheus_querier.results.remote_read.chunks import STALE
from prometheus_querier.results.remote_read.wire import field, snappy_block, varint
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

STEP_MS = 5000  # servers take nothing older than an hour before the newest sample
COUNT = 500


def zigzag(value):
    return value << 1 ^ value >> 63


def fixed(number, value):
    return varint(number << 3 | 1) + struct.pack("<d", value)


def packed(number, values):
    return field(number, b"".join(varint(zigzag(value)) for value in values))


def histogram(rng, schema, ms, observations):
    """An integer histogram with some spans, and its buckets cumulated into ``observations`` so that it only grows."""
    for bucket in observations:
        observations[bucket] += rng.choice((0, 0, 1, 5))
    message = varint(1 << 3) + varint(sum(observations.values()) + 3)
    message += fixed(3, rng.choice((1.5, ms / 7, 0.0))) + field(4, zigzag(schema)) + fixed(5, 2.0**-20)
    message += field(6, 3)
    for spans, deltas, sign in ((8, 9, "-"), (11, 12, "+")):
        counts = [count for bucket, count in observations.items() if bucket[0] == sign]
        message += field(spans, field(1, zigzag(-3)) + field(2, 2))
        message += field(spans, field(1, zigzag(4)) + field(2, len(counts) - 2))
        message += packed(deltas, [after - before for before, after in zip([0, *counts], counts, strict=False)])
    return message + field(15, ms)


def stale_histogram(ms):
    return varint(3 << 3 | 1) + struct.pack("<Q", STALE) + field(15, ms)


def label_fields(**labels):
    return b"".join(field(1, field(1, name) + field(2, labels[name])) for name in sorted(labels))


def float_series(rng, now_ms):
    """Values of many kinds, with gaps, jumps and stale markers."""
    kinds = {
        "gauge": lambda _: rng.uniform(-1e3, 1e3),
        "counter": lambda i: float(i * 7),
        "constant": lambda _: 42.0,
        "milli": lambda _: round(rng.uniform(0, 100), 3),
        "odd": lambda _: rng.choice((0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 1.7976931348623157e308)),
    }
    for name, value in kinds.items():
        ms = now_ms - COUNT * STEP_MS
        message = label_fields(__name__="floats", kind=name, text='é😀"\\')
        for i in range(COUNT):
            ms += rng.choice((STEP_MS,) * 8 + (STEP_MS + 1, STEP_MS - 1000, 4 * STEP_MS // 3))
            stale = rng.random() < 0.02
            number = struct.pack("<Q", STALE) if stale else struct.pack("<d", value(i))
            message += field(2, varint(1 << 3 | 1) + number + field(2, ms))
        yield field(1, message)


def histogram_series(rng, now_ms):
    for schema in (-4, -1, 0, 1, 2, 3, 5, 8):
        observations = {f"{sign}{i}": 0 for sign in "-+" for i in range(7)}
        message = label_fields(__name__="histograms", schema=str(schema))
        ms = now_ms - COUNT // 3 * STEP_MS
        for i in range(COUNT // 3):
            ms += rng.choice((STEP_MS, STEP_MS, STEP_MS + 17))
            sample = stale_histogram(ms) if i % 50 == 49 else histogram(rng, schema, ms, observations)
            message += field(4, sample)
        yield field(1, message)


@pytest.fixture(scope="module", params=["PROMETHEUS_BIN", "PROMETHEUS_3_BIN"])
def server(request):
    with LocalPrometheus(
        binary=binary_of(request.param), features=["native-histograms"], args=["--web.enable-remote-write-receiver"]
    ) as running:
        rng = random.Random(7)  # noqa: S311 - repeatable
        now_ms = int(time.time() * 1000)
        for series in (float_series(rng, now_ms), histogram_series(rng, now_ms)):
            post(running.url + "/api/v1/write", snappy_block(b"".join(series)), READ_HEADERS)
        running.now_ms = now_ms
        yield running


def post(url, body, headers):
    request = urllib.request.Request(url, body, dict(headers))  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - loopback
        return response.headers.get("Content-Type"), response.read()


def by_json(url, selector, end_ms, seconds):
    query = urllib.parse.urlencode({"query": f"{selector}[{seconds}s]", "time": end_ms / 1000})
    with urllib.request.urlopen(f"{url}/api/v1/query?{query}", timeout=30) as response:  # noqa: S310 - loopback
        return decode_query([response.read()]).data


def decoders():
    yield "frames"
    try:
        import_module("prometheus_querier.results._decoder")
    except ImportError:
        return
    yield "_decoder"


@pytest.fixture(params=decoders())
def _decoder(request, monkeypatch):
    path = "remote_read.frames" if request.param == "frames" else "_decoder"
    monkeypatch.setattr(implementations, "CHOSEN", import_module(f"prometheus_querier.results.{path}"))


def read(server, name, start_ms, end_ms, *, streamed=True):
    body = encode_read_request([(MatcherType.EQUAL, "__name__", name)], start_ms, end_ms)
    if not streamed:
        # Without a list of accepted types, servers send samples.
        message = field(
            1, field(1, start_ms) + field(2, end_ms) + field(3, field(1, 0) + field(2, "__name__") + field(3, name))
        )
        body = snappy_block(message)
    content_type, answer = post(server.url + READ_PATH, body, READ_HEADERS)
    assert ("streamed" in content_type) == streamed
    pieces = [answer[start : start + 1000] for start in range(0, len(answer), 1000)]
    return decode_read_response(pieces, content_type=content_type, start_ms=start_ms, end_ms=end_ms)


@pytest.mark.usefixtures("_decoder")
@pytest.mark.parametrize("name", ["floats", "histograms"])
@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("seconds", [COUNT * 6, 1000])
def test_the_same_samples_as_by_json(server, name, streamed, seconds):
    if name == "histograms" and not streamed and server.version.startswith("2.4"):
        pytest.skip("this server gives no native histograms as samples")
    # Not on a sample: servers before 3.0 count both ends of a range in, later ones only the last.
    end_ms = server.now_ms - 100_001
    expected = by_json(server.url, name, end_ms, seconds)
    found = read(server, name, end_ms - seconds * 1000 + 1, end_ms, streamed=streamed)
    assert len(found) == (5 if name == "floats" else 8)
    assert sum(len(series.values) + len(series.histograms) for series in found) > 100
    # As samples, servers leave out a value that equals zero, and its sign with it.
    assert plain(found, signs=streamed) == plain(expected, signs=streamed)


def test_series_without_samples_in_the_range_are_left_out(server):
    assert len(read(server, "floats", server.now_ms + 10**9, server.now_ms + 10**9 + 1)) == 0
