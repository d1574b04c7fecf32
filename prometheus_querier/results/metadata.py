"""What servers say of metrics: their types, meanings and units."""

from __future__ import annotations

from dataclasses import dataclass

from .records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricMetadata(Record):
    """What is known of a metric; targets that differ give several.

    Attributes:
        type: ``counter``, ``gauge``, ``histogram``, ``gaugehistogram``, ``summary``, ``info``, ``stateset`` or
            ``unknown``; relatives of Prometheus may say ``untyped``.
        help: What it means.
        unit: Its unit; often empty.
    """

    type: str = "unknown"
    help: str = ""
    unit: str = ""
