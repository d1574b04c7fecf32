"""Regular elements to columns, in Python alone: the twin of the compiled ``_decoder``.

A server writes the elements of an answer in one regular way. Such text is taken apart by methods that run at the speed
of C however many samples there are, and lists of pairs are never built:

* the boundary between two elements holds a quote that a string would have to escape, so no string can hold it;
* samples are split at their quotes into what stands between the values, which is the same for most series, and the
  values; what is left of either when the characters of numbers are deleted proves its structure;
* the values of several series are then read by the JSON parser as one list, which proves their grammar.

What looks otherwise is handed back as it came, for the strict parser to judge.
"""

from __future__ import annotations

import json
import math
import struct
from array import array
from functools import lru_cache
from typing import TypeAlias

from prometheus_querier.errors import MalformedResponseError

from .shapes import MAX_SECONDS, labels
from .strict_json import parse

Floats: TypeAlias = "array[float]"
SeriesColumns: TypeAlias = tuple[dict[str, str], Floats, Floats]
"""The labels, timestamps and values of one series."""
VectorColumns: TypeAlias = tuple[list[dict[str, str]], Floats, Floats]
"""The labels, timestamps and values of several samples."""
Times: TypeAlias = tuple[list[bytes], Floats] | None
"""What stands around the values of a series, and the column of its times."""

_OPENING = b'{"metric":'
_IRREGULAR = (MalformedResponseError, ValueError, OverflowError)
_NUMBER_CHARACTERS = b"0123456789+-.eE"
# As the parser spells them; it would read -0 as an integer, which has no sign.
_SPECIAL = {b"NaN": b"NaN", b"+Inf": b"Infinity", b"-Inf": b"-Infinity", b"-0": b"-0.0"}
_read = json.JSONDecoder().raw_decode


def decode_matrix(region: bytes, times: Times) -> tuple[list[SeriesColumns | bytes], Times]:
    """Decodes the elements of a matrix.

    Args:
        region: Whole elements and the commas between them.
        times: What the call for the region before gave as its second, ``None`` for the first. Most series of an answer
            have the same times: they are then read once, and one column serves them all.

    Returns:
        Stretches of the region in order: the columns of one element, or the text of one or more that are not regular.
        And what to remember for the next region, which is the decoder's own business.
    """
    closing = b"]]}"
    if not (region.startswith(_OPENING) and region.endswith(closing)):
        return [region], times
    elements = region[len(_OPENING) : -len(closing)].split(closing + b"," + _OPENING)
    try:
        return _decode_series(elements, times)
    except _IRREGULAR:
        if len(elements) == 1:
            return [region], times
    # One of them spoils it for all.
    stretches = []
    for element in elements:
        found, times = decode_matrix(_OPENING + element + closing, times)
        stretches += found
    return stretches, times


def decode_vector(region: bytes) -> list[VectorColumns | bytes]:
    """Decodes the elements of a vector, as ``decode_matrix`` does those of a matrix."""
    closing = b"]}"
    if not (region.startswith(_OPENING) and region.endswith(closing)):
        return [region]
    elements = region[len(_OPENING) : -len(closing)].split(closing + b"," + _OPENING)
    parts = [element.partition(b',"value":[') for element in elements]
    # None can have a part of a sample only, because these brackets stand where samples meet: as many samples as
    # elements is one each.
    texts = b"],[".join([sample for _, _, sample in parts]).split(b'"')
    if len(texts) != 2 * len(parts) + 1:
        return [region]
    try:
        values = _numbers(_value_list(texts[1::2]))
        return [([read_labels(head) for head, _, _ in parts], _times(texts[::2]), _column(values))]
    except _IRREGULAR:
        return [region]


def _decode_series(elements: list[bytes], times: Times) -> tuple[list[SeriesColumns | bytes], Times]:
    """Decodes elements that are all regular.

    Raises:
        ValueError: One is not.
        MalformedResponseError: A label set is not.
        OverflowError: A number is beyond a double.
    """
    heads: list[tuple[dict[str, str], Floats, int]] = []
    value_lists = []
    known, timestamps = times or ([], array("d"))
    column = timestamps
    for element in elements:
        head, _, samples = element.partition(b',"values":[[')
        texts = samples.split(b'"')
        around = texts[::2]
        if around == known:
            column = timestamps
        else:
            seconds = _times(around)
            # Neighbours may have the same gaps.
            if seconds.tobytes() != column.tobytes():
                column = seconds
            # A series with gaps does not displace that of those without.
            if len(around) >= len(known):
                known, timestamps = around, column
        value_lists.append(_value_list(texts[1::2]))
        heads.append((read_labels(head), column, len(texts) // 2))
    values = _numbers(b",".join(value_lists))
    decoded: list[SeriesColumns | bytes] = []
    end = 0
    for label_set, column, length in heads:
        start, end = end, end + length
        decoded.append((label_set, column, _column(values[start:end])))
    return decoded, (known, timestamps)


def read_labels(text: bytes) -> dict[str, str]:
    """Reads a label set; one without escapes is taken apart at its quotes."""
    parts = text.decode().split('"')
    names = parts[1::4]
    if parts[::2] == _around_labels(len(names)):
        label_set = dict(zip(names, parts[3::4], strict=True))
        if len(label_set) == len(names) and b"\\" not in text and "".join(parts).isprintable():
            return label_set
    return labels(parse(text))


@lru_cache(maxsize=64)
def _around_labels(count: int) -> list[str]:
    """What stands around the strings of a label set without escapes."""
    return ["{", *([":", ","] * count)[:-1], "}"] if count else ["{}"]


def _times(texts: list[bytes]) -> Floats:
    """Reads what stands around the values of samples: ``1,`` and ``],[2,`` and so on, and nothing after the last."""
    around = b'"'.join(texts)
    times = around[:-2].split(b',"],[')
    text = b",".join(times)
    if len(times) != len(texts) - 1 or not around.endswith(b',"') or not _is_list(text, len(times)):
        raise ValueError("not the times of samples")
    seconds = _numbers(text)
    if not -MAX_SECONDS < min(seconds) <= max(seconds) < MAX_SECONDS:
        raise OverflowError
    return _column(seconds)


def _value_list(texts: list[bytes]) -> bytes:
    """Makes a list of numbers as JSON has it of the texts of values."""
    text = b",".join(texts)
    if b"-" not in text and _is_list(text, len(texts)):
        return text
    special = [_SPECIAL.get(value) for value in texts]
    if not _is_list(b",".join([b"" if s else value for value, s in zip(texts, special, strict=True)]), len(texts)):
        raise ValueError("not the values of samples")
    return b",".join([s or value for value, s in zip(texts, special, strict=True)])


def _is_list(text: bytes, length: int) -> bool:
    """Whether a text has the commas of a list of that length, and the characters of numbers between them."""
    return text.translate(None, _NUMBER_CHARACTERS) == b"," * (length - 1)


def _numbers(text: bytes) -> list[float]:
    """Reads a list of numbers without its brackets.

    Raises:
        ValueError: It is none.
        OverflowError: A number is beyond a double, of which the parser makes an infinity.
    """
    if not text:
        raise ValueError("no numbers")
    numbers: list[float] = _read(f"[{text.decode('ascii')}]")[0]
    if not math.isfinite(sum(numbers)) and sum(map(math.isinf, numbers)) != text.count(b"Infinity"):
        raise OverflowError
    return numbers


def _column(numbers: list[float]) -> Floats:
    # Several times faster than array("d", numbers).
    return array("d", struct.pack(f"{len(numbers)}d", *numbers))
