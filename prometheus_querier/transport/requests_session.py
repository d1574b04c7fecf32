"""requests: a session over urllib3's limited connections, and sessions that users bring."""

from __future__ import annotations

import copy
import os
from collections import OrderedDict
from dataclasses import replace
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

from prometheus_querier.errors import QueryBuildError, TransportError, UnsafeNameError

from .answers import WireAnswer
from .failures import explained, no_tls
from .framing import PIECE
from .pooled import PooledTransport
from .secrets import signs_requests
from .settings import Settings
from .urllib3_pool import full_target, open_pool, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Unpack

    from urllib3.connectionpool import HTTPConnectionPool

    from prometheus_querier.errors import PrometheusQuerierError
    from prometheus_querier.http import HttpRequest

    from .answers import Answer
    from .encoding import EncodedRequest
    from .origins import SentRequest
    from .pooled import Pool
    from .settings import TransportOptions
    from .wire import Call

_NO_COOKIES = DefaultCookiePolicy(allowed_domains=[])
_OF_THE_SESSION = {"verify", "cert", "proxies", "trust_env", "pool_size"}


class RequestsTransport(PooledTransport):
    """The default transport: ``requests.Session`` with a pooled adapter.

    Args:
        base_url: The server, such as ``http://localhost:9090/prefix``.
        session: A session to use as it is, with its adapters, headers, authentication, cookies, proxies and TLS
            settings; it stays open when the transport is closed. Its connections know no total deadline, so that the
            time is watched between reads alone. By default the transport has a session of its own.
        **options: See ``TransportOptions``; with a session, those that the session decides must be left out.

    Raises:
        QueryBuildError: The URL or an option cannot be what it is.
    """

    def __init__(
        self, base_url: str, *, session: requests.Session | None = None, **options: Unpack[TransportOptions]
    ) -> None:
        if session is not None and (set_twice := sorted(_OF_THE_SESSION & options.keys())):
            raise QueryBuildError(f"{', '.join(set_twice)}: set this on the session that you pass")
        auth = options.get("auth")
        self._sign: Any = auth if signs_requests(auth) else None
        self._session = session
        self._is_own = session is None
        self._pid = os.getpid()
        super().__init__(Settings.of(base_url, options))

    def as_sent(self, request: HttpRequest) -> SentRequest:
        """Tells what a request's answer depends on; of a session of the user's, who asks is not known."""
        sent = super().as_sent(request)
        return sent if self._is_own else replace(sent, tells_who=False)

    def _make_pool(self) -> Pool:
        if self._session is None:
            return _OwnSession(self._settings, self._sign)
        session = self._session if os.getpid() == self._pid else _without_connections(self._session)
        return _GivenSession(session, self._settings, self._sign)


class _Adapter(HTTPAdapter):
    """requests' adapter over one pool that is made once, so that nothing is looked up with every request."""

    def __init__(self, pool: HTTPConnectionPool, settings: Settings) -> None:
        self._pool = pool
        self._settings = settings
        super().__init__(pool_connections=1, pool_maxsize=settings.pool_size)

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        return self._pool

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Does nothing: the pool was made with its TLS context."""

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:  # noqa: ARG002 -- overrides
        return full_target(self._settings, request.path_url)

    def close(self) -> None:
        self._pool.close()
        super().close()


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Finds none: the API never redirects, and neither tenants nor tokens must travel."""


class _OwnSession:
    """A session that is made for one server, with everything prepared that never changes."""

    def __init__(self, settings: Settings, sign: Callable[[Any], Any] | None) -> None:
        self._origin = settings.url.origin
        self._sign = sign
        self._session = _Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.cookies.set_policy(_NO_COOKIES)
        adapter = _Adapter(open_pool(settings), settings)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def open(self, request: EncodedRequest, call: Call) -> Answer:
        url = self._origin + request.target
        if self._sign is not None:
            prepared = _prepared(self._session, request, url, request.headers, self._sign)
        else:
            # All of it is prepared already, and to have requests check it again would double a small call's cost.
            prepared = requests.PreparedRequest()
            prepared.method, prepared.url, prepared.body = request.method, url, request.body
            prepared.headers = request.headers  # type: ignore[assignment]  # nobody looks one up by another spelling
        return _sent(self._session, prepared, call, timeout=None, proxies={})

    def close(self) -> None:
        self._session.close()


class _GivenSession:
    """A session that a user brought."""

    def __init__(self, session: requests.Session, settings: Settings, sign: Callable[[Any], Any] | None) -> None:
        self._session = session
        self._settings = settings
        self._sign = sign

    def open(self, request: EncodedRequest, call: Call) -> Answer:
        settings = self._settings
        url = settings.url.origin + request.target
        coding = "gzip" if call.gzip or (call.gzip is None and not settings.url.is_near) else "identity"
        headers = {**request.headers, "Accept-Encoding": coding}
        # An authentication object of any kind keeps requests from looking into ~/.netrc.
        is_ours = any(name.lower() == "authorization" for name in headers)
        sign = self._sign or ((lambda prepared: prepared) if is_ours else None)
        prepared = _prepared(self._session, request, url, headers, sign)
        connect = call.deadline.wait(call.connect_timeout)
        read = call.deadline.wait(call.read_timeout)
        found = self._session.merge_environment_settings(url, {}, stream=True, verify=None, cert=None)
        return _sent(self._session, prepared, call, timeout=(connect, read), **found)

    def close(self) -> None:
        """Does nothing: the session is its owner's to close."""


def _without_connections(session: requests.Session) -> requests.Session:
    """Copies a session for a child process: its connections are its parent's, all else is the child's already."""
    twin = copy.copy(session)
    twin.adapters = OrderedDict()
    for prefix, adapter in session.adapters.items():
        twin.mount(prefix, copy.copy(adapter))
    return twin


def _prepared(
    session: requests.Session, request: EncodedRequest, url: str, headers: dict[str, str], sign: Any
) -> requests.PreparedRequest:
    prepared = session.prepare_request(
        requests.Request(request.method, url, headers=headers, data=request.body, auth=sign)
    )
    # A signer may add to the query, but a path that requests reads otherwise would be another endpoint.
    if prepared.path_url.partition("?")[0] != request.target.partition("?")[0]:
        raise UnsafeNameError("requests would ask for another path than this one")
    return prepared


def _sent(session: requests.Session, prepared: requests.PreparedRequest, call: Call, **options: Any) -> Answer:
    options["stream"] = True
    try:
        response = session.send(prepared, allow_redirects=False, **options)
    except requests.RequestException as error:
        raise call.failure or _translated(error, call) from None
    if call.response is None:
        return _ForeignAnswer(response, call)
    return WireAnswer(call, response.raw)


def _translated(error: requests.RequestException, call: Call) -> PrometheusQuerierError:
    inner = error.args[0] if error.args else None
    if isinstance(inner, Exception):
        return translated(inner, call)
    match error:
        case requests.ConnectTimeout():
            return call.timed_out("connect")
        case requests.Timeout():
            return call.timed_out("read")
        case requests.exceptions.SSLError():
            return call.fail(no_tls("the server", error))
        case requests.ConnectionError():
            return call.lost(error)
        case _:
            return call.fail(explained(TransportError("the request failed"), error))


class _ForeignAnswer:
    """An answer over connections that are not ours; the attributes are those of ``Answer``."""

    is_here = False
    length: int | None = None

    def __init__(self, response: requests.Response, call: Call) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        # requests reads the body of a redirect, even of one that it does not follow.
        self.pieces: Iterator[bytes] = iter(()) if response.is_redirect else _raw_pieces(response.raw, call)

    def end(self, *, complete: bool) -> None:
        if complete:
            self._response.raw.release_conn()
        else:
            self._response.close()

    def wake(self) -> None:
        """Does nothing: the wait ends by its timeout."""


def _raw_pieces(raw: Any, call: Call) -> Iterator[bytes]:
    while True:
        if call.deadline.spent:
            raise call.timed_out("read")
        try:
            piece = raw.read1(PIECE, decode_content=False)
        except Exception as error:  # noqa: BLE001 -- whatever the adapter's library raises
            raise translated(error, call) from None
        if not piece:
            return
        yield piece
