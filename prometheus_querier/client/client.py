"""The client: every method of the API, over whatever transport it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.transport import tenant_header

from .admin import AdminMethods
from .caller import Caller
from .containers import ContainerMethods
from .health import HealthMethods
from .raw_samples import RawSampleMethods
from .rules import RuleMethods
from .search import SearchMethods
from .status import StatusMethods
from .targets import TargetMethods
from .views import EnforcingTransport, HeaderTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType
    from typing import Literal

    from prometheus_querier.promql import EnforcedValue
    from prometheus_querier.transport import Observer, RetryPolicy, Transport

    from .caller import OnWarning
    from .range_store import RangeStore
    from .server import Server


_NOTHING = '{__name__="no metric has this name"}'


class PrometheusClient(ContainerMethods, RawSampleMethods, TargetMethods, RuleMethods, HealthMethods):
    """Asks a server, and gives typed answers; share one between all threads.

    ``connect()`` makes one for a URL. Where a method takes ``what``, a querier, an expression and PromQL text are all
    welcome; where it takes ``match``, a querier, a selector, its text, or a list of these. Every method may raise
    ``QueryBuildError`` before anything is sent, and ``TransportError``, ``ResponseError`` or ``ApiError`` after.

    Attributes:
        status: What the server says of itself.
        search: Searches for names and values.
        admin: What changes the server's storage.

    Args:
        transport: Moves requests; closed with the client.
        timeout: Seconds that one call may take in all, retries included; ``None`` for no limit.
        retry: When a failed call is made again; by default never.
        on_warning: Whether an answer with warnings, which may be partial, is kept with its ``warnings``, or raised as
            an ``ApiError`` whose ``error_type`` is ``warning``.
        observers: Who watches every call, for metrics and traces.
        cache: What keeps answers about ranges: a ``RangeCache``.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        timeout: float | None = 30.0,
        retry: RetryPolicy | None = None,
        on_warning: OnWarning = "keep",
        observers: Iterable[Observer] = (),
        cache: RangeStore | None = None,
    ) -> None:
        if not hasattr(transport, "send"):
            raise QueryBuildError(
                f"PrometheusClient takes a transport, not {type(transport).__name__}: for a URL, write "
                "prometheus_querier.connect('http://localhost:9090')"
            )
        caller = Caller(transport, timeout=timeout, retry=retry, on_warning=on_warning, observers=observers)
        self._attach(caller if cache is None else caller.caching(cache))

    def _attach(self, caller: Caller) -> None:
        self._caller = caller
        self.status = StatusMethods(caller)
        self.search = SearchMethods(caller)
        self.admin = AdminMethods(caller)

    @property
    def server(self) -> Server:
        """What is known of the server; looking at its attributes asks it, once."""
        return self._caller.server

    def for_tenant(self, tenant: str | Sequence[str], *, header: str = "X-Scope-OrgID") -> Self:
        """Makes a light view that names a tenant, or several to ask as one, over the same connections.

        Closing a view does nothing; it ends with the client.

        Args:
            tenant: Id of the tenant, or several.
            header: What names it: ``X-Scope-OrgID`` for Mimir and Cortex, ``THANOS-TENANT`` for Thanos.

        Raises:
            UnsafeHeaderError: An id that servers would refuse, or read as several.
        """
        named = tenant_header(tenant, header)
        return self._view(self._caller.over(HeaderTransport(self._caller.transport, named), ": ".join(named)))

    def cached(self, cache: RangeStore) -> Self:
        """Makes a light view that keeps answers about ranges, and asks only for what is new.

        It is what ``connect(url, cache=...)`` makes, for clients that come from elsewhere, such as a flavour's. Closing a
        view does nothing; it ends with the client.

        Args:
            cache: A ``RangeCache``.

        Raises:
            QueryBuildError: The cache could not tell answers apart, or not put them together; the message says why.
        """
        return self._view(self._caller.caching(cache))

    def enforcing(
        self,
        labels: Mapping[str, EnforcedValue] | None = None,
        /,
        *,
        conflict: Literal["error", "and"] = "error",
        **more: EnforcedValue,
    ) -> Self:
        """Makes a light view that sees only series with these labels, so that a user's own query text may be run.

        Queries are rewritten as ``promql.enforce`` does, listings of series and labels are confined, and every
        endpoint that cannot be confined is refused. It protects against what is asked, not against code that holds
        this object. Closing a view does nothing; it ends with the client.

        Args:
            labels: Labels and values, also for names that are no Python identifiers.
            conflict: What to do when a selector contradicts them: ``error`` refuses, ``and`` lets it find nothing.
            more: Labels and values.

        Raises:
            QueryBuildError: The labels cannot be enforced.
        """
        enforced = {**(labels or {}), **more}
        gate = EnforcingTransport(
            self._caller.transport, enforced, conflict=conflict, listings_match=self._listings_match
        )
        return self._view(self._caller.over(gate, gate.everything))

    def over(self, wrap: Callable[[Transport], Transport]) -> Self:
        """Makes a light view whose every request goes through a transport of yours, over the same connections.

        Closing a view does nothing; it ends with the client. Of a cache it makes use only if the transport has a method
        ``as_sent``.

        Args:
            wrap: Gets the transport of this client, and gives the one that stands over it.

        >>> from prometheus_querier.testing import FakeTransport, answers
        >>> class Counting:
        ...     def __init__(self, transport):
        ...         self.transport, self.count = transport, 0
        ...     def send(self, request, *, timeout):
        ...         self.count += 1
        ...         return self.transport.send(request, timeout=timeout)
        ...     def close(self):
        ...         pass
        >>> counting = Counting(FakeTransport({"query": answers.scalar(0, 2)}))
        >>> PrometheusClient(counting.transport).over(lambda transport: counting).query("1 + 1").value, counting.count
        (2.0, 1)
        """
        return self._view(self._caller.over(wrap(self._caller.transport)))

    def _view(self, caller: Caller) -> Self:
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__)
        view._attach(caller)
        return view

    def _listings_match(self) -> bool:
        return self.server.heeds_selectors(lambda: self.label_values("__name__", match=_NOTHING))

    def close(self) -> None:
        """Closes the transport; calling it again does nothing."""
        self._caller.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._caller.transport!r})"

    def __reduce__(self) -> str:
        raise TypeError("a client holds open connections and cannot be pickled: make one in each process")
