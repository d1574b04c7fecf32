"""One HTTP request and one HTTP response as plain records: what a transport takes and gives. No I/O, no Prometheus."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import Self

Method = Literal["GET", "POST", "PUT"]
"""The methods that the API uses."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One HTTP request: what to send.

    Attributes:
        method: ``GET`` sends ``params`` in the URL, ``POST`` and ``PUT`` as a form in the body.
        path: Path below the base URL, already percent-encoded, such as ``/api/v1/query``.
        params: Names and values in order; a name may repeat (``match[]``).
        headers: Headers of this request alone, such as a tenant's; they win over those of the transport.
        content: A body as it is, for endpoints that take no form (remote read); ``params`` then go into the URL.
    """

    method: Method
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One HTTP response: what came back; every status is data here.

    Attributes:
        status: The HTTP status.
        headers: Header names in lower case.
        body: The decoded body, whole or in pieces as they arrive. Reading the pieces may raise what sending may
            raise: a connection can break, and a deadline pass, in the middle of an answer.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes | Iterable[bytes] = field(default=b"", repr=False)

    def pieces(self) -> Iterator[bytes]:
        """Yields the body as it arrives; it can be read once only when it is not held whole."""
        return iter((self.body,)) if isinstance(self.body, bytes) else iter(self.body)

    def read(self) -> bytes:
        """Reads the rest of the body and gives it whole."""
        return self.body if isinstance(self.body, bytes) else b"".join(self.body)

    def close(self) -> None:
        """Lets go of a body that is not read to its end; the connection is then not reused."""
        close = getattr(self.body, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def printable(text: str, limit: int = 200) -> str:
    """Makes text of another's making fit for a message: one line of printable characters, cut at a length.

    >>> printable("a" + chr(10) + chr(27) + "[31mb")
    'a [31mb'
    """
    shown = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * limit]).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
