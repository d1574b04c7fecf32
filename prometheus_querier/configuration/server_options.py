"""The options of one server, wherever they are written down: checked, and made into a client."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError, PrometheusQuerierError, QueryBuildError
from prometheus_querier.transport import as_sent

from .problems import Problem, ProblemKind
from .values import NONE_SAYS_NO_LIMIT, read_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.http import HttpRequest, HttpResponse
    from prometheus_querier.transport import SentRequest, Transport

_CREDENTIALS = ("user", "password", "token")
_OBJECTS = frozenset({"auth", "credential", "credentials", "observers", "retry", "transport"})
"""What only Python can say, and no text or TOML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """What somebody wrote down about one server, by the names of the options of ``connect()``.

    Beside those there are ``flavour``, the name of a function of ``prometheus_querier.flavours`` whose own options
    then count as well; ``user`` with ``password``, or ``token``, in place of ``auth``; and ``transport``, which takes
    the place of everything that sends: a ``Transport``, which is its giver's to close, or a function without arguments
    that makes one. It is for tests.

    Attributes:
        options: Keys, as they are written, and values; ``None`` says nothing, or that there is no limit.
        spell: Gives the key that an option of ``connect()`` has there.
        where: Where they are written, for messages; empty where the names alone say it.
        objects: Whether options that only Python can say are welcome.
    """

    options: Mapping[str, Any] = field(repr=False)
    spell: Callable[[str], str] = field(default=str, repr=False)
    where: str = ""
    objects: bool = True

    def problems(self) -> list[Problem]:
        """Lists what is wrong; a client that could be made is made and closed again, and nothing is sent."""
        ready, problems = self._read()
        if problems or "transport" in ready:
            return problems
        made = self._connect(ready)
        if isinstance(made, PrometheusQuerierError):
            return [Problem(ProblemKind.TOGETHER, str(made))]
        made.close()
        return []

    def open(self, **more: Any) -> PrometheusClient:
        """Makes the client; nothing is sent yet.

        Args:
            more: Options that go before those which are written down.

        Raises:
            QueryBuildError: Something is wrong with the options; the message says what, and where.
        """
        # Frameworks show and mail the variables of the functions that an error passes: none of them may hold secrets.
        made = self._made(more)
        if isinstance(made, PrometheusQuerierError):
            raise made
        return made

    def _made(self, more: Mapping[str, Any]) -> PrometheusClient | PrometheusQuerierError:
        ready, problems = self._read()
        return QueryBuildError("; ".join(map(str, problems))) if problems else self._connect({**ready, **more})

    def _say(self, text: str) -> str:
        return f"{self.where}: {text}" if self.where else text

    def _read(self) -> tuple[dict[str, Any], list[Problem]]:
        """Makes of the options what ``connect()`` takes."""
        ready: dict[str, Any] = {}
        problems: list[Problem] = []
        spelled = self._say(self.spell("flavour"))
        try:
            flavour = flavour_function(self.options.get(self.spell("flavour")))
        except QueryBuildError as error:
            return ready, [Problem(ProblemKind.VALUE, f"{spelled} {error}")]
        known = {self.spell(name): name for name in known_options(flavour, objects=self.objects)}
        annotations = {name: str(one.annotation) for name, one in inspect.signature(flavour).parameters.items()}
        for key, value in self.options.items():
            if key not in known:
                problems.append(Problem.unknown(self._say(str(key)), str(key), known))
            elif value is not None or known[key] in NONE_SAYS_NO_LIMIT:
                try:
                    name = known[key]
                    ready[name] = read_value(name, self._say(key), value, annotation=annotations.get(name, ""))
                except QueryBuildError as error:
                    problems.append(Problem(ProblemKind.VALUE, str(error)))
        given = {known[key] for key, value in self.options.items() if key in known and value is not None}
        if "transport" in given:
            return ready, problems
        for name in sorted(_needed(flavour) - given):
            hint = "write the server's base URL, such as http://localhost:9090" if name == "url" else ""
            problems.append(Problem(ProblemKind.MISSING, self._say(f"{self.spell(name)} is missing"), hint))
        return ready, problems + self._credentials(ready, flavour)

    def _credentials(self, ready: dict[str, Any], flavour: Callable[..., PrometheusClient]) -> list[Problem]:
        """Makes credentials of user and password, or token, but for a flavour that takes them by these names."""
        if _CREDENTIALS[0] in _arguments(flavour):
            return []
        user, password, token = (ready.pop(name, None) for name in _CREDENTIALS)
        shown_user, shown_password, shown_token = map(self.spell, _CREDENTIALS)
        if (user is None) != (password is None):
            text = f"{shown_user} and {shown_password} belong together, and only one is set"
            return [Problem(ProblemKind.TOGETHER, self._say(text))]
        found = [
            one for one in (token, None if user is None else (user, password), ready.get("auth")) if one is not None
        ]
        if len(found) > 1:
            text = f"credentials are given twice: write {shown_user} and {shown_password}, or {shown_token}"
            return [Problem(ProblemKind.TOGETHER, self._say(text))]
        if found:
            ready["auth"] = found[0]
        return []

    def _connect(self, ready: dict[str, Any]) -> PrometheusClient | PrometheusQuerierError:
        transport, flavour = ready.pop("transport", None), ready.pop("flavour", None)
        function = flavour_function(flavour)
        try:
            if transport is None:
                return function(**ready)
            return _over(transport, {name: ready[name] for name in ready if not (flavour and name in _own(function))})
        except QueryBuildError as error:
            return QueryBuildError(f"{self.where or self.spell('…')}: {error}")
        except MissingDependencyError as error:
            return error.with_traceback(None)


def flavour_function(flavour: object) -> Callable[..., PrometheusClient]:
    """Gives the function that makes clients of a flavour: ``connect()`` itself for none."""
    if flavour in (None, ""):
        from prometheus_querier.client import connect  # noqa: PLC0415 - slow to import, and help does not need it

        return connect
    from prometheus_querier import flavours  # noqa: PLC0415 - as above

    known = sorted(one for one in flavours.__all__ if one.islower())
    if flavour not in known:
        raise QueryBuildError(f"must be one of {', '.join(known)}, not {flavour!r}")
    function: Callable[..., PrometheusClient] = getattr(flavours, str(flavour))
    return function


def known_options(flavour: Callable[..., PrometheusClient], *, objects: bool) -> set[str]:
    """Names the options that there are for a flavour."""
    known = _arguments(flavour) | {"flavour", "transport", *_CREDENTIALS}
    if objects:
        return known
    # Of a flavour this is a switch, and of connect() an object.
    cache = inspect.signature(flavour).parameters.get("cache")
    return known - _OBJECTS - ({"cache"} if cache is not None and cache.annotation != "bool" else set())


def _own(function: Callable[..., Any]) -> set[str]:
    return set(inspect.signature(function).parameters) - {"options"}


def _arguments(function: Callable[..., Any]) -> set[str]:
    if "options" not in inspect.signature(function).parameters:
        return _own(function)
    from prometheus_querier.flavours.connecting import ConnectOptions  # noqa: PLC0415 - as above

    return _own(function) | set(ConnectOptions.__annotations__)


def _needed(function: Callable[..., Any]) -> set[str]:
    parameters = inspect.signature(function).parameters.values()
    return {one.name for one in parameters if one.default is one.empty and one.kind is not one.VAR_KEYWORD}


def _over(transport: Any, ready: Mapping[str, Any]) -> PrometheusClient:
    from prometheus_querier.client import PrometheusClient  # noqa: PLC0415 - as above

    made = _Lent(transport) if hasattr(transport, "send") and not isinstance(transport, type) else transport()
    of_the_client = inspect.signature(PrometheusClient).parameters.keys() - {"transport"}
    return PrometheusClient(made, **{name: value for name, value in ready.items() if name in of_the_client})


class _Lent:
    """A transport that somebody gave: clients come and go over it, and none of them closes it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        return self._transport.send(request, timeout=timeout)

    def as_sent(self, request: HttpRequest) -> SentRequest | None:
        return as_sent(self._transport, request)

    def close(self) -> None:
        """Does nothing."""

    def __repr__(self) -> str:
        return repr(self._transport)
