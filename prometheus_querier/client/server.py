"""What is known of the server: asked when somebody looks, once, and never by itself.

Some services bill for requests, and some refuse what they do not know, so that nothing here asks on its own account.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from prometheus_querier import promql
from prometheus_querier.api.endpoints import LABELS
from prometheus_querier.errors import (
    ApiError,
    AuthenticationError,
    HttpStatusError,
    MalformedResponseError,
    UnsupportedByServerError,
)
from prometheus_querier.transport.process import PerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sized

    from prometheus_querier.api.endpoints import Endpoint, Release
    from prometheus_querier.api.parameters import Params
    from prometheus_querier.results import BuildInfo

Flavour: TypeAlias = Literal["prometheus", "thanos", "mimir", "cortex", "victoriametrics", "unknown"]

T = TypeVar("T")

_ESCAPED_NAMES = (3, 0, 1)
_ABSENT = (ApiError, HttpStatusError, MalformedResponseError)
"""How servers answer that have no such endpoint, or do not show it."""


class Server:
    """The server behind a client.

    The first look at an attribute asks the server; what it answered is kept. From then on the client refuses what an
    older Prometheus would not know or, worse, would ignore without a word, such as ``limit``.
    """

    def __init__(self, ask_build: Callable[[], BuildInfo], ask_flags: Callable[[], Mapping[str, str]]) -> None:
        """Says how to ask; nothing is asked yet.

        Args:
            ask_build: Asks for ``status/buildinfo``.
            ask_flags: Asks for ``status/flags``.
        """
        self._ask_build = ask_build
        self._ask_flags = ask_flags
        self._build: _Once[BuildInfo] = _Once()
        self._flags: _Once[Mapping[str, str]] = _Once()
        self._listed: _Once[Sized] = _Once()

    @property
    def build(self) -> BuildInfo | None:
        """What the server says of its build; ``None`` when it does not tell.

        Raises:
            TransportError: The server could not be asked.
        """
        return self._build.get(self._ask_build)

    @property
    def flavour(self) -> Flavour:
        """Which relative of Prometheus it seems to be.

        Raises:
            TransportError: The server could not be asked.
        """
        return _flavour(self.build)

    @property
    def version(self) -> tuple[int, int, int] | None:
        """The version of Prometheus; ``None`` when it does not tell, or is a relative, whose numbers mean other things.

        Raises:
            TransportError: The server could not be asked.
        """
        return _version(self.build)

    @property
    def features(self) -> frozenset[str] | None:
        """The feature flags that are on, such as ``native-histograms``; ``None`` when it does not tell.

        Raises:
            TransportError: The server could not be asked.
        """
        flags = self._flags.get(self._ask_flags)
        return None if flags is None else frozenset(filter(None, flags.get("enable-feature", "").split(",")))

    def check(self, endpoint: Endpoint, params: Params) -> None:
        """Refuses what the server is known not to know; asks nothing.

        Raises:
            UnsupportedByServerError: The endpoint, or a parameter that the server would ignore, came later.
        """
        version = _version(self._build.known)
        if version is None:
            return
        if version < endpoint.since:
            raise _too_old(endpoint.path, endpoint.since, version)
        for name, since in endpoint.later.items():
            if version < since and params.get(name) not in (None, []):
                raise _too_old(f"{name} of {endpoint.path}", since, version)

    def check_query(self, query: str) -> None:
        """Refuses a query that needs more than the server has; asks it for its version, and for its feature flags.

        A server that does not tell its version is given the benefit of the doubt.

        Raises:
            UnsupportedByServerError: The server would refuse the query.
            PromQLSyntaxError: The query is not PromQL.
        """
        needs = promql.requires(promql.parse(query))
        build = self.build
        if build is None or _version(build) is None:
            return
        needs.check(build.version, self.features or () if needs.features_at(build.version) else ())

    @property
    def escapes_names(self) -> bool:
        """Whether unusual label names are written as ``U__…`` in paths, as far as is known; asks nothing."""
        build = self._build.known
        version = _version(build)
        return _flavour(build) != "victoriametrics" and (version is None or version >= _ESCAPED_NAMES)

    def heeds_selectors(self, list_nothing: Callable[[], Sized]) -> bool:
        """Whether listings of labels heed ``match[]``, rather than showing everything.

        Prometheus tells by its version; whatever else answers, by what it lists of a metric that there is not.

        Args:
            list_nothing: Lists labels of such a metric; called once at most.

        Raises:
            TransportError: The server could not be asked.
        """
        version = self.version
        if version is not None:
            return version >= LABELS.later["match[]"]
        listed = self._listed.get(list_nothing)
        return listed is not None and not listed

    def __repr__(self) -> str:
        build = self._build.known
        return f"<Server: {_flavour(build)} {build.version}>" if build else "<Server: not asked yet>"


class _Once(Generic[T]):
    """An answer that is asked for at most once by all threads together; ``None`` stands for a server without it."""

    def __init__(self) -> None:
        self._asked = False
        self.known: T | None = None
        # Of views that enforce labels one over another, each asks by the one below, which may ask the same.
        self._lock = PerProcess(threading.RLock)

    def get(self, ask: Callable[[], T]) -> T | None:
        if not self._asked:
            with self._lock.get():
                if not self._asked:
                    try:
                        self.known = ask()
                    except _ABSENT as error:
                        if error.retryable or isinstance(error, AuthenticationError):
                            raise
                    self._asked = True
        return self.known


def _flavour(build: BuildInfo | None) -> Flavour:
    if build is not None and "mimir" in build.application.lower():
        return "mimir"
    if build is None or build.release is None:
        return "unknown"
    if not build.revision and not build.go_version:
        # It says 2.24.0, and nothing else.
        return "victoriametrics"
    if build.release[0] == 0:
        return "thanos"
    # Prometheus itself tells its build since 2.14.
    return "cortex" if build.release[0] == 1 else "prometheus"


def _version(build: BuildInfo | None) -> tuple[int, int, int] | None:
    return build.release if build is not None and _flavour(build) == "prometheus" else None


def _too_old(what: str, since: Release, version: tuple[int, int, int]) -> UnsupportedByServerError:
    return UnsupportedByServerError(
        "{} came with Prometheus {}.{}, and this server is {}.{}.{}".format(what, *since, *version)
    )
