"""What all relatives of Prometheus share: a flavour adapts requests, and a transport of its own wraps any other with it.

No relative's name, parameter or header stands here; each has a file of its own.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, ClassVar

from prometheus_querier.counts import whole_number
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.transport import as_sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    from prometheus_querier.http import HttpRequest, HttpResponse
    from prometheus_querier.transport import SentRequest, Transport

    Params: TypeAlias = tuple[tuple[str, str], ...]
    """Names and values of parameters or headers; a name may repeat."""

QUERIES = ("query", "query_range")

_LABEL_VALUES = re.compile(r"label/[^/]+/values")


@dataclass(frozen=True, slots=True, repr=False)
class Flavour(ABC):
    """What a relative of Prometheus is told with every request: a frozen record of options, with no I/O.

    Attributes:
        steps_are_independent: Whether the value at a step is the same in every range that has the step.
    """

    steps_are_independent: ClassVar[bool] = True

    @abstractmethod
    def adapt(self, request: HttpRequest) -> HttpRequest:
        """Adds the options that the request's endpoint knows, and nothing that was not asked for.

        Raises:
            QueryBuildError: The request has what this relative would refuse.
        """

    def over(self, transport: Transport) -> Transport:
        """Wraps a transport, so that every request goes through :meth:`adapt`; closing the one closes the other."""
        return FlavouredTransport(transport, self)

    def __repr__(self) -> str:
        """Shows the options that were given, but those that say who asks."""
        default = type(self)()
        shown = {one.name: getattr(self, one.name) for one in fields(self) if one.repr}
        given = (f"{name}={value!r}" for name, value in shown.items() if value != getattr(default, name))
        return f"{type(self).__name__}({', '.join(given)})"


class FlavouredTransport:
    """A transport that adapts every request to a flavour, and leaves sending to another transport."""

    def __init__(self, transport: Transport, flavour: Flavour) -> None:
        self._transport = transport
        self._flavour = flavour

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Sends the adapted request."""
        return self._transport.send(self._flavour.adapt(request), timeout=timeout)

    def as_sent(self, request: HttpRequest) -> SentRequest | None:
        """Tells what a request's answer depends on, where that can be told."""
        return as_sent(self._transport, self._flavour.adapt(request)) if self._flavour.steps_are_independent else None

    def close(self) -> None:
        """Closes the transport below."""
        self._transport.close()

    def __repr__(self) -> str:
        return f"{self._transport!r} as {self._flavour!r}"


def endpoint(path: str) -> str:
    """Names the endpoint that a path means.

    >>> endpoint("/api/v1/query_range"), endpoint("/api/v1/label/job/values")
    ('query_range', 'label/{name}/values')
    """
    name = path.removeprefix("/api/v1/")
    return "label/{name}/values" if _LABEL_VALUES.fullmatch(name) else name


def add_parameters(request: HttpRequest, params: Params, known: Mapping[str, Iterable[str]]) -> HttpRequest:
    """Adds the parameters that the request's endpoint knows.

    Args:
        request: The request.
        params: Names and values; a name may repeat.
        known: For each endpoint the names that it knows.
    """
    names = known.get(endpoint(request.path), ())
    added = tuple(pair for pair in params if pair[0] in names)
    return replace(request, params=request.params + added) if added else request


def add_headers(request: HttpRequest, headers: Params) -> HttpRequest:
    """Adds the headers that the request does not have already: its own say more than those of all requests."""
    own = {name.lower() for name, _ in request.headers}
    added = tuple(pair for pair in headers if pair[0].lower() not in own)
    return replace(request, headers=request.headers + added) if added else request


def no_store(*, cache: bool) -> Params:
    """The header that makes a query frontend neither use its cache of results nor fill it."""
    return () if cache else (("Cache-Control", "no-store"),)


def flag(name: str, value: object) -> Params:
    """Spells a parameter that is true or false; ``None`` leaves it out."""
    if value is None:
        return ()
    if not isinstance(value, bool):
        raise QueryBuildError(f"{name} must be True or False, not {value!r}")
    return ((name, "true" if value else "false"),)


def count(name: str, value: object, *, least: int | None = None) -> Params:
    """Spells a parameter that is a whole number; ``None`` leaves it out."""
    if value is None:
        return ()
    return ((name, str(whole_number(value, name, least=least))),)
