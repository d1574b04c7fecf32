"""The compiled decoder keeps nothing: neither of answers that it reads, nor of those that it refuses."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress
from importlib import import_module

import pytest

decoder = pytest.importorskip("prometheus_querier.results._decoder")

REGULAR = b'{"metric":{"job":"a"},"values":[[1,"1"],[2,"0.5"]]}'
REGIONS = [
    b",".join([REGULAR] * 20),
    b",".join(
        [REGULAR, b'{"metric":{"job":"a\\u003c"},"values":[[1,"1"]]}', b'{"metric":{},"histograms":[]}', REGULAR]
    ),
    b'{"metric":{"a":"1","a":"2"},"values":[[1,"1"]]}',
    b'{"metric":{"a\\ud800":"1"},"values":[[1,"1"]]}',
    b'{"metric":{"a":"\xff"},"values":[[1,"1"]]}',
    REGULAR[:-5],
]
SAMPLES = b",".join(b'{"metric":{"i":"%d"},"value":[1,"%d"]}' % (i, i) for i in range(20))


class Heap(ctypes.Structure):
    """What glibc tells of its heap."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in [
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        ]
    )


def python_blocks():
    return sys.getallocatedblocks()


def native_bytes():
    mallinfo = getattr(ctypes.CDLL(None), "mallinfo2", None) if sys.platform == "linux" else None
    if mallinfo is None:
        pytest.skip("this C library does not tell what is allocated")
    mallinfo.restype = Heap
    return mallinfo().uordblks


def growth(measure, action):
    """How much more there is after an action: at the least of three, for others allocate, too."""
    found = []
    for _ in range(3):
        gc.collect()
        before = measure()
        action()
        gc.collect()
        found.append(measure() - before)
    return min(found)


def decode_all():
    times = None
    for region in REGIONS:
        _, times = decoder.decode_matrix(region, times)
        decoder.decode_vector(region)
    decoder.decode_vector(SAMPLES)
    for frame in (
        b"\x0a\x02\x0a\x00",
        b"\x0a\x09\x0a\x07\x0a\x01a\x12\x02bc",
        b"\x0a\xff",
        b"\x0a\x06\x0a\x04\x0a\x02\xff\xff",
    ):
        with suppress(ValueError):
            decoder.decode_frame(frame, 0, 1)
    decoder.crc32c(SAMPLES)


@pytest.mark.parametrize(("measure", "a_round"), [(python_blocks, 1), (native_bytes, 24)])
def test_nothing_is_kept_however_often(measure, a_round):
    rounds = range(300)

    def again():
        for _ in rounds:
            decode_all()

    again()
    # Not one object, nor the smallest piece of memory, is left of each round.
    assert growth(measure, again) < len(rounds) * a_round / 2


@pytest.mark.parametrize("wrong", [None, "text", 1])
def test_what_is_not_bytes_is_refused(wrong):
    with pytest.raises(TypeError):
        decoder.decode_matrix(wrong, None)
    with pytest.raises(TypeError):
        decoder.decode_vector(wrong)
    with pytest.raises(TypeError):
        decoder.decode_frame(wrong, 0, 1)
    with pytest.raises(TypeError):
        decoder.decode_matrix(b"")


@pytest.mark.parametrize("wrong", [1, (), object()])
def test_what_is_no_memory_of_times_is_refused(wrong):
    with pytest.raises(ValueError, match="PyCapsule"):
        decoder.decode_matrix(REGULAR, wrong)


@pytest.mark.parametrize("name", ["_decoder", "pure"])
def test_columns_of_times_are_shared_from_region_to_region(name):
    decode = import_module(f"prometheus_querier.results.{name}").decode_matrix
    gap = b'{"metric":{"job":"a"},"values":[[2,"0.5"]]}'
    ((_, first, _),), times = decode(REGULAR, None)
    ((_, gaps, _), (_, others, _), (_, after, _)), times = decode(b",".join([gap, gap, REGULAR]), times)
    assert (list(first), list(gaps)) == ([1.0, 2.0], [2.0])
    assert after is first
    assert others is gaps
    ((_, after, _),), _ = decode(REGULAR, times)
    assert after is first
