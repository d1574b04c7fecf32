"""What a search finds: metric names, label names and label values, with how well they fit."""

from __future__ import annotations

from dataclasses import dataclass

from .records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMetric(Record):
    """A metric name that was found.

    Attributes:
        name: The metric.
        score: How well it fits, up to 1; ``None`` without ``include_score``.
        type: ``counter``, ``gauge`` …; empty without ``include_metadata``.
        help: What it means; empty without ``include_metadata``.
        unit: Its unit; empty without ``include_metadata``.
    """

    name: str
    score: float | None = None
    type: str = ""
    help: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLabel(Record):
    """A label name that was found.

    Attributes:
        name: The label.
        score: How well it fits, up to 1; ``None`` without ``include_score``.
    """

    name: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundValue(Record):
    """A label value that was found.

    Attributes:
        value: The value.
        score: How well it fits, up to 1; ``None`` without ``include_score``.
    """

    value: str
    score: float | None = None
