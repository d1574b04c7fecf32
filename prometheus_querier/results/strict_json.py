"""JSON as strictly as its standard has it: the standard library's parser without its liberties.

Refused are NaN and infinities, numbers beyond a double, duplicate names, lone surrogates, bytes that are not UTF-8, a
byte order mark, and anything after the document.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from prometheus_querier.errors import MalformedResponseError

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
# Python refuses to convert longer integers, but lets programs change that; no field of the API is near this.
_MAX_DIGITS = 400


def parse(text: bytes | bytearray | memoryview) -> Any:
    """Parses one JSON document.

    Raises:
        MalformedResponseError: It is none.
    """
    try:
        document = _DECODER.decode(str(text, "utf-8"))
        if _SURROGATE.search(text):
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeError:
        raise MalformedResponseError("the answer is not valid UTF-8 text") from None
    except RecursionError:
        raise MalformedResponseError("the answer is nested too deeply") from None
    except ValueError as error:
        raise MalformedResponseError(f"the answer is not valid JSON: {error}") from None
    return document


def shown(value: object) -> str:
    """Spells a value of the server for an error message: short, and printable.

    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
    """
    text = repr(value)
    return text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004 - a glance


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{shown(digits)} is beyond a double")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("an object has two members of one name")
    return members


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_finite
)
