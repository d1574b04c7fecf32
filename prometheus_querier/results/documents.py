"""The envelope around every answer: status, data, error, warnings and infos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from prometheus_querier.errors import MalformedResponseError

from .strict_json import parse, shown

T_co = TypeVar("T_co", covariant=True)
_PARTIAL = "the answer is partial: not every storage node answered"


@dataclass(frozen=True, slots=True)
class Document(Generic[T_co]):
    """One answer of the API, decoded.

    Attributes:
        status: Whether the API succeeded.
        data: What it answered; ``None`` on errors, and where an endpoint has nothing to say.
        error_type: The API's ``errorType``; empty on success.
        error: The API's own words; empty on success.
        warnings: What the server warns of.
        infos: What the server remarks on.
    """

    status: Literal["success", "error"]
    data: T_co
    error_type: str = ""
    error: str = ""
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()


def read_envelope(text: bytes | bytearray) -> Document[Any]:
    """Parses a whole answer; ``data`` stays plain JSON.

    Raises:
        MalformedResponseError: It is no answer of the API.
    """
    members = parse(text)
    if type(members) is not dict or members.get("status") not in ("success", "error"):
        raise MalformedResponseError("the answer is not the API's: no status success or error")
    error_type, error = _text(members, "errorType"), _text(members, "error")
    warnings, infos = _texts(members, "warnings"), _texts(members, "infos")
    if members.get("isPartial") is True:
        # VictoriaMetrics says so in a member of its own.
        warnings = (*warnings, _PARTIAL)
    if members["status"] == "error" or error_type or error:
        # An answer that claims both is an error: better none than wrong data.
        return Document("error", None, error_type, error, warnings, infos)
    return Document("success", members.get("data"), warnings=warnings, infos=infos)


def _text(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    if value is None:
        return ""
    if type(value) is not str:
        raise MalformedResponseError(f"{name} is {shown(value)}, not text")
    return value


def _texts(members: dict[str, Any], name: str) -> tuple[str, ...]:
    value = members.get(name)
    if value is None:
        return ()
    if type(value) is not list or any(type(item) is not str for item in value):
        raise MalformedResponseError(f"{name} is {shown(value)}, not a list of texts")
    return tuple(value)
