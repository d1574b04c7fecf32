"""Answers of remote read to a matrix, whoever decodes; what is broken is refused."""

from __future__ import annotations

import math
import struct
from importlib import import_module
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings, strategies as st
from plain_series import plain

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import decode_query
from prometheus_querier.results.remote_read import decode_read_response, frames, implementations
from prometheus_querier.results.remote_read.chunks import STALE
from prometheus_querier.results.remote_read.wire import crc32c, field, snappy_block, unsnappy, varint

DATA = Path(__file__).parents[2] / "data" / "remote_read"
CHUNKS = (DATA / "chunks.bin").read_bytes()
STREAMED = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse"
SAMPLES = "application/x-protobuf"
EVER = {"start_ms": -(2**62), "end_ms": 2**62}

DECODERS = ["remote_read.frames"]
try:
    import_module("prometheus_querier.results._decoder")
    DECODERS.append("_decoder")
except ImportError:
    pass


@pytest.fixture(params=[*DECODERS, "lockstep"], autouse=True)
def _decoder(request, monkeypatch):
    name = request.param
    if name == "lockstep":
        pytest.importorskip("numpy")
        monkeypatch.setattr(frames, "_MANY", 0)
        name = "remote_read.frames"
    monkeypatch.setattr(implementations, "CHOSEN", import_module(f"prometheus_querier.results.{name}"))


def in_pieces(body, size):
    return [body[start : start + size] for start in range(0, len(body), size)]


EXPECTED = decode_query([(DATA / "query.json").read_bytes()]).data


@pytest.mark.parametrize("size", [1, 1000, 1 << 20])
def test_chunks_are_the_samples_of_the_query(size):
    found = decode_read_response(in_pieces(CHUNKS, size), content_type=STREAMED, query="q", **EVER)
    assert found.query == "q"
    assert plain(found) == plain(EXPECTED)


def test_samples_are_the_samples_of_the_query():
    body = (DATA / "samples.bin").read_bytes()
    found = decode_read_response(in_pieces(body, 1000), content_type=SAMPLES, **EVER)
    # A value that equals zero is not sent, and neither is its sign.
    assert plain(found, signs=False) == plain(EXPECTED, signs=False)


def frame(*series):
    message = b"".join(field(1, one) for one in series)
    return varint(len(message)) + crc32c(message).to_bytes(4, "big") + message


def label(name, value):
    return field(1, field(1, name) + field(2, value))


def chunk(*samples, encoding=1):
    """A chunk of one sample, or of two."""
    data = struct.pack(">H", len(samples))
    (time, value), *more = samples
    data += varint(time << 1) + struct.pack(">d", value)
    for after, same in more:
        assert same == value, "this encoder knows no other"
        data += varint(after - time) + b"\x00"
    return field(2, field(3, encoding) + field(4, data))


def decoded(body, **limits):
    return decode_read_response([body], content_type=STREAMED, **{**EVER, **limits})


def test_what_is_out_of_the_range_is_left_out():
    series = label("job", "a") + chunk((1000, 1.0), (2000, 1.0)) + chunk((3000, 2.0), (4000, 2.0))
    assert decoded(frame(series), start_ms=2000, end_ms=3000)[0].timestamps.tolist() == [2.0, 3.0]
    assert len(decoded(frame(series), start_ms=5000)) == 0


def test_a_series_may_go_on_in_the_next_frame():
    body = frame(label("job", "a") + chunk((1000, 1.0))) + frame(
        label("job", "a") + chunk((2000, 1.5)), label("job", "b")
    )
    (series,) = decoded(body)
    assert series.timestamps.tolist() == [1.0, 2.0]
    assert series.values.tolist() == [1.0, 1.5]


@pytest.mark.parametrize("split", [True, False])
def test_chunks_that_overlap_are_merged(split):
    first, second = chunk((1000, 1.0), (3000, 1.0)), chunk((2000, 2.0), (3000, 2.0))
    labels = label("job", "a")
    body = frame(labels + first) + frame(labels + second) if split else frame(labels + first + second)
    (series,) = decoded(body)
    assert series.timestamps.tolist() == [1.0, 2.0, 3.0]
    assert series.values.tolist() == [1.0, 2.0, 2.0]


def test_stale_markers_are_left_out():
    stale = struct.unpack("<d", struct.pack("<Q", STALE))[0]
    (series,) = decoded(frame(chunk((1000, 1.0)) + chunk((2000, stale)) + chunk((3000, math.nan))))
    assert series.timestamps.tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (CHUNKS[:-1], "breaks off"),
        (CHUNKS + b"\x05", "breaks off"),
        (CHUNKS[:100] + bytes([CHUNKS[100] ^ 1]) + CHUNKS[101:], "checksum"),
        (b"\xff" * 20, "breaks off"),
        (varint(1 << 40) + bytes(20), "frame of"),
        (frame(label("job", "a") + chunk((1, 1.0), encoding=9)), "encoding 9"),
        (frame(label("job", "a") + field(2, field(3, 1) + field(4, b"\x00\x05"))), "breaks off"),
        (frame(field(1, field(1, b"\xff"))), "utf-8"),
        (frame(b"\x0b"), "wire type"),
    ],
)
def test_what_is_broken_is_refused(body, words):
    with pytest.raises(MalformedResponseError, match=words):
        decoded(body)


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"\x05\x00", b"\x05\x09\x01", b"\x04\x0cabcd\x05", snappy_block(b"\x0b")]
)
def test_samples_that_are_broken_are_refused(body):
    with pytest.raises(MalformedResponseError):
        decode_read_response([body], content_type=SAMPLES, **EVER)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 255)), min_size=1, max_size=3), st.integers(0, 9000))
@example([(0, 0)], 9000)
def test_all_decoders_read_a_damaged_frame_alike(damages, length):
    # The first frame, without its length and checksum: those would find the damage before the decoders do.
    message = bytearray(CHUNKS[6:])
    del message[length:]
    for at, byte in damages:
        if at < len(message):
            message[at] = byte
    outcomes = []
    for name, many in ((DECODERS[0], 10**6), (DECODERS[0], 0), (DECODERS[-1], 0)):
        module = import_module(f"prometheus_querier.results.{name}")
        try:
            with mock.patch.object(frames, "_MANY", many):
                found = module.decode_frame(bytes(message), 0, 2**60)
        except (ValueError, OverflowError):
            outcomes.append("malformed")
        else:
            outcomes.append([(one[0], one[1].tobytes(), one[2].tobytes(), one[3], one[4]) for one in found])
    assert outcomes[0] == outcomes[1] == outcomes[2]


@given(st.binary(max_size=200))
def test_all_compute_the_same_checksum(data):
    for name in DECODERS:
        assert import_module(f"prometheus_querier.results.{name}").crc32c(data) == _crc32c_bit_by_bit(data)


@settings(deadline=None)
@given(st.binary(min_size=4, max_size=20), st.sampled_from([0, 240, 256, 1000, 2048]))
def test_numpy_computes_the_same_checksum(data, more):
    pytest.importorskip("numpy")
    checksums = import_module("prometheus_querier.results.remote_read.checksums")
    data += bytes(more)
    assert checksums.crc32c(data) == _crc32c_bit_by_bit(data)


def test_long_frames_are_checked_with_numpy(monkeypatch):
    pytest.importorskip("numpy")
    checksums = import_module("prometheus_querier.results.remote_read.checksums")
    monkeypatch.setattr(checksums, "crc32c", len)
    assert [frames.crc32c(bytes(size)) == size for size in (999, 1000)] == [False, True]


@pytest.mark.parametrize(("numpy", "quick"), [(True, True), (False, False)])
def test_without_the_compiled_decoder_only_numpy_makes_remote_read_quick(numpy, quick, monkeypatch):
    monkeypatch.setattr(frames, "has_numpy", lambda: numpy)
    monkeypatch.setattr(implementations, "CHOSEN", frames)
    assert implementations.is_quick() is quick


def _crc32c_bit_by_bit(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


@given(st.binary(max_size=300))
def test_snappy_blocks_unpack_to_what_was_packed(data):
    assert unsnappy(snappy_block(data)) == data


def test_copies_in_snappy_blocks():
    # A literal, copies with one, two and four bytes of offset, and one that overlaps itself.
    block = b"\x1b\x0cabcd\x01\x04\x0e\x08\x00\x0f\x04\x00\x00\x00\x2a\x01\x00"
    assert unsnappy(block) == b"abcd" * 4 + b"d" * 11


def test_a_long_literal_in_a_snappy_block():
    data = bytes(range(256))
    assert unsnappy(varint(256) + b"\xf0\xff" + data) == data
