"""The library that the command line is built with; what completes is in its parts, which few runs load."""

from __future__ import annotations

from prometheus_querier.errors import MissingDependencyError

try:
    import click
except ImportError as error:
    raise MissingDependencyError.of("click", "cli", "the command line") from error

__all__ = ["click"]
