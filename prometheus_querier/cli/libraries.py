"""The library that the command line is built with, named here alone."""

from __future__ import annotations

from prometheus_querier.errors import MissingDependencyError

try:
    import click
except ImportError as error:
    raise MissingDependencyError.of("click", "cli", "the command line") from error

__all__ = ["click"]
