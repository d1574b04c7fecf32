"""Which library draws a bar, and whether anybody looks."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, TypeAlias

from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from collections.abc import Callable

Progress: TypeAlias = bool | Literal["rich", "tqdm"]
"""Whether to show a bar, or which library draws it."""

_MODULES = {"rich": ".rich_bar", "tqdm": ".tqdm_bar"}


def show_progress(
    progress: Progress, things: str, total: int | None, *, done: int = 0
) -> AbstractContextManager[Callable[[int], object]]:
    """Opens a bar on standard error, or in a notebook.

    ``True`` shows one where a library for it is installed and somebody looks: a terminal, or a notebook.

    Args:
        progress: Whether, or with which library.
        things: What is counted.
        total: How many there are; ``None`` when that is not known.
        done: How many are done already.

    Returns:
        A context that gives a function, to be called with the number that was done since.

    Raises:
        QueryBuildError: There is no such library here.
        MissingDependencyError: The library is not installed.
    """
    notebook = _in_notebook()
    if progress is True:
        if not (notebook or sys.stderr.isatty()):
            return nullcontext(_nothing)
        # In notebooks tqdm draws with widgets and without, but rich only with them.
        wanted = ("tqdm", *(["rich"] if find_spec("ipywidgets") else [])) if notebook else ("rich", "tqdm")
        library = next(filter(find_spec, wanted), None)
    else:
        library = progress or None
    if library is None:
        return nullcontext(_nothing)
    if library not in _MODULES:
        raise QueryBuildError(f"progress must be True, False, 'rich' or 'tqdm', not {progress!r}")
    bar: AbstractContextManager[Callable[[int], object]] = import_module(_MODULES[library], __package__).bar(
        things, total, done
    )
    return bar


def _nothing(_count: int) -> None:
    pass


def _in_notebook() -> bool:
    """Tells whether a Jupyter kernel runs this; nothing is imported for it."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and hasattr(shell, "kernel")
