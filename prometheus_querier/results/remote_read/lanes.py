"""The checksum of long frames with numpy: of many lanes at once, which are then put together.

A checksum's register is linear: what a lane leaves is what it leaves of an empty register, and what as many zeros as it
is long leave of the register before it.
"""

from __future__ import annotations

from functools import cache

from prometheus_querier.results.formats.numpy import np

from .wire import crc32c, crc_table

_LANE = 1024
_ONES = 0xFFFFFFFF


def crc32c_in_lanes(data: bytes) -> int:
    """Computes the checksum of Castagnoli.

    >>> hex(crc32c_in_lanes(b"123456789" * 1000))
    '0xd601351d'
    """
    count = len(data) // _LANE
    columns = np.ascontiguousarray(np.frombuffer(data, np.uint8, count * _LANE).reshape(count, _LANE).T)
    table = np.array(crc_table(), np.uint32)
    lanes = np.zeros(count, np.uint32)
    for column in columns:
        lanes = table[(lanes ^ column) & 0xFF] ^ lanes >> 8
    first, second, third, fourth = _after_zeros()
    register = _ONES
    for lane in lanes.tolist():
        register = (
            first[register & 0xFF]
            ^ second[register >> 8 & 0xFF]
            ^ third[register >> 16 & 0xFF]
            ^ fourth[register >> 24]
        ) ^ lane
    return crc32c(data[count * _LANE :], register)


@cache
def _after_zeros() -> list[list[int]]:
    """What a lane of zeros leaves of each byte of a register, by the byte's place and value."""
    bits = [crc32c(bytes(_LANE), 1 << bit) ^ _ONES for bit in range(32)]
    places = []
    for place in range(0, 32, 8):
        left = [0]
        for bit in bits[place : place + 8]:
            left += [bit ^ known for known in left]
        places.append(left)
    return places
