"""One call from request to answer: what every method of the client goes through.

Sending, retrying and reading are the transport layer's business, meaning is the ``api`` layer's; this joins them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from prometheus_querier import results
from prometheus_querier.api.endpoints import QUERY_RANGE, STATUS_BUILDINFO, STATUS_FLAGS
from prometheus_querier.api.envelope import read_done, read_exemplars, read_json, read_query, read_text
from prometheus_querier.api.parameters import choice_parameter, request
from prometheus_querier.api.search_streams import read_search
from prometheus_querier.durations import to_float
from prometheus_querier.errors import NotFoundError, QueryBuildError
from prometheus_querier.results.listing import lookup
from prometheus_querier.transport import Exchange, RetryPolicy, as_sent

from .caching import check_sent
from .server import Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from prometheus_querier.api.endpoints import Endpoint
    from prometheus_querier.api.parameters import Params
    from prometheus_querier.api.search_streams import FoundT, SearchStream
    from prometheus_querier.http import HttpRequest, HttpResponse
    from prometheus_querier.results import Document, ExemplarSeries, Listing, QueryResult
    from prometheus_querier.transport import Observer, SentRequest, Transport

    from .range_store import RangeStore

OnWarning: TypeAlias = Literal["keep", "raise"]

T = TypeVar("T")

_OLDEST = (2, 14)
"""What every server has that somebody still runs; of an older endpoint, a 404 says that the URL is wrong."""


class Caller:
    """Sends requests and reads answers, within one time limit for each call.

    Attributes:
        transport: What sends.
        server: What is known of the server.
        cache: What keeps answers about ranges, if anything does.
        views: What the views of the client, one over another, add to what is asked.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        timeout: float | None,
        retry: RetryPolicy | None,
        on_warning: OnWarning,
        observers: Iterable[Observer],
    ) -> None:
        if retry is not None and not isinstance(retry, RetryPolicy):
            raise QueryBuildError(
                f"retry must be a RetryPolicy, such as RetryPolicy(attempts=5), or None, not {type(retry).__name__}"
            )
        if not isinstance(observers, Iterable):
            raise QueryBuildError(f"observers must be several, such as [observer], not {type(observers).__name__}")
        observers = tuple(observers)
        self.transport = transport
        self.cache: RangeStore | None = None
        self.views: tuple[str, ...] = ()
        self.server = Server(
            lambda: self.json(STATUS_BUILDINFO, {}, results.BuildInfo.of),
            lambda: self.json(STATUS_FLAGS, {}, partial(lookup, str)),
        )
        self._timeout = None if timeout is None else _seconds(timeout)
        self._strict = choice_parameter(on_warning, "on_warning", OnWarning) == "raise"
        self._exchange = Exchange(transport, RetryPolicy.none() if retry is None else retry, observers=observers)
        self._single = Exchange(transport, RetryPolicy.none(), observers=observers)

    def over(self, transport: Transport, *view: str) -> Caller:
        """Makes a caller that sends by another transport, and shares everything else with this one."""
        other = copy(self)
        other.transport = transport
        other.views = (*self.views, *view)
        other._exchange = self._exchange.over(transport)  # noqa: SLF001 - another of this class
        other._single = self._single.over(transport)  # noqa: SLF001 - another of this class
        return other

    def caching(self, cache: RangeStore) -> Caller:
        """Makes a caller with a cache, that shares everything else with this one.

        Raises:
            QueryBuildError: It could not tell answers apart.
        """
        if not hasattr(cache, "settled_after_ms"):
            shown = repr(cache) if isinstance(cache, str) else "'answers'"
            raise QueryBuildError(
                f"cache must be a RangeCache, such as RangeCache({shown}), not {type(cache).__name__}"
            )
        other = copy(self)
        other.cache = cache
        # Any query will do: what is to be seen is the transports.
        check_sent(other.as_sent(QUERY_RANGE, {"query": "vector(0)"}), cache, self.transport)
        return other

    def as_sent(self, endpoint: Endpoint, params: Params) -> SentRequest | None:
        """How a request would leave the last transport, where they tell."""
        return as_sent(self.transport, request(endpoint, params))

    def query(self, endpoint: Endpoint, params: Params, *, query: str, timeout: float | None = None) -> QueryResult:
        """Calls ``query`` or ``query_range``; the answer is a result in columns."""
        return self.query_dated(endpoint, params, query=query, timeout=timeout)[0]

    def query_dated(
        self, endpoint: Endpoint, params: Params, *, query: str, timeout: float | None = None
    ) -> tuple[QueryResult, str | None]:
        """Calls as ``query`` does, and gives the server's ``Date`` with the result."""

        def read(response: HttpResponse) -> tuple[QueryResult, str | None]:
            return read_query(response, query=query, strict=self._strict), response.headers.get("date")

        return self._call(endpoint, {**params, **self._server_timeout(timeout)}, read, timeout)

    def exemplars(
        self, endpoint: Endpoint, params: Params, *, query: str, timeout: float | None = None
    ) -> Listing[ExemplarSeries]:
        """Calls ``query_exemplars``."""
        read = partial(read_exemplars, query=query, strict=self._strict)
        return self._call(endpoint, params, read, timeout)

    def json(
        self,
        endpoint: Endpoint,
        params: Params,
        convert: Callable[[Document[Any]], T],
        *,
        query: str | None = None,
        timeout: float | None = None,
    ) -> T:
        """Calls any endpoint that answers JSON, and converts its data."""
        read = partial(read_json, convert=convert, query=query, strict=self._strict)
        return self._call(endpoint, params, read, timeout)

    def text(self, endpoint: Endpoint, params: Params, *, timeout: float | None = None) -> str:
        """Calls an endpoint that answers text."""
        return self._call(endpoint, params, read_text, timeout)

    def done(self, endpoint: Endpoint, params: Params, *, timeout: float | None = None) -> None:
        """Calls an endpoint that answers nothing."""
        self._call(endpoint, params, read_done, timeout)

    def exchange(self, request: HttpRequest, read: Callable[[HttpResponse], T], *, timeout: float | None = None) -> T:
        """Sends a request that is no form, and reads its answer."""
        return self._exchange.call(request, read, timeout=self.limit(timeout))

    def probe(self, endpoint: Endpoint, *, timeout: float | None = None) -> None:
        """Calls an endpoint that says all with its status, once."""
        self._single.call(request(endpoint, {}), read_done, timeout=self.limit(timeout))

    def search(
        self, endpoint: Endpoint, params: Params, kind: type[FoundT], *, timeout: float | None = None
    ) -> SearchStream[FoundT]:
        """Calls an endpoint whose answer is read while it is iterated over."""
        read = partial(read_search, kind=kind, strict=self._strict)
        return self._call(endpoint, params, read, timeout, keep_open=True)

    def limit(self, timeout: float | None) -> float | None:
        """The seconds that a call may take."""
        return self._timeout if timeout is None else _seconds(timeout)

    def _server_timeout(self, timeout: float | None) -> Params:
        """The time that the server may take: a little less than ours, so that its own words come first."""
        limit = self.limit(timeout)
        return {} if limit is None else {"timeout": f"{max(limit - 0.5, limit * 0.9):.3f}"}

    def _call(
        self,
        endpoint: Endpoint,
        params: Params,
        read: Callable[[HttpResponse], T],
        timeout: float | None,
        *,
        keep_open: bool = False,
    ) -> T:
        self.server.check(endpoint, params)
        try:
            return self._exchange.call(
                request(endpoint, params), read, timeout=self.limit(timeout), keep_open=keep_open
            )
        except NotFoundError as error:
            if endpoint.since > _OLDEST:
                error.add_note("this endpoint came with Prometheus {}.{}".format(*endpoint.since))
            raise


class Methods:
    """The base of every group of methods: what they call with."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller


def _seconds(timeout: float) -> float:
    seconds = math.nan if isinstance(timeout, bool) or not hasattr(timeout, "__float__") else to_float(timeout)
    if not math.isfinite(seconds):
        raise QueryBuildError(f"timeout must be a number of seconds, such as 30, or None for no limit; not {timeout!r}")
    return seconds
