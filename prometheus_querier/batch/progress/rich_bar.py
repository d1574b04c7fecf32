"""A bar that rich draws."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_querier.errors import MissingDependencyError

try:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
except ImportError as error:
    raise MissingDependencyError.of("rich", "rich", "progress='rich'") from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def bar(things: str, total: int | None, done: int) -> Iterator[Callable[[int], object]]:
    """Shows a bar while the block runs."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(things, total=total, completed=done)
        yield lambda count: progress.advance(task, count)
