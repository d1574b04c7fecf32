"""Bodies of remote write: what Prometheus would drop without a word is refused."""

from __future__ import annotations

import pytest

from prometheus_querier.testing.remote_write import encode_write_request

UP = {"__name__": "up"}


@pytest.mark.parametrize(
    ("labels", "samples", "message"),
    [
        ({"job": "a"}, [(1, 1)], "has no metric name: give it as the label __name__"),
        ({"__name__": ""}, [(1, 1)], "has no metric name"),
        ({"__name__": "a b"}, [(1, 1)], "'a b' is no metric name"),
        ({**UP, "a.b": "c"}, [(1, 1)], "'a.b' is no label name"),
        ({**UP, "a": 1}, [(1, 1)], "the label a of up must be text, not 1"),
        (UP, [], "has no samples"),
        (UP, [(2, 1), (1, 1)], "must be oldest first, and one at a time: see 1"),
        (UP, [(1, 1), (1.0004, 2)], "must be oldest first"),
    ],
)
def test_refuses_what_servers_would_drop(labels, samples, message):
    with pytest.raises(ValueError, match=message):
        encode_write_request([(labels, samples)])


def test_newer_servers_take_any_names():
    assert encode_write_request([({"__name__": "a b", "c.d": "é"}, [(1, 1)])], any_names=True)
