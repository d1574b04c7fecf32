"""The clients of the servers in ``settings.PROMETHEUS``: one for each server and process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from prometheus_querier.configuration import Clients, ServerOptions
from prometheus_querier.durations import positive_duration_to_ms
from prometheus_querier.errors import MissingDependencyError, QueryBuildError

try:
    from django import conf
    from django.core.signals import setting_changed
except ImportError as error:
    raise MissingDependencyError.of("django", "django", "prometheus_querier.integrations.django") from error

from .result_cache import CachingTransport

if TYPE_CHECKING:
    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.durations import DurationLike

SETTING = "PROMETHEUS"
_EXAMPLE = 'PROMETHEUS = {"default": {"URL": "http://localhost:9090"}}'

# At most one entry: setdefault lets two threads agree without a lock, which a fork could leave locked.
_current: dict[str, Clients] = {}


def get_client(
    alias: str = "default", *, cached_for: DurationLike | None = None, cache: str = "default"
) -> PrometheusClient:
    """Gives the client of a server of ``settings.PROMETHEUS``; nothing is sent yet.

    There is one for each server and process, shared by all threads. Processes that are forked make their own. It is
    closed when the process ends, or a test overrides the setting; nobody else need close it.

    Args:
        alias: Which server.
        cached_for: Makes a light view of the client that lets Django keep answers to ``query`` and ``query_range`` for so
            long, and give them to whoever asks the same. Ranges are moved back to the multiples of their step, by less than
            one, so that who asks a moment later asks the same. Only answers without warnings are kept, up to 1 MB. Views
            that it makes in turn, for tenants or with enforced labels, have answers of their own.
        cache: Which cache of ``settings.CACHES``.

    Raises:
        QueryBuildError: There is no such server, or something is wrong with its options; ``manage.py check`` says it
            sooner.

    >>> from django.test import override_settings
    >>> from prometheus_querier.testing import FakeTransport, answers
    >>> from django.conf import settings
    >>> if not settings.configured:  # a project is, by its settings module
    ...     settings.configure()
    >>> transport = FakeTransport({"query": answers.scalar(0, 2)})
    >>> with override_settings(PROMETHEUS={"default": {"TRANSPORT": transport}}):
    ...     get_client().query("1 + 1").value
    2.0
    """
    clients = _current.get(SETTING) or _current.setdefault(SETTING, Clients(servers(), where=f"settings.{SETTING}"))
    client = clients.get(alias)
    if cached_for is None:
        return client
    seconds = positive_duration_to_ms(cached_for, name="cached_for") / 1000
    server = [alias, clients.servers[alias].options]
    return client.over(lambda transport: CachingTransport(transport, server=server, cache=cache, seconds=seconds))


def servers() -> dict[str, ServerOptions]:
    """Reads the setting.

    Raises:
        QueryBuildError: It is not there, or no table of servers.
    """
    # What a setting holds must not be among the variables that an error shows.
    wrong = _wrong(getattr(conf.settings, SETTING, None))
    if wrong:
        raise QueryBuildError(f"settings.{SETTING}{wrong}: write {_EXAMPLE}")
    return {
        alias: ServerOptions(options=table, spell=str.upper, where=f"settings.{SETTING}[{alias!r}]")
        for alias, table in getattr(conf.settings, SETTING).items()
    }


def _wrong(tables: object) -> str:
    if not isinstance(tables, Mapping) or not tables:
        return " must be a table of servers"
    for alias, table in tables.items():
        if not isinstance(alias, str) or not isinstance(table, Mapping):
            return f"[{alias!r}] must be a table of options"
    return ""


def _forget(*, setting: str, **_others: object) -> None:
    """Closes the clients of a setting that a test changes."""
    if setting == SETTING and (clients := _current.pop(SETTING, None)) is not None:
        clients.close()


setting_changed.connect(_forget)
