"""From options, environment and profiles to a client: which server is asked, and with which credentials."""

from __future__ import annotations

import inspect
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import QueryBuildError

from .profiles import Profiles
from .secret_sources import environment_secret, read_secret, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prometheus_querier.client import PrometheusClient

_DURATIONS = ("timeout", "connect_timeout", "read_timeout")
# What TOML cannot hold, or what says more than one thing: user, password and token are written instead of auth.
_NOT_IN_PROFILES = {"auth", "observers", "retry", "credential", "credentials", "options"}
_WHICH = (
    "which server? Give --url http://host:9090 or --profile NAME, or set PROMETHEUS_URL or PROMETHEUS_PROFILE, "
    "or write a profile into {path}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerChoice:
    """What the command line says of the server; ``None`` where it says nothing.

    Attributes:
        url: The base URL.
        profile: The profile's name.
        timeout: Seconds, or a duration, that one call may take.
        tenant: Id of the tenant.
    """

    url: str | None = None
    profile: str | None = None
    timeout: str | None = None
    tenant: str | None = None

    def open(self, **more: Any) -> PrometheusClient:
        """Makes the client; nothing is sent yet.

        Args:
            more: Arguments for ``connect()`` that go before those of the profile.

        Raises:
            QueryBuildError: There is no server, or the profile is not what it must be.
        """
        said = {"timeout": self.timeout, "tenant": self.tenant}
        said = {name: value for name, value in said.items() if value is not None}
        chosen = self._chosen()
        if chosen.url is not None:
            return _call(_flavour(""), "the command line", {**_from_environment(chosen.url), **said}, more)
        profiles = Profiles.read()
        name = chosen.profile or profiles.default
        if not name:
            raise QueryBuildError(_WHICH.format(path=profiles.path))
        table = dict(profiles.find(name))
        where = f"profile {name}"
        flavour = table.pop("flavour", "")
        return _call(_flavour(flavour), where, {**_with_secrets(where, table, flavour), **said}, more)

    def _chosen(self) -> ServerChoice:
        """Takes what the command line says, and else what the environment says."""
        if self.url is not None and self.profile is not None:
            raise QueryBuildError("give --url or --profile, not both: a profile's credentials are for its own server")
        if self.url is not None:
            if "@" in self.url:
                raise QueryBuildError(
                    "no secrets on the command line, where every user of the machine sees them: leave user and "
                    "password out of --url and set PROMETHEUS_USER and PROMETHEUS_PASSWORD, or write a profile"
                )
            return self
        if self.profile is not None:
            return self
        url, profile = os.environ.get("PROMETHEUS_URL"), os.environ.get("PROMETHEUS_PROFILE")
        return replace(self, url=url or None, profile=None if url else profile or None)


def _from_environment(url: str) -> dict[str, Any]:
    """The credentials that the environment has for a server that is given by its URL."""
    token = environment_secret("PROMETHEUS_TOKEN", os.environ)
    user, password = os.environ.get("PROMETHEUS_USER"), environment_secret("PROMETHEUS_PASSWORD", os.environ)
    if token and user:
        raise QueryBuildError("PROMETHEUS_TOKEN and PROMETHEUS_USER are both set: unset one")
    if bool(user) != bool(password):
        raise QueryBuildError("PROMETHEUS_USER and PROMETHEUS_PASSWORD belong together, and only one is set")
    auth = token or ((user, password) if user else None)
    return {"url": url, **({"auth": auth} if auth else {})}


def _with_secrets(where: str, table: dict[str, Any], flavour: str) -> dict[str, Any]:
    """Fetches the secrets of a profile, and makes the credentials of what it says."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        if name in ("token", "password"):
            found[name] = read_secret(f"{name} of {where}", value)
        else:
            found[name] = resolved(f"{name} of {where}", value)
    if flavour == "grafana_cloud":
        return found  # takes user and token by these names
    user, password, token = (found.pop(name, None) for name in ("user", "password", "token"))
    if (user is None) != (password is None) or (token is not None and user is not None):
        raise QueryBuildError(f"{where}: write user and password, or token, or neither")
    if token is not None:
        found["auth"] = token
    elif user is not None:
        found["auth"] = (user, password)
    return found


def _flavour(name: object) -> Callable[..., PrometheusClient]:
    from prometheus_querier import flavours  # noqa: PLC0415 - loads what sends, which help does not need
    from prometheus_querier.client import connect  # noqa: PLC0415 - as above

    if name == "":
        return connect
    known = sorted(one for one in flavours.__all__ if one.islower())
    if name not in known:
        raise QueryBuildError(f"flavour must be one of {', '.join(known)}, not {name!r}")
    function: Callable[..., PrometheusClient] = getattr(flavours, str(name))
    return function


def _call(
    function: Callable[..., PrometheusClient], where: str, arguments: Mapping[str, Any], more: Mapping[str, Any]
) -> PrometheusClient:
    from prometheus_querier.flavours.connecting import ConnectOptions  # noqa: PLC0415 - as above

    own = inspect.signature(function).parameters
    allowed = {*own, *(ConnectOptions.__annotations__ if "options" in own else ())} - _NOT_IN_PROFILES
    unknown = sorted(set(arguments) - allowed - {"auth"})
    if unknown:
        raise QueryBuildError(f"{where}: unknown {', '.join(unknown)}; known: {', '.join(sorted(allowed))}")
    ready = {name: _ready(name, value) for name, value in arguments.items()}
    needed = (name for name, one in own.items() if one.default is one.empty and one.kind is not one.VAR_KEYWORD)
    missing = [name for name in needed if name not in ready]
    if missing:
        raise QueryBuildError(f"{where}: {', '.join(missing)} is missing")
    return function(**{**ready, **more})


def _ready(name: str, value: Any) -> Any:
    """Makes of a value of TOML what ``connect()`` wants."""
    if name in _DURATIONS:
        from prometheus_querier.durations import positive_duration_to_ms  # noqa: PLC0415 - seldom needed

        return positive_duration_to_ms(value, name=name) / 1000
    return tuple(value) if name == "cert" and isinstance(value, list) else value
