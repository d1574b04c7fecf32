"""The clients that frameworks keep."""

from __future__ import annotations

import gc
import threading

import pytest

from prometheus_querier.configuration import Clients, ServerOptions
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.testing import FakeTransport


def test_a_client_is_made_once_however_many_ask_at_once():
    made = []

    def make():
        made.append(FakeTransport())
        return made[-1]

    clients = Clients({"default": ServerOptions(options={"transport": make})}, where="here")
    start = threading.Barrier(8)

    def ask(clients):
        start.wait()
        clients.get()

    threads = [threading.Thread(target=ask, args=(clients,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    clients.close()
    assert made[0].closed
    clients.get()
    assert len(made) == 2
    del clients
    gc.collect()
    assert made[1].closed


def test_a_server_whose_options_are_wrong_is_refused_each_time():
    clients = Clients({"default": ServerOptions(options={}, where="settings")}, where="settings")
    for _ in range(2):
        with pytest.raises(QueryBuildError, match="settings: url is missing"):
            clients.get()
