"""Chunks of float samples as Prometheus stores them: differences of differences of times, XORs of values.

The reading is of the text of a chunk's bits, because Python takes single characters and short slices of a text faster
than it shifts long integers.
"""

from __future__ import annotations

import struct

from .wire import read_varint, zigzag

XOR, HISTOGRAM, FLOAT_HISTOGRAM = 1, 2, 3
"""The encodings of chunks, numbered as on the wire."""

STALE = 0x7FF0000000000002
"""The bits of the value that marks the end of a series."""

_HEADER = 2
_WORD = 64
# After so many ones and a zero, a difference of differences has so many bits.
_TIME_BITS = (0, 14, 17, 20, 64)


def bit_text(data: bytes) -> str:
    r"""Spells the bits of bytes.

    >>> bit_text(b"\x05")
    '00000101'
    """
    return format(int.from_bytes(b"\x01" + data, "big"), "b")[1:]


class Bits:
    """A place in the bits of a chunk."""

    def __init__(self, data: bytes) -> None:
        self.text = bit_text(data)
        self.at = 0

    def take(self, count: int) -> int:
        """Reads that many bits as an unsigned number.

        Raises:
            ValueError: There are not so many.
        """
        end = self.at + count
        if end > len(self.text):
            raise ValueError("a chunk breaks off")
        number = int(self.text[self.at : end], 2) if count else 0
        self.at = end
        return number

    def ones(self, most: int) -> int:
        """Counts the ones up to the next zero, which is passed as well, or up to that many."""
        zero = self.text.find("0", self.at, self.at + most)
        count = most if zero < 0 else zero - self.at
        self.at += count if zero < 0 else count + 1
        if self.at > len(self.text):
            raise ValueError("a chunk breaks off")
        return count


class Xor:
    """A sequence of doubles, each coded as its difference from the one before."""

    def __init__(self, first: int) -> None:
        self.word = first
        self._leading = self._trailing = 0

    def next(self, bits: Bits) -> int:
        """Reads the bits of the next double."""
        if bits.take(1):
            if bits.take(1):
                self._leading = bits.take(5)
                significant = bits.take(6) or 64
                self._trailing = 64 - self._leading - significant
                if self._trailing < 0:
                    raise ValueError("a value of more than 64 bits")
            self.word ^= bits.take(64 - self._leading - self._trailing) << self._trailing
        return self.word


def signed_bits(number: int, count: int) -> int:
    """Reads so many bits as a signed number; but for whole words, what is elsewhere the lowest is here the highest."""
    highest = 1 << count - 1
    return number - (1 << count) if number > highest or (number == highest and count == _WORD) else number


def decode_xor(data: bytes, start_ms: int, end_ms: int) -> tuple[list[float], list[int]]:
    """Decodes a chunk of floats into times, in Unix seconds, and the bits of values.

    Samples out of the range and stale markers are left out.

    Raises:
        ValueError: It is no such chunk.
    """
    if len(data) < _HEADER:
        raise ValueError("a chunk breaks off")
    count = int.from_bytes(data[:_HEADER], "big")
    if not count:
        return [], []
    encoded, at = read_varint(data, _HEADER)
    times = [zigzag(encoded)]
    words = [struct.unpack_from(">Q", data, at)[0]]
    if count > 1:
        delta, at = read_varint(data, at + 8)
        try:
            _read_samples(bit_text(data[at:]), count - 1, delta, times, words)
        except IndexError:
            raise ValueError("a chunk breaks off") from None
    if STALE in words or min(times) < start_ms or max(times) > end_ms:
        kept = [
            (time, word)
            for time, word in zip(times, words, strict=True)
            if word != STALE and start_ms <= time <= end_ms
        ]
        times, words = [time for time, _ in kept], [word for _, word in kept]
    return [time / 1000 for time in times], words


def _read_samples(text: str, count: int, delta: int, times: list[int], words: list[int]) -> None:
    """Reads so many samples after the first; the change of the first difference of times is not coded.

    This is ``Bits`` and ``Xor`` written out: without their calls, it takes a third of the time.
    """
    time, word = times[-1], words[-1]
    at = trailing = 0
    significant = 64
    for number in range(count):
        if number:
            if text[at] == "0":
                at += 1
            else:
                zero = text.find("0", at, at + 4)
                ones = zero - at if zero > 0 else 4
                at += ones + (zero > 0)
                size = _TIME_BITS[ones]
                delta += signed_bits(int(text[at : at + size], 2), size)
                at += size
        times.append(time := time + delta)
        if text[at] == "0":
            at += 1
        else:
            if text[at + 1] == "0":
                at += 2
            else:
                significant = int(text[at + 7 : at + 13], 2) or 64
                trailing = 64 - int(text[at + 2 : at + 7], 2) - significant
                at += 13
            word ^= int(text[at : at + significant], 2) << trailing
            at += significant
        words.append(word)
    if at > len(text):
        raise ValueError("a chunk breaks off")
