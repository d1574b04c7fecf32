"""From Python values to the text of an endpoint's parameters, and to the request that carries them.

What servers would misread, ignore or cut off is refused here, before anything is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, get_args
from urllib.parse import quote

from prometheus_querier.counts import whole_number
from prometheus_querier.durations import format_seconds, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError, QueryTooLargeError, UnsafeNameError
from prometheus_querier.http import HttpRequest
from prometheus_querier.timestamps import format_timestamp, timestamp_to_ms

if TYPE_CHECKING:
    from prometheus_querier.durations import DurationLike
    from prometheus_querier.timestamps import TimeLike

    from .endpoints import Endpoint

    Params: TypeAlias = Mapping[str, str | Iterable[str] | None]
    """Names and values; ``None`` leaves a parameter out, several values repeat it."""

MAX_REQUEST_BYTES = 1 << 20
"""A GET above 1 MB is cut off by servers, and a POST above 10 MB is read as an empty query; both without a clear error."""

_LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)


def request(endpoint: Endpoint, params: Params) -> HttpRequest:
    """Makes the request for an endpoint.

    Raises:
        QueryTooLargeError: Servers would cut the request off.
        QueryBuildError: A value cannot be encoded as UTF-8.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        if isinstance(value, str):
            pairs.append((name, value))
        elif value is not None:
            pairs.extend((name, one) for one in value)
    try:
        size = sum(len(value.encode()) for _, value in pairs)
    except UnicodeEncodeError as error:
        raise QueryBuildError(
            f"a parameter holds a lone surrogate (U+{ord(error.object[error.start]):04X}), which is not text"
        ) from None
    if size > MAX_REQUEST_BYTES:
        raise QueryTooLargeError(
            f"the request has {size:,} bytes, more than the {MAX_REQUEST_BYTES:,} that servers read; ask in several parts"
        )
    return HttpRequest(endpoint.method, endpoint.path, tuple(pairs))


def time_parameter(value: TimeLike | None, name: str) -> str | None:
    """Spells a point in time."""
    return None if value is None else format_timestamp(timestamp_to_ms(value, name=name))


def duration_parameter(value: DurationLike | None, name: str) -> str | None:
    """Spells a duration as seconds."""
    return None if value is None else format_seconds(positive_duration_to_ms(value, name=name))


def count_parameter(value: int | None, name: str, *, least: int = 1, most: int | None = None) -> str | None:
    """Spells a count."""
    if value is None:
        return None
    return str(whole_number(value, name, least=least, most=most))


def limit_parameter(value: int | None) -> str | None:
    """Spells a limit; 0 is none, which servers before 3.0 understand only when nothing is said."""
    text = count_parameter(value, "limit", least=0)
    return None if text == "0" else text


def flag_parameter(value: bool | None, name: str) -> str | None:
    """Spells what is true or false."""
    if value is None:
        return None
    if not isinstance(value, bool):
        raise QueryBuildError(f"{name} must be True or False, not {value!r}")
    return "true" if value else "false"


def choice_parameter(value: str | None, name: str, choices: Any) -> str | None:
    """Spells one of the words of a ``Literal``."""
    if value is not None and value not in get_args(choices):
        raise QueryBuildError(f"{name} must be {' or '.join(map(repr, get_args(choices)))}, not {value!r}")
    return value


def stats_parameter(value: object) -> str | None:
    """Spells which statistics are wanted: ``True`` for those of the query, ``all`` for those of each step too."""
    if value is None or value is False:
        return None
    if value is not True and value != "all":
        raise QueryBuildError(f"stats must be True, False or 'all', not {value!r}")
    return "true" if value is True else "all"


def text_parameter(value: str | None, name: str) -> str | None:
    """Spells text, which must not be empty: servers would take that for no text at all."""
    if value is not None and (not isinstance(value, str) or not value):
        raise QueryBuildError(f"{name} must be text that is not empty, not {value!r}")
    return value


def texts_parameter(value: str | Iterable[str], name: str) -> list[str]:
    """Spells one text or several."""
    if isinstance(value, bytes | Mapping) or not isinstance(value, Iterable):
        raise QueryBuildError(f"{name} must be text that is not empty, or several, not {value!r}")
    texts = [value] if isinstance(value, str) else list(value)
    for text in texts:
        text_parameter(text, name)
    return texts


def labels_parameter(value: Mapping[str, str], name: str) -> str:
    """Spells a label set as JSON."""
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise QueryBuildError(f"{name} must be label names and values such as {{'job': 'api'}}, not {value!r}")
    return json.dumps(dict(value), ensure_ascii=False, separators=(",", ":"))


def label_segment(name: str, *, escaping: bool = True) -> str:
    """Encodes a label name as one path segment.

    Names outside ``[a-zA-Z_][a-zA-Z0-9_]*`` and those that begin with ``U__`` are written in Prometheus 3's ``U__``
    form (``a.b`` as ``U__a_2e_b``); older servers answer an empty list to it, which is right: they cannot have it.
    Source: https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values

    Args:
        name: The label.
        escaping: Whether the server understands that form; else the name is percent-encoded as it is.

    >>> label_segment("job"), label_segment("a.b"), label_segment("a_b/c")
    ('job', 'U__a_2e_b', 'U__a__b_2f_c')
    >>> label_segment("a.b", escaping=False)
    'a.b'
    """
    if not isinstance(name, str) or not name:
        raise UnsafeNameError(f"a label name must be text that is not empty, not {name!r}")
    is_plain = _LABEL_NAME.fullmatch(name) is not None
    if is_plain and not (escaping and name.startswith("U__")):
        return name
    if any("\ud800" <= char <= "\udfff" for char in name):
        raise UnsafeNameError("a label name holds a lone surrogate, which is not text")
    if not escaping:
        if name in (".", "..") or "/" in name:
            raise UnsafeNameError(f"this server cannot be asked for the values of a label that is called {name!r}")
        return quote(name, safe="")
    return "U__" + "".join(
        "__" if char == "_" else char if char.isascii() and char.isalnum() else f"_{ord(char):x}_" for char in name
    )
