"""Bytes of remote read below its messages: protobuf's fields, snappy's blocks, checksums. No Prometheus here."""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Value: TypeAlias = int | bytes
"""A number for varints, the bytes for everything else."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10
_CASTAGNOLI = 0x82F63B78
_ONES = 0xFFFFFFFF
_WORD = (1 << 64) - 1


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    r"""Reads an unsigned varint; gives it and the place behind it.

    Raises:
        ValueError: There is none.

    >>> read_varint(b"\x96\x01", 0)
    (150, 2)
    """
    # Most have one byte.
    if at < len(data) and data[at] < 0x80:  # noqa: PLR2004 - the continuation bit
        return data[at], at + 1
    value = shift = 0
    for byte in data[at : at + _LONGEST_VARINT]:
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the continuation bit
            return value & _WORD, at
        shift += 7
    raise ValueError("a number breaks off")


def read_fields(message: bytes) -> Iterator[tuple[int, Value]]:
    """Reads the fields of a message: number and value, in their order.

    Raises:
        ValueError: It is no message.
    """
    at = 0
    size = len(message)
    while at < size:
        # Nearly all keys have one byte; a call would cost more than all the rest.
        key = message[at]
        if key < 0x80:  # noqa: PLR2004 - the continuation bit
            at += 1
        else:
            key, at = read_varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            value: Value
            value, at = read_varint(message, at)
        else:
            if kind == _BYTES:
                length, at = read_varint(message, at)
            elif kind in (_FIXED64, _FIXED32):
                length = 8 if kind == _FIXED64 else 4
            else:
                raise ValueError(f"no field has the wire type {kind}")
            value = message[at : at + length]
            at += length
            if at > size:
                raise ValueError("a field breaks off")
        yield key >> 3, value


def varint(value: int) -> bytes:
    r"""Spells an integer; a negative one as its 64 bits.

    >>> varint(150)
    b'\x96\x01'
    """
    value &= _WORD
    spelled = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        spelled.append(value & 0x7F | 0x80)
        value >>= 7
    spelled.append(value)
    return bytes(spelled)


def field(number: int, value: float | bytes | str) -> bytes:
    """Spells a field: an integer as a varint, a float as a double, bytes and text with their length."""
    if isinstance(value, int):
        return varint(number << 3 | _VARINT) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | _FIXED64) + struct.pack("<d", value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | _BYTES) + varint(len(value)) + value


def signed(value: Value) -> int:
    """Reads a varint as a two's complement int64."""
    number = whole(value)
    return number - (1 << 64) if number >> 63 else number


def zigzag(value: int) -> int:
    """Reads a varint in which the sign is the lowest bit.

    >>> [zigzag(value) for value in (0, 1, 2, 3)]
    [0, -1, 1, -2]
    """
    return value >> 1 ^ -(value & 1)


def whole(value: Value) -> int:
    """Refuses what is no varint."""
    if not isinstance(value, int):
        raise ValueError("a number was expected")  # noqa: TRY004 - what is wrong is the message, not the caller
    return value


def blob(value: Value) -> bytes:
    """Refuses what is not bytes."""
    if not isinstance(value, bytes):
        raise ValueError("bytes were expected")  # noqa: TRY004 - what is wrong is the message, not the caller
    return value


def double(value: Value) -> float:
    """Reads a double."""
    data = blob(value)
    if len(data) != 8:  # noqa: PLR2004 - the bytes of a double
        raise ValueError("a double was expected")
    return float(struct.unpack("<d", data)[0])


def varints(value: Value) -> list[int]:
    """Reads a repeated varint field, packed or a single one."""
    if isinstance(value, int):
        return [value]
    numbers, at = [], 0
    while at < len(value):
        number, at = read_varint(value, at)
        numbers.append(number)
    return numbers


def doubles(value: Value) -> list[float]:
    """Reads a repeated double field, packed or a single one."""
    data = blob(value)
    if len(data) % 8:
        raise ValueError("doubles were expected")
    return list(struct.unpack(f"<{len(data) // 8}d", data))


def snappy_block(data: bytes) -> bytes:
    r"""Makes a snappy block that holds the data as it is: for a request, which is short.

    >>> snappy_block(b"abc")
    b'\x03\x08abc'
    """
    block = bytearray(varint(len(data)))
    for start in range(0, len(data), 60):
        literal = data[start : start + 60]
        block.append(len(literal) - 1 << 2)
        block += literal
    return bytes(block)


def unsnappy(block: bytes) -> bytes:
    r"""Unpacks a snappy block.

    Raises:
        ValueError: It is none.

    >>> unsnappy(b"\x09\x08abc\x09\x03")
    b'abcabcabc'
    """
    length, at = read_varint(block, 0)
    data = bytearray()
    while at < len(block):
        tag = block[at]
        at += 1
        kind, size = tag & 3, tag >> 2
        if kind == 0:
            if size >= 60:  # noqa: PLR2004 - longer literals have their length in the next bytes
                extra = size - 59
                size = int.from_bytes(block[at : at + extra], "little")
                at += extra
            data += block[at : at + size + 1]
            at += size + 1
            continue
        if kind == 1:
            offset, size, extra = (tag >> 5) << 8 | block[at], (size & 7) + 4, 1
        else:
            extra = 2 if kind == 2 else 4  # noqa: PLR2004 - the two longer kinds of copies
            offset, size = int.from_bytes(block[at : at + extra], "little"), size + 1
        at += extra
        if not 0 < offset <= len(data) or len(data) > length:
            raise ValueError("a copy reaches out of its block")
        start = len(data) - offset
        # A copy may overlap itself: it then repeats.
        copied = bytes(data[start : start + size])
        data += (copied * (size // len(copied) + 1))[:size]
    if at > len(block) or len(data) != length:
        raise ValueError("the block has not its length")
    return bytes(data)


def crc32c(data: bytes) -> int:
    """Computes the checksum of Castagnoli.

    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    table = crc_table()
    register = _ONES
    for byte in data:
        register = table[(register ^ byte) & 0xFF] ^ register >> 8
    return register ^ _ONES


@cache
def crc_table() -> tuple[int, ...]:
    """Gives the remainders of all bytes."""
    remainders = []
    for byte in range(256):
        remainder = byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (_CASTAGNOLI if remainder & 1 else 0)
        remainders.append(remainder)
    return tuple(remainders)
