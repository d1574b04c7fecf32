"""Exemplars: single observations that a server keeps beside a series, most often with a trace's id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One observation with labels of its own.

    Attributes:
        labels: The exemplar's labels, such as ``trace_id``.
        value: The observed value.
        timestamp: When it was observed, in Unix seconds.
    """

    labels: Mapping[str, str]
    value: float
    timestamp: float


@dataclass(frozen=True, slots=True)
class ExemplarSeries:
    """The exemplars of one series.

    Attributes:
        labels: The labels of the series, with ``__name__``.
        exemplars: Its exemplars, oldest first.
    """

    labels: Mapping[str, str]
    exemplars: tuple[Exemplar, ...]

    @property
    def name(self) -> str:
        """The metric name; empty when the series has none."""
        return self.labels.get("__name__", "")

    def _repr_html_(self) -> str:
        from .html.records import exemplars_html  # noqa: PLC0415 - for notebooks only

        return exemplars_html(self)
