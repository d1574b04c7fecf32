"""Binaries of the servers that tests ask, named by environment variables, and what happens where one is missing."""

from __future__ import annotations

import os
import shutil

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.integrations.pytest_plugin import miss_server
from prometheus_querier.testing.local_prometheus import find_prometheus


def binary_of(variable: str) -> str:
    """Finds the server that an environment variable names; without ``PROMETHEUS_BIN``, the one that is installed."""
    named = os.environ.get(variable)
    if named is None and variable != "PROMETHEUS_BIN":
        miss_server(f"this test needs a server, and {variable} does not name its binary")
    if named is not None and shutil.which(named):
        return named
    try:
        return str(find_prometheus(named))
    except MissingDependencyError as error:
        miss_server(str(error))
