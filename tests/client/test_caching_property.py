"""A client with a cache answers as one without, whatever is asked, whatever time it is, whatever happens to the files."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from unittest import mock

from changing_server import SETTLES_AFTER, ChangingServer, exactly
from hypothesis import given, settings, strategies as st

from prometheus_querier import PrometheusClient, QueryTimeRange, RangeCache
from prometheus_querier.client import caching

QUERIES = (
    "plain",
    "each",
    "some",
    "two",
    "counted",
    "plain offset -120s",
    "each @ 1704066600",
    "plain @ end()",
    "plain ?",
)
events = st.one_of(
    st.just(("nothing", 0)),
    st.tuples(st.just("wait"), st.sampled_from([1, 20, 60, 300, 1000])),
    st.tuples(st.just("lose a store"), st.booleans()),
    st.tuples(st.just("set the clock"), st.integers(-900_000, 900_000)),
    st.tuples(st.sampled_from(["spoil", "spoil all", "remove"]), st.integers(0, 1 << 32)),
)
questions = st.fixed_dictionaries(
    {
        "before": st.integers(-20, 40),
        "points": st.integers(1, 60),
        "phase": st.sampled_from([0] * 6 + [0.5]),
        "rest": st.sampled_from([0, 0, 0.999]),
        "lookback": st.sampled_from([None] * 6 + ["1m"]),
        "max_points": st.sampled_from([11_000, 11_000, 20]),
        "parts": st.booleans(),
    }
)


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 1000),
    query=st.sampled_from(QUERIES),
    step=st.sampled_from([1000, 15_000, 61_500]),
    has_order=st.booleans(),
    says_date=st.booleans(),
    max_bytes=st.sampled_from([20_000, 1 << 30]),
    story=st.lists(st.tuples(events, questions), min_size=2, max_size=12),
)
def test_the_answer_is_that_without_a_cache(seed, query, step, has_order, says_date, max_bytes, story):
    server = ChangingServer(seed, has_order=has_order, says_date=says_date)
    drift = 0
    plain = PrometheusClient(server)
    with tempfile.TemporaryDirectory() as name, mock.patch.object(caching, "STEPS", 8):
        directory = Path(name)
        cache = RangeCache(
            directory,
            max_bytes=max_bytes,
            settled_after=SETTLES_AFTER / 1000,
            clock=lambda: (server.now + drift) / 1000,
        )
        cached = PrometheusClient(server, cache=cache)
        for (event, detail), question in story:
            match event:
                case "wait":
                    server.now += 1000 * detail
                case "lose a store":
                    server.is_partial = detail
                case "set the clock":
                    # One that is ahead of the server's needs the server's Date.
                    drift = detail if says_date else min(detail, 0)
                case "spoil" | "spoil all" | "remove":
                    _spoil(directory, event, random.Random(detail))  # noqa: S311 - repeatable, not secret
            expected = _ask(plain, server, query, step, **question)
            found = _ask(cached, server, query, step, **question)
            # Of a server that has lost a part, what was kept may be more.
            if not server.is_partial:
                # Of a server whose series have no order, none is known when parts of an answer become one.
                assert found == expected if has_order else _sorted(found) == _sorted(expected)


def _ask(client, server, query, step, *, before, points, phase, rest, lookback, max_points, parts):
    # Many ranges end about where data is settled.
    end = ((server.now - SETTLES_AFTER) // step - before) * step / 1000 + phase
    span = QueryTimeRange.of(end - (points - 1) * step / 1000, end + rest * step / 1000, step / 1000)
    if "end()" in query or "?" in query:
        max_points = 11_000  # to split them is refused, or means something else
    options = {"lookback_delta": lookback, "max_points": max_points, "concurrency": 1}
    if parts:
        return list(map(exactly, client.iter_range(query, span, **options)))
    return [exactly(client.query_range(query, span, **options))]


def _sorted(answers):
    return [[sorted(series, key=str), *others] for series, *others in answers]


def _spoil(directory, event, rng):
    files = sorted(directory.glob("*"))
    for file in files if event == "spoil all" else files[-1:]:
        whole = file.read_bytes()
        at = rng.randrange(len(whole) + 1)
        flipped = whole[:at] + bytes([byte ^ 1 << rng.randrange(8) for byte in whole[at : at + 1]]) + whole[at + 1 :]
        if event == "remove":
            file.unlink()
        else:
            file.write_bytes(rng.choice([whole[:at], flipped, whole + b"x", b"", rng.choice(files).read_bytes()]))
