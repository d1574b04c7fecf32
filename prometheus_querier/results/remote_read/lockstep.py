"""Many chunks of floats at once with numpy: the first sample of each, then the second of each, and so on.

A step is the same few operations whether there are ten chunks or a thousand, so that many chunks are decoded several
times as fast as one after the other. What the bits mean is said in ``chunks``.
"""

from __future__ import annotations

import struct
from array import array
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from prometheus_querier.results.formats.numpy import np

from .chunks import STALE
from .wire import read_varint, zigzag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Signed = NDArray[np.int64]
    Words = NDArray[np.uint64]

# By the first four bits: how long the prefix of a difference is, and how many bits follow it.
_PREFIX = np.array([1] * 8 + [2] * 4 + [3] * 2 + [4] * 2, np.int64)
_SIZE = np.array([0] * 8 + [14] * 4 + [17] * 2 + [20, 64], np.int64)
# A step reads at most so many bytes behind its chunk before that is noticed.
_PADDING = bytes(40)


def decode_chunks(
    series: Sequence[Sequence[bytes]], start_ms: int, end_ms: int
) -> list[tuple[array[float], array[float], bool]]:
    """Decodes the chunks of many series into timestamps, values, and whether the times ascend.

    Samples out of the range and stale markers are left out.

    Raises:
        ValueError: One is no chunk of floats.
    """
    heads = [_head(chunk) for chunks in series for chunk in chunks]
    counts = np.array([head[0] for head in heads], np.int64)
    times, words = _decode(heads, counts)
    keep = (times >= start_ms) & (times <= end_ms) & (words != STALE)
    seconds, values = times[keep] / 1000, words[keep].view(np.float64)
    kept = np.concatenate(([0], np.cumsum(keep)))
    falls = np.concatenate(([0, 0], np.cumsum(seconds[1:] <= seconds[:-1])))
    samples = np.concatenate(([0], np.cumsum(counts)))
    decoded = []
    for first, last in pairwise([0, *accumulate(len(chunks) for chunks in series)]):
        begin, end = kept[samples[first]], kept[samples[last]]
        ordered = bool(end - begin < 2 or falls[end] == falls[begin + 1])  # noqa: PLR2004 - one is in order
        decoded.append((array("d", seconds[begin:end].tobytes()), array("d", values[begin:end].tobytes()), ordered))
    return decoded


def _head(chunk: bytes) -> tuple[int, int, int, int, bytes]:
    """Reads what stands before the bits: the number of samples, time, value, difference of times; and the bits."""
    count = int.from_bytes(chunk[:2], "big")
    if len(chunk) < 2:  # noqa: PLR2004 - the bytes of the number
        raise ValueError("a chunk breaks off")
    if not count:
        return 0, 0, 0, 0, b""
    encoded, at = read_varint(chunk, 2)
    try:
        (word,) = struct.unpack_from(">Q", chunk, at)
    except struct.error:
        raise ValueError("a chunk breaks off") from None
    if count == 1:
        return 1, zigzag(encoded), word, 0, b""
    delta, at = read_varint(chunk, at + 8)
    return count, zigzag(encoded), word, delta, chunk[at:]


def _decode(heads: list[tuple[int, int, int, int, bytes]], counts: Signed) -> tuple[Signed, Words]:
    """Gives the times and the bits of values of all chunks, one chunk after the other."""
    # With the longest first, those that still have samples stand in front in every step.
    order = np.argsort(-counts, kind="stable")
    most = int(counts.max(initial=0))
    bits = _Bits([heads[index][4] for index in order])
    time, delta = (np.array([heads[index][field] for index in order], np.int64) for field in (1, 3))
    word = np.array([heads[index][2] for index in order], np.uint64)
    times, words = np.empty((most, len(heads)), np.int64), np.empty((most, len(heads)), np.uint64)
    times[:1], words[:1] = time, word
    significant, trailing = np.full(len(heads), 64, np.uint64), np.zeros(len(heads), np.uint64)
    left = np.searchsorted(-counts[order], -np.arange(most), side="left")
    for step in range(1, most):
        active = slice(0, int(left[step]))
        at = bits.at[active]
        found = bits.peek(at)
        if step > 1:
            found = bits.change_times(at, found, delta[active])
        time[active] += delta[active]
        bits.change_values(at, found, word[active], significant[active], trailing[active])
        if (at > bits.ends[active]).any():
            raise ValueError("a chunk breaks off")
        times[step], words[step] = time, word
    mask = np.arange(most) < counts[:, None]
    back = np.argsort(order)
    return times.T[back][mask], words.T[back][mask]


class _Bits:
    """The bits of chunks, and a place in those of each."""

    def __init__(self, texts: list[bytes]) -> None:
        data = b"".join(texts) + _PADDING
        self._octets = np.frombuffer(data, np.uint8)
        # The eight bytes from each byte on.
        self._windows = np.ndarray((len(data) - 8,), ">u8", data, strides=(1,))
        lengths = np.array([len(text) for text in texts], np.int64)
        self.ends = np.cumsum(lengths) * 8
        self.at = self.ends - lengths * 8

    def peek(self, at: Signed) -> Words:
        """The 64 bits from each place on."""
        octet, shift = at >> 3, (at & 7).astype(np.uint64)
        following = self._octets[octet + 8].astype(np.uint64) >> (8 - shift)
        found: Words = self._windows[octet].astype(np.uint64) << shift | following
        return found

    def change_times(self, at: Signed, found: Words, delta: Signed) -> Words:
        """Reads how the differences of times change, moves the places, and gives the bits that follow."""
        at += 1
        changed = np.flatnonzero(found.view(np.int64) < 0)
        found <<= 1
        if not len(changed):
            return found
        kind = (found[changed] >> 61) + 8
        prefix, size = _PREFIX[kind], _SIZE[kind]
        change = (
            found[changed] << (prefix - 1).astype(np.uint64) >> (64 - np.minimum(size, 20)).astype(np.uint64)
        ).view(np.int64)
        change -= np.where(change > np.left_shift(1, size - 1), np.left_shift(1, size), 0)
        places = at[changed] + prefix - 1
        whole = size == 64  # noqa: PLR2004 - a word
        change[whole] = self.peek(places[whole]).view(np.int64)
        delta[changed] += change
        at[changed] = places + size
        found[changed] = self.peek(at[changed])
        return found

    def change_values(self, at: Signed, found: Words, word: Words, significant: Words, trailing: Words) -> None:
        """Reads by which bits values change, and moves the places."""
        at += 1
        changed = np.flatnonzero(found.view(np.int64) < 0)
        if not len(changed):
            return
        at[changed] += 1
        anew = changed[(found[changed] >> 62) == 3]  # noqa: PLR2004 - both bits
        if len(anew):
            length = found[anew] >> 51 & 63
            length[length == 0] = 64
            used = (found[anew] >> 57 & 31) + length
            if (used > 64).any():  # noqa: PLR2004 - a word
                raise ValueError("a value of more than 64 bits")
            significant[anew] = length
            trailing[anew] = 64 - used
            at[anew] += 11
        length = significant[changed]
        word[changed] ^= self.peek(at[changed]) >> (64 - length) << trailing[changed]
        at[changed] += length.astype(np.int64)
