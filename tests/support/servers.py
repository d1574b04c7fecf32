"""Binaries of the servers that tests ask, named by environment variables, and what happens where one is missing."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.testing.local_prometheus import find_prometheus


def binary_of(variable: str) -> str:
    """Finds the server that an environment variable names; without ``PROMETHEUS_BIN``, the one that is installed."""
    named = os.environ.get(variable)
    if named is None and variable != "PROMETHEUS_BIN":
        miss(f"this test needs a server, and {variable} does not name its binary")
    if named is not None and shutil.which(named):
        return named
    try:
        return str(find_prometheus(named))
    except MissingDependencyError as error:
        miss(str(error))


def miss(reason: str) -> NoReturn:
    """Ends a test that lacks what it needs: a failure in CI, a skip on a developer's machine."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must run every server test: {reason}")
    pytest.skip(reason)
