"""An answer whose head is here: the connection that it holds, and its body as users iterate over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from prometheus_querier.errors import ClientClosedError

from .failures import bare
from .framing import CHUNKED, framed, held, is_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from .wire import Call


class Answer(Protocol):
    """The head of an answer, and the connection that its body comes over.

    Attributes:
        status: The HTTP status.
        headers: Header names in lower case.
        length: The body's length on the wire, where the head tells it.
        is_here: Whether the whole body seems to have come already, so that reading it will not wait.
        pieces: The body as it comes, without its framing but still packed.
    """

    status: int
    headers: dict[str, str]
    length: int | None
    is_here: bool
    pieces: Iterator[bytes]

    def end(self, *, complete: bool) -> None:
        """Gives the connection back when the body was read to its end, closes it otherwise; once."""

    def wake(self) -> None:
        """Ends the wait of a thread that reads the body."""


class Lease(Protocol):
    """What an HTTP library knows of the connection that an answer comes over."""

    def release_conn(self) -> None:
        """Gives the connection back to the pool."""

    def close(self) -> None:
        """Closes the connection."""


class WireAnswer:
    """An answer that came as a ``WireResponse``; the attributes are those of ``Answer``."""

    __slots__ = ("_call", "_lease", "_response", "headers", "is_here", "length", "pieces", "status")

    def __init__(self, call: Call, lease: Lease) -> None:
        response = call.head()
        self._call = call
        self._lease: Lease | None = lease
        self._response = response
        self.status = response.status
        self.headers = response.fields
        self.length = None if response.ends == CHUNKED else response.ends
        self.is_here = is_here(response.fp, response.ends, call)
        self.pieces = framed(response.fp, response.ends, call)

    def end(self, *, complete: bool) -> None:
        """Gives the connection back or closes it, once."""
        lease, self._lease = self._lease, None
        if lease is None:
            return
        # From now on the socket is another call's: nobody may wake this one through it.
        self._call.sock = None
        # What follows an answer is an answer to nobody: it must not become the next request's.
        complete = complete and not held(self._response.fp, self._call)
        self._response.close()
        if not complete:
            lease.close()
        # A closed connection too: it keeps its place in the pool, and is opened again when it is needed.
        lease.release_conn()

    def wake(self) -> None:
        """Ends the wait of a thread that reads the body."""
        self._call.wake()


class Body:
    """The body of an answer in pieces, decoded, as they arrive.

    Attributes:
        size: Bytes that were handed out.
    """

    __slots__ = ("__weakref__", "_abandoned", "_answer", "_pieces", "_reading", "size")

    def __init__(self, pieces: Iterator[bytes], answer: Answer) -> None:
        self.size = 0
        self._pieces = pieces
        self._answer: Answer | None = answer
        self._reading = False
        self._abandoned = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        failure: BaseException
        self._reading = True
        try:
            piece = next(self._pieces)
            if not self._abandoned:
                self.size += len(piece)
                return piece
            failure = StopIteration()
        except BaseException as error:  # noqa: BLE001 -- raised again below
            failure = bare(error)
        finally:
            self._reading = False
        if self._abandoned and isinstance(failure, Exception):
            failure = ClientClosedError("the transport was closed while this answer was read")
        self._end(complete=isinstance(failure, StopIteration))
        raise failure

    def _end(self, *, complete: bool) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            # Whoever holds the response must not hold the connection with it.
            self._pieces = iter(()) if complete else _closed()
            answer.end(complete=complete)

    def close(self) -> None:
        """Lets go of what was not read, and of the connection with it."""
        self._end(complete=False)

    def abandon(self) -> None:
        """Breaks off for whoever reads, in this thread or another."""
        self._abandoned = True
        if (answer := self._answer) is not None:
            answer.wake()
        if not self._reading:
            self.close()

    def __del__(self) -> None:
        self.close()


def _closed() -> Iterator[bytes]:
    raise ClientClosedError("this answer was closed before its end")
    yield b""
