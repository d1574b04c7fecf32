"""The head of an answer, read strictly: what is misread here makes another's answer of the next one."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.http import printable

if TYPE_CHECKING:
    from io import BufferedReader

_LINE = 1 << 16
_HEADERS = 100
_STATUS = re.compile(rb"HTTP/1\.([01])[ \t]+([1-9][0-9]{2})(?:[ \t][^\r\n]*)?\r?\n")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class Head(NamedTuple):
    """Status line and headers.

    Attributes:
        status: The HTTP status.
        headers: Names in lower case, and values, in order.
        keeps_alive: Whether the connection goes on after this answer.
    """

    status: int
    headers: list[tuple[str, str]]
    keeps_alive: bool


def read_head(file: BufferedReader) -> Head:
    """Reads the head of the answer; interim responses before it are skipped.

    Raises:
        MalformedResponseError: This is not HTTP, or not of the kind that was asked for.
    """
    while True:
        line = file.readline(_LINE)
        status_line = _STATUS.fullmatch(line)
        if status_line is None:
            raise MalformedResponseError(f"the answer is not HTTP (is this the port of the server?): {_shown(line)}")
        status = int(status_line[2])
        headers = _read_headers(file)
        if status == HTTPStatus.SWITCHING_PROTOCOLS:
            raise MalformedResponseError("the server switches to another protocol, which nobody asked for")
        if status >= HTTPStatus.OK:
            connection = ",".join(value for name, value in headers if name == "connection").lower()
            keeps_alive = "close" not in connection if status_line[1] == b"1" else "keep-alive" in connection
            return Head(status, headers, keeps_alive)


def _read_headers(file: BufferedReader) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    while (line := file.readline(_LINE)) not in {b"\r\n", b"\n"}:
        name, _, value = line.partition(b":")
        value = value.strip(b" \t\r\n")
        if not line.endswith(b"\n") or not _NAME.fullmatch(name) or _CONTROL.search(value):
            raise MalformedResponseError(f"a header of the answer is none: {_shown(line)}")
        if len(headers) == _HEADERS:
            raise MalformedResponseError(f"the answer has more than {_HEADERS} headers")
        headers.append((name.decode("ascii").lower(), value.decode("latin-1")))
    return headers


def _shown(line: bytes) -> str:
    return printable(line.decode("latin-1"), 60) or "nothing"
