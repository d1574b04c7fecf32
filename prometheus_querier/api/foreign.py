"""Errors in other words than the API's: the JSON of the clouds and gateways that stand before a server, or behind its URL.

Only shapes that several of them share are read; whose they are makes no difference here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Mapping


class ForeignError(NamedTuple):
    """What such an error says.

    Attributes:
        error_type: Its type in its own words, such as ``RESOURCE_EXHAUSTED``; often empty.
        message: What went wrong.
    """

    error_type: str
    message: str


def foreign_error(body: bytes, headers: Mapping[str, str]) -> ForeignError | None:
    """Reads an error that is JSON, but not the API's; ``None`` for anything else.

    Args:
        body: The whole body.
        headers: The response's headers, names in lower case.

    >>> foreign_error(b'{"error": {"code": 403, "message": "no access", "status": "PERMISSION_DENIED"}}', {})
    ForeignError(error_type='PERMISSION_DENIED', message='no access')
    >>> foreign_error(b'{"message": "slow down"}', {"x-amzn-errortype": "ThrottlingException:http://…"})
    ForeignError(error_type='ThrottlingException', message='slow down')
    """
    try:
        document: Any = parse(body)
    except MalformedResponseError:
        return None
    if isinstance(document, list) and len(document) == 1:
        document = document[0]
    if not isinstance(document, dict):
        return None
    inner = document.get("error")
    if isinstance(inner, dict):
        document = inner
    message = _first_text(document, "message", "Message", "error_description", "error")
    if not message:
        return None
    error_type = headers.get("x-amzn-errortype", "").partition(":")[0]
    return ForeignError(error_type or _first_text(document, "status", "code"), message)


def _first_text(document: dict[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := document.get(name), str)), "")
