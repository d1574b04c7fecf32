"""One client for each server and process: what frameworks keep for their applications."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.transport.process import PerProcess

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_querier.client import PrometheusClient

    from .server_options import ServerOptions


class Clients:
    """The clients of this process by alias, each made when it is first asked for and shared by all threads.

    A child of a fork makes its own, and leaves those of its parent alone. They are closed when this object goes, or at
    the latest when the process ends.

    Args:
        servers: The options of each server, by alias.
        where: Where these are written, for messages.
    """

    def __init__(self, servers: Mapping[str, ServerOptions], *, where: str) -> None:
        self.servers = servers
        self._where = where
        self._made = PerProcess(_Made)
        weakref.finalize(self, _close, self._made)

    def get(self, alias: str = "default") -> PrometheusClient:
        """Gives the client of a server; nothing is sent yet.

        Raises:
            QueryBuildError: There is no such server, or something is wrong with its options.
        """
        made = self._made.get()
        client = made.clients.get(alias)
        if client is not None:
            return client
        if alias not in self.servers:
            known = ", ".join(self.servers) or "none"
            raise QueryBuildError(f"there is no server {alias!r} in {self._where}; there is: {known}")
        with made.lock:
            client = made.clients.get(alias)
            if client is None:
                client = made.clients[alias] = self.servers[alias].open()
            return client

    def close(self) -> None:
        """Closes the clients of this process; whoever asks again gets a new one."""
        _close(self._made)


class _Made:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clients: dict[str, PrometheusClient] = {}


def _close(made: PerProcess[_Made]) -> None:
    mine = made.get()
    with mine.lock:
        clients = list(mine.clients.values())
        mine.clients.clear()
    for client in clients:
        client.close()
