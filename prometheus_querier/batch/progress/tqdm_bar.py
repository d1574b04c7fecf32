"""A bar that tqdm draws: as a widget in notebooks that have widgets, as text anywhere else."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_querier.errors import MissingDependencyError

try:
    with warnings.catch_warnings():
        # It warns of notebooks without widgets, and then does without.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm
except ImportError as error:
    raise MissingDependencyError.of("tqdm", "tqdm", "progress='tqdm'") from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def bar(things: str, total: int | None, done: int) -> Iterator[Callable[[int], object]]:
    """Shows a bar while the block runs."""
    with tqdm(total=total, initial=done, desc=things) as shown:
        yield shown.update
