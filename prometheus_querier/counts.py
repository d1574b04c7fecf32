"""Whole numbers that callers give: limits, sizes, numbers of tasks."""

from __future__ import annotations

from numbers import Integral
from typing import Any

from .errors import QueryBuildError


def whole_number(value: Any, name: str, *, least: int | None = 1, most: int | None = None) -> int:
    """Checks a whole number; those of numpy are as good as Python's own.

    Args:
        value: What was given.
        name: What the caller calls it, for the error.
        least: The least that it may be.
        most: The most.

    Raises:
        QueryBuildError: It is none, or not within its limits.

    >>> whole_number(4, "workers")
    4
    """
    number = int(value) if isinstance(value, Integral) and not isinstance(value, bool) else None
    if number is None or (least is not None and number < least) or (most is not None and number > most):
        limits = "" if least is None else f" from {least}" if most is None else f" from {least} to {most:,}"
        raise QueryBuildError(f"{name} must be a whole number{limits}, not {value!r}")
    return number
