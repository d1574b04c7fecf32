"""What was kept comes back as it was, and nothing else does."""

from __future__ import annotations

import math
import struct
from array import array

import pytest
from changing_server import exactly
from hypothesis import given, settings, strategies as st

from prometheus_querier.batch.cache.files import pack, unpack
from prometheus_querier.client.range_store import Stretch
from prometheus_querier.results import BoundaryRule, Bucket, Histogram, MatrixResult, Series

KEY = bytes(32)
STALE = struct.unpack("<d", struct.pack("<Q", 0x7FF0000000000002))[0]
floats = st.floats(width=64) | st.sampled_from([-0.0, math.nan, -math.nan, math.inf, 5e-324, STALE])
buckets = st.builds(Bucket, floats, floats, floats, st.sampled_from(BoundaryRule))
histograms = st.builds(Histogram, floats, floats, st.lists(buckets, max_size=3).map(tuple))
texts = st.text() | st.just("\ud800")


@st.composite
def series(draw):
    values = draw(st.lists(floats, max_size=4))
    found = tuple(draw(st.lists(histograms, max_size=3)))
    times = array("d", range(len(values)))
    return Series(
        draw(st.dictionaries(texts, texts)), times, array("d", values), tuple(map(float, range(len(found)))), found
    )


@settings(max_examples=60)
@given(st.lists(series(), max_size=4), texts, st.lists(texts, max_size=2), st.integers(-(1 << 50), 1 << 50))
def test_it_comes_back_to_the_bit(found, query, infos, first):
    kept = Stretch(first, first + 7, MatrixResult(tuple(found), query, (), tuple(infos)))
    again = unpack(b"".join(pack(kept, KEY)), KEY, {})
    assert exactly(again.result) == exactly(kept.result)
    assert (again.first, again.last) == (first, first + 7)


def test_columns_that_were_one_are_one():
    times = array("d", [1, 2])
    kept = Stretch(0, 1, MatrixResult(tuple(Series({"a": str(one)}, times, times) for one in range(3))))
    data = b"".join(pack(kept, KEY))
    again = unpack(data, KEY, {}).result
    assert again[0].timestamps is again[1].timestamps is again[2].timestamps
    known = {}
    assert unpack(data, KEY, known).result[0].labels is unpack(data, KEY, known).result[0].labels


def test_whatever_was_changed_is_refused():
    kept = Stretch(0, 1, MatrixResult((Series({"a": "1"}, array("d", [1]), array("d", [2])),)))
    data = b"".join(pack(kept, KEY))
    for at in range(len(data)):
        for changed in (data[:at], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]):
            with pytest.raises(ValueError, match="this file"):
                unpack(changed, KEY, {})
    with pytest.raises(ValueError, match="another's"):
        unpack(data, b"1" * 32, {})
    with pytest.raises(ValueError, match="damaged"):
        unpack(data + b"\0", KEY, {})
