"""Values of options as they are written down: each is checked, and made into what ``connect()`` takes.

Text is welcome for everything that text can say, because the environment, and frameworks that read it, have nothing
else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from prometheus_querier.counts import whole_number
from prometheus_querier.durations import positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.transport import RetryPolicy
from prometheus_querier.transport.settings import Compression
from prometheus_querier.transport.urls import BaseUrl

if TYPE_CHECKING:
    from collections.abc import Iterable

Reader: TypeAlias = Callable[[str, Any], Any]
"""Makes of the option's name, as it is written, and its value what ``connect()`` takes."""

NONE_SAYS_NO_LIMIT = frozenset({"timeout", "connect_timeout", "read_timeout", "max_response_bytes"})

_FLAGS = frozenset({"bool", "bool | None"})
_TRUTH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def read_value(option: str, shown: str, value: Any, *, annotation: str = "") -> Any:
    """Checks the value of an option.

    Args:
        option: The name that ``connect()`` has for it, or a flavour.
        shown: The name as it is written.
        value: The value as it is written.
        annotation: Its type, for options that only flavours have: what is true or false is checked here, and anything
            else by the flavour.

    Raises:
        QueryBuildError: The option cannot have this value.

    >>> read_value("timeout", "PROMETHEUS_TIMEOUT", "1m30s"), read_value("trust_env", "PROMETHEUS_TRUST_ENV", "no")
    (90.0, False)
    """
    return (_flag if annotation in _FLAGS else _READERS.get(option, _as_it_is))(shown, value)


def _url(shown: str, value: Any) -> str:
    if not isinstance(value, str):
        raise QueryBuildError(f"{shown} must be text such as http://localhost:9090, not {type(value).__name__}")
    try:
        BaseUrl.parse(value)
    except QueryBuildError as error:
        raise QueryBuildError(f"{shown}: {error}") from None
    return value


def _seconds(shown: str, value: Any) -> float | None:
    if _says_none(value):
        return None
    return positive_duration_to_ms(value, name=shown) / 1000


def _count(shown: str, value: Any) -> int:
    found = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20 else value  # noqa: PLR2004 - more digits than any count has
    return whole_number(found, shown)


def _count_or_none(shown: str, value: Any) -> int | None:
    return None if _says_none(value) else _count(shown, value)


def _flag(shown: str, value: Any) -> bool:
    found = _truth(value)
    if not isinstance(found, bool):
        raise QueryBuildError(f"{shown} must be true or false, not {value!r}")
    return found


def _verify(shown: str, value: Any) -> Any:
    from ssl import SSLContext  # noqa: PLC0415 - loaded anyway by what connects, and not before

    found = _truth(value)
    if isinstance(found, (bool, SSLContext)):
        return found
    return _path(shown, found, "true, false, or the path of a file")


def _cert(shown: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        if len(value) != 2:  # noqa: PLR2004 - certificate and key
            raise QueryBuildError(f"{shown} must be one file, or two: certificate and key")
        return tuple(_path(shown, one) for one in value)
    return _path(shown, value)


def _path(shown: str, value: Any, welcome: str = "the path of a file") -> str:
    if not isinstance(value, (str, os.PathLike)):
        raise QueryBuildError(f"{shown} must be {welcome}, not {type(value).__name__}")
    path = os.fspath(value)
    if not isinstance(path, str) or not os.path.exists(path):  # noqa: PTH110 - a path that is only asked for
        raise QueryBuildError(f"{shown} names {path!r}, which does not exist")
    return path


def _text_or_list(shown: str, value: Any) -> Any:
    several = isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)
    if value is not None and not isinstance(value, str) and not several:
        raise QueryBuildError(f"{shown} must be text, or a list of texts, not {type(value).__name__}")
    return value


def _table(shown: str, value: Any) -> Any:
    if value is not None and not (
        isinstance(value, Mapping) and all(isinstance(one, str) for pair in value.items() for one in pair)
    ):
        raise QueryBuildError(f"{shown} must be a table of names and values, all of them text")
    return value


def _headers(shown: str, value: Any) -> Any:
    if isinstance(value, str):
        try:
            found = json.loads(value)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise QueryBuildError(f"{shown} as text must be a JSON object of names and values")
        value = found
    return _table(shown, value)


def _text_or_table(shown: str, value: Any) -> Any:
    return value if isinstance(value, str) else _table(shown, value)


def _one_of(choices: Iterable[str]) -> Reader:
    known = tuple(choices)

    def read(shown: str, value: Any) -> Any:
        if value not in known:
            raise QueryBuildError(f"{shown} must be one of {', '.join(known)}, not {value!r}")
        return value

    return read


def _retry(shown: str, value: Any) -> RetryPolicy:
    if not isinstance(value, RetryPolicy):
        raise QueryBuildError(f"{shown} must be a RetryPolicy, such as RetryPolicy(attempts=5)")
    return value


def _observers(shown: str, value: Any) -> Any:
    if not isinstance(value, (list, tuple)) or not all(hasattr(one, "started") for one in value):
        raise QueryBuildError(f"{shown} must be a list of observers, such as [PrometheusObserver()]")
    return value


def _transport(shown: str, value: Any) -> Any:
    if not isinstance(value, str):
        found = value
    else:
        module, _, name = value.rpartition(".")
        try:
            found = getattr(import_module(module), name)
        except (ImportError, AttributeError, ValueError) as error:
            raise QueryBuildError(f"{shown} names {value!r}, which cannot be imported: {error}") from None
    if not hasattr(found, "send") and not callable(found):
        raise QueryBuildError(
            f"{shown} must be a transport, a function that makes one, or the dotted path of either, "
            f"not {type(found).__name__}"
        )
    return found


def _secret(shown: str, value: Any) -> str:
    if not isinstance(value, str):
        raise QueryBuildError(f"{shown} must be text, not {type(value).__name__}")
    if not value:
        raise QueryBuildError(f"{shown} must not be empty")
    return value


def _cache(shown: str, value: Any) -> Any:
    if not hasattr(value, "load"):
        raise QueryBuildError(f"{shown} must be a RangeCache, such as RangeCache('/var/cache/prometheus')")
    return value


def _as_it_is(_shown: str, value: Any) -> Any:
    return value


def _truth(value: Any) -> Any:
    return _TRUTH.get(value.lower(), value) if isinstance(value, str) else value


def _says_none(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.lower() == "none")


_READERS: dict[str, Reader] = {
    "url": _url,
    "timeout": _seconds,
    "connect_timeout": _seconds,
    "read_timeout": _seconds,
    "headers": _headers,
    "user": _secret,
    "password": _secret,
    "token": _secret,
    "tenant": _text_or_list,
    "verify": _verify,
    "cert": _cert,
    "proxies": _text_or_table,
    "trust_env": _flag,
    "pool_size": _count,
    "max_response_bytes": _count_or_none,
    "compression": _one_of(get_args(Compression)),
    "on_warning": _one_of(("keep", "raise")),
    "retry": _retry,
    "observers": _observers,
    "transport": _transport,
    "cache": _cache,
}
