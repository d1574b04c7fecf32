"""What literals in PromQL text stand for: numbers, durations and strings, read as Prometheus' Go does.

Writing literals is the renderer's business.
"""

from __future__ import annotations

import math
import re
import sys

from prometheus_querier.durations import duration_to_ms
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql.remembered import remembered

_DIGITS = "[0-9]++(?:_[0-9]++)*+"
_PLAIN = re.compile("(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,17})?")
_DECIMAL = re.compile(rf"(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?")
_OCTAL = re.compile("0(?:_?[0-7]++)++")
_HEXADECIMAL = re.compile("0[xX](?:_?[0-9a-fA-F]++)++")
# Prometheus' lexer takes an e right after the first hexadecimal digit for an exponent, and stumbles over what follows.
_HALF_EXPONENT = re.compile("0[xX]_?[0-9a-fA-F][eE](?:[._eE]|$)")
_DURATION = re.compile("[0-9]++(?:y|w|d|h|ms|m|s)(?:[0-9]++(?:w|d|h|ms|m|s))*+")
_INT64_LIMIT = 2**63


def number_value(text: str) -> float | None:
    """Reads a number literal; None when it is none, not a finite float64, or a duration.

    >>> number_value("017"), number_value("08"), number_value("0x_1F"), number_value("1_000.5e-1")
    (15.0, 8.0, 31.0, 100.05)
    """
    if _PLAIN.fullmatch(text):
        return float(text)
    if _OCTAL.fullmatch(text):
        value = int(text.replace("_", ""), 8) if len(text) < 64 else _INT64_LIMIT  # noqa: PLR2004 - longer than any int64
        if value < _INT64_LIMIT:
            return float(value)
    elif _HEXADECIMAL.fullmatch(text) and not _HALF_EXPONENT.match(text):
        value = int(text.replace("_", ""), 16)
        return float(value) if value < _INT64_LIMIT else None
    if _DECIMAL.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else None
    return None


@remembered
def duration_ms(text: str) -> int | None:
    """Reads a duration literal to milliseconds; None when it is none, or longer than 292 years.

    >>> duration_ms("1h30m"), duration_ms("1.5h"), duration_ms("1m1h")
    (5400000, None, None)
    """
    if not _DURATION.fullmatch(text):
        return None
    try:
        return duration_to_ms(text)
    except QueryBuildError:
        return None


_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\'\"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))", re.DOTALL
)
_NAMED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LAST_ASCII, _LAST_BYTE = 0x7F, 0xFF


class BadEscapeError(ValueError):
    """An escape sequence that Go does not have.

    Attributes:
        offset: Characters from the start of the literal to the backslash.
    """

    offset: int = 0


def string_value(literal: str) -> str:
    r"""Reads a terminated string literal with its quotes.

    Bytes that are not UTF-8, which only escapes can write, become lone surrogates as Python's ``surrogateescape``
    makes them.

    Raises:
        BadEscapeError: An escape sequence that Go does not have.

    >>> string_value(r"'it\'s \x41'")
    "it's A"
    """
    body = literal[1:-1]
    if "\\" not in body or literal[0] == "`":
        return body
    quote = literal[0]

    def decode(found: re.Match[str]) -> str:
        named, octal, byte, short, long, _ = found.groups()
        if named and (named not in "'\"" or named == quote):
            return _NAMED.get(named, named)
        if octal or byte:
            code = int(octal, 8) if octal else int(byte, 16)
            if code <= _LAST_BYTE:
                return chr(code) if code <= _LAST_ASCII else chr(0xDC00 + code)
        elif point := short or long:
            code = int(point, 16)
            if code <= sys.maxunicode and not 0xD800 <= code < 0xE000:  # noqa: PLR2004 - the surrogates
                return chr(code)
        error = BadEscapeError(f"{found[0]} is no escape sequence")
        error.offset = found.start() + 1
        raise error

    # Encoding and decoding joins bytes that are UTF-8 together, such as "\xc3\xa9".
    return _ESCAPE.sub(decode, body).encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
