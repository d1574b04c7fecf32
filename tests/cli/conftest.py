"""What tests of the command line share: a runner in a clean environment, and a client that answers from memory."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from prometheus_querier.cli.connecting import ServerChoice
from prometheus_querier.cli.root import cli
from prometheus_querier.client import PrometheusClient
from prometheus_querier.testing import FakeTransport


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch, tmp_path):
    """No profile and no credentials of whoever runs the tests."""
    for name in ("URL", "PROFILE", "TOKEN", "TOKEN_FILE", "USER", "PASSWORD", "PASSWORD_FILE"):
        monkeypatch.delenv(f"PROMETHEUS_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("PROMETHEUS_QUERIER_CONFIG", raising=False)


@pytest.fixture
def run():
    """Runs a command line in this process."""

    def invoke(*arguments, text=None):
        return CliRunner().invoke(cli, list(arguments), prog_name="prometheus-querier", input=text)

    return invoke


@pytest.fixture
def transport(monkeypatch):
    """Every client that a command makes asks this transport; what it was made with is in ``opened``."""
    fake = FakeTransport()
    fake.opened = []

    def opened(self, **more):
        fake.opened.append((self, more))
        fake.closed = False
        return PrometheusClient(fake)

    monkeypatch.setattr(ServerChoice, "open", opened)
    return fake
