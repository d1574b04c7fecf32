"""The checksum of long frames with numpy: each byte's share of it is looked up by the byte's place, all at once.

The checksum is linear: that of a block is the exclusive or of what its bytes alone would give where they stand.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from prometheus_querier.results.formats.numpy import np

from .wire import crc_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 256
_ONES = 0xFFFFFFFF
_REGISTER = 4


def crc32c(data: bytes) -> int:
    """Computes the checksum of Castagnoli of four bytes or more."""
    table, places, (first, second, third, fourth) = _tables()
    blocks = np.zeros((-(-len(data) // _BLOCK), _BLOCK), np.uint8)
    # Zeros in front change nothing, and that the register begins with ones shows in its first bytes only.
    padded = blocks.reshape(-1)[blocks.size - len(data) :]
    padded[:] = np.frombuffer(data, np.uint8)
    padded[:_REGISTER] ^= 0xFF
    register = 0
    for share in np.bitwise_xor.reduce(table.take(blocks + places), axis=1).tolist():
        # What was found so far stands where the first bytes of the block do.
        register = (
            share
            ^ first[register & 0xFF]
            ^ second[register >> 8 & 0xFF]
            ^ third[register >> 16 & 0xFF]
            ^ fourth[register >> 24]
        )
    return register ^ _ONES


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.int64], list[list[int]]]:
    """What a byte at a place of a block gives, place after place; where those of each begin; those of the first four."""
    last = np.array(crc_table(), np.uint32)
    table = np.empty((_BLOCK, 256), np.uint32)
    table[-1] = last
    for place in range(_BLOCK - 1, 0, -1):
        table[place - 1] = last[table[place] & 0xFF] ^ table[place] >> 8
    return table.reshape(-1), np.arange(_BLOCK, dtype=np.int64) * 256, table[:_REGISTER].tolist()
