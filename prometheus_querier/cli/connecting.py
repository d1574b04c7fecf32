"""From options, environment and profiles to a client: which server is asked, and with which credentials."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import QueryBuildError

from .profiles import Profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_querier.client import PrometheusClient

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
        from prometheus_querier.configuration import ServerOptions, connect_from_env  # noqa: PLC0415 - loads what sends, which help does not need

        given = {"timeout": self.timeout, "tenant": self.tenant}
        said: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        chosen = self._chosen()
        if chosen.url is not None:
            return connect_from_env(url=chosen.url, **said, **more)
        profiles = Profiles.read()
        name = chosen.profile or profiles.default
        if not name:
            raise QueryBuildError(_WHICH.format(path=profiles.path))
        table = {**_with_secrets(f"profile {name}", profiles.find(name)), **said}
        return ServerOptions(options=table, where=f"profile {name}", objects=False).open(**more)

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


def _with_secrets(where: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Fetches the secrets of a profile, which says where they are."""
    from prometheus_querier.configuration.secret_sources import read_secret, resolved  # noqa: PLC0415 - as above

    if "@" in str(table.get("url", "")):
        raise QueryBuildError(
            f'{where}: the file is no place for secrets: leave user and password out of url, and write user = "ann" and '
            'password = { env = "NAME" }, { file = "path" } or { keyring = "service", user = "ann" }'
        )
    return {
        name: (read_secret if name in ("token", "password") else resolved)(f"{name} of {where}", value)
        for name, value in table.items()
    }
