"""The file of a recording: requests and their answers as JSON that people read and compare. No I/O.

No address of the server, no credentials and no headers but those that are asked for get into it.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from prometheus_querier.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMAT = 1
_WIDTH = 100
_RESPONSE_HEADERS = ("content-type", "retry-after", "x-amzn-errortype")
"""What the library reads of an answer; everything else changes with each answer, or may be secret, as where a redirect
to a login leads."""

_SECRET_HEADER = re.compile(r"auth|cookie|credential|jwt|key|passw|secret|session|signature|token")
_ALWAYS_IGNORED = "timeout"
"""Says how long we wait, which is no part of the question."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What makes two requests the same: method, path, body, and parameters and headers as said here.

    Attributes:
        ignored: Parameters that do not count, and are not recorded; ``timeout`` is always one of them.
        headers: Names of the headers that count, in lower case; no others are recorded.
    """

    ignored: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()

    @classmethod
    def of(cls, ignored: Iterable[str], headers: Iterable[str]) -> Self:
        """Makes one from names in any order.

        Raises:
            ValueError: A header is secret.
        """
        names = {name.lower() for name in headers}
        if secret := set(filter(_SECRET_HEADER.search, names)):
            raise ValueError(f"{', '.join(sorted(secret))}: a recording holds no secrets, and compares none")
        return cls(tuple(sorted({*ignored, _ALWAYS_IGNORED})), tuple(sorted(names)))

    def essence(self, request: HttpRequest) -> HttpRequest:
        """The part of a request that counts.

        >>> Comparison.of(["time"], []).essence(HttpRequest("GET", "/", (("query", "up"), ("time", "1"))))
        HttpRequest(method='GET', path='/', params=(('query', 'up'),))
        """
        params = tuple(pair for pair in request.params if pair[0] not in self.ignored)
        headers = ((name.lower(), value) for name, value in request.headers)
        return replace(request, params=params, headers=tuple(sorted(one for one in headers if one[0] in self.headers)))


@dataclass(frozen=True, slots=True)
class Recording:
    """What a file holds.

    Attributes:
        comparison: What makes a request one of those recorded.
        exchanges: Each request, without what does not count, and its answer; equal requests in the order of asking.
    """

    comparison: Comparison
    exchanges: tuple[tuple[HttpRequest, HttpResponse], ...]

    def dumps(self) -> str:
        """Writes the text of the file: equal recordings as equal text, whatever the order of unequal requests."""
        exchanges = sorted(self.exchanges, key=lambda one: _order(one[0]))
        document = {
            "prometheus_recording": _FORMAT,
            "ignored_params": self.comparison.ignored,
            "compared_headers": self.comparison.headers,
            "exchanges": [{"request": _request(one), "response": _response(other)} for one, other in exchanges],
        }
        return _lay_out(document) + "\n"

    @classmethod
    def loads(cls, text: str) -> Self:
        """Reads the text of a file.

        Raises:
            ValueError: It is no recording.
        """
        try:
            document = json.loads(text)
            if document["prometheus_recording"] != _FORMAT:
                raise ValueError(f"its format is {document['prometheus_recording']!r}, not {_FORMAT}")
            comparison = Comparison.of(document["ignored_params"], document["compared_headers"])
            exchanges = [
                (_read_request(one["request"]), _read_response(one["response"])) for one in document["exchanges"]
            ]
            return cls(comparison, tuple(exchanges))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"this is no recording of Prometheus' answers ({error!r}): record it again") from error


def _order(request: HttpRequest) -> tuple[object, ...]:
    return (request.path, request.method, request.params, request.headers, request.content or b"")


def _request(request: HttpRequest) -> dict[str, Any]:
    document: dict[str, Any] = {"method": request.method, "path": request.path, "params": request.params}
    if request.headers:
        document["headers"] = request.headers
    if request.content is not None:
        document["base64"] = base64.b64encode(request.content).decode()
    return document


def _read_request(document: dict[str, Any]) -> HttpRequest:
    content = _decode(document["base64"]) if "base64" in document else None
    params, headers = _pairs(document["params"]), _pairs(document.get("headers", ()))
    return HttpRequest(document["method"], document["path"], params, headers, content)


def _pairs(pairs: Iterable[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


def _response(response: HttpResponse) -> dict[str, Any]:
    headers = {name: response.headers[name] for name in _RESPONSE_HEADERS if name in response.headers}
    return {"status": response.status, "headers": headers, **_body(response.read())}


def _body(body: bytes) -> dict[str, Any]:
    """A body as what is read best, of what gives exactly its bytes back."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
    try:
        value = json.loads(text)
        if text and _compact(value) == text:
            return {"json": value}
    except (ValueError, RecursionError):
        pass
    return {"text": text}


def _read_response(document: dict[str, Any]) -> HttpResponse:
    if "json" in document:
        body = _compact(document["json"]).encode()
    else:
        body = document["text"].encode() if "text" in document else _decode(document["base64"])
    return HttpResponse(document["status"], MappingProxyType(document["headers"]), body)


def _compact(value: Any) -> str:
    """JSON as Go writes it."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_in_one_line = json.JSONEncoder(ensure_ascii=False).encode


def _lay_out(value: Any, indent: str = "") -> str:
    """JSON with one thing a line: a sample, a label, a parameter."""
    line = _in_one_line(value)
    if not isinstance(value, (dict, list, tuple)) or len(indent) + len(line) <= _WIDTH:
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        opening, closing = "{}"
        items = [f"{_in_one_line(key)}: {_lay_out(one, deeper)}" for key, one in value.items()]
    else:
        opening, closing = "[]"
        items = [_lay_out(one, deeper) for one in value]
    return f"{opening}\n{deeper}" + f",\n{deeper}".join(items) + f"\n{indent}{closing}"
