"""The environment: which of its variables say something about a server, and what they say."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import QueryBuildError

from .problems import Problem
from .secret_sources import environment_secret
from .server_options import ServerOptions, flavour_function, known_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_querier.client import PrometheusClient

_SECRETS = ("token", "password")
_OTHERS = frozenset({"profile"})
"""What the command line, and not a flavour, reads from the environment by this name."""


def connect_from_env(*, prefix: str = "PROMETHEUS_", **options: Any) -> PrometheusClient:
    """Makes a client for the server that the environment names; nothing is sent yet.

    ``PROMETHEUS_URL`` is the server, ``PROMETHEUS_TOKEN``, or ``PROMETHEUS_USER`` and ``PROMETHEUS_PASSWORD``, the
    credentials; of token and password also ``PROMETHEUS_TOKEN_FILE`` and ``PROMETHEUS_PASSWORD_FILE``, which name
    files. Every option of ``connect()`` that text can say has a variable, such as ``PROMETHEUS_TIMEOUT=90s``, and
    ``PROMETHEUS_FLAVOUR=thanos`` chooses a function of ``prometheus_querier.flavours``, whose options count then. A
    variable that is empty counts as none; variables of other names are left to others.

    Args:
        prefix: What the names begin with, for a second server.
        options: Options of ``connect()``, or of the flavour's function, that go before the environment's.

    Raises:
        QueryBuildError: There is no server, or a variable cannot have its value; the message names the variable.

    >>> import os
    >>> os.environ["METRICS_URL"] = "http://localhost:9090"
    >>> with connect_from_env(prefix="METRICS_", timeout=10) as client:
    ...     print(client)
    PrometheusClient(RequestsTransport('http://localhost:9090'))
    """
    return server_from_env(prefix, options).open()


def server_from_env(prefix: str, options: Mapping[str, Any]) -> ServerOptions:
    """Reads the options of a server from the environment, but for those that are given."""

    def spell(name: str) -> str:
        return name if name in options else f"{prefix}{name.upper()}"

    flavour = options["flavour"] if "flavour" in options else os.environ.get(spell("flavour"))
    functions = [flavour_function(None)]
    with suppress(QueryBuildError):  # a flavour that there is not is among the options, and refused with them
        functions.append(flavour_function(flavour))
    welcome = {name for function in functions for name in known_options(function, objects=True)}
    for name in options:
        if name not in welcome:
            raise QueryBuildError(str(Problem.unknown(name, name, welcome)))
    names = {name for function in functions for name in known_options(function, objects=False)}
    if options.keys() & {"auth", "token"}:
        names -= {"token", "user", "password"}
    elif options.keys() & {"user", "password"}:
        names -= {"token"}
    written = {spell(name): _value(spell(name), secret=name in _SECRETS) for name in names - _OTHERS - options.keys()}
    return ServerOptions(options={**{key: value for key, value in written.items() if value}, **options}, spell=spell)


def _value(variable: str, *, secret: bool) -> str | None:
    return environment_secret(variable) if secret else os.environ.get(variable)
