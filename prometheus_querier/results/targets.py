"""What is scraped: targets, their metadata, scrape pools and the steps of relabelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .records import Answer, Record, member


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    """A target that is scraped.

    Attributes:
        discovered_labels: The labels that service discovery gave, before relabelling.
        labels: The labels that its series get.
        scrape_pool: The scrape pool, which is called as the ``job_name`` of its configuration.
        scrape_url: Where it is scraped.
        global_url: The same as seen from other machines.
        last_error: Why the last scrape failed; empty when it did not.
        last_scrape: When it was last scraped; ``None`` for never.
        last_scrape_duration: How long that took, in seconds.
        health: ``up``, ``down`` or ``unknown``.
        scrape_interval: How often it is scraped, such as ``15s``.
        scrape_timeout: How long a scrape may take, such as ``10s``.
    """

    discovered_labels: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    scrape_pool: str = ""
    scrape_url: str = ""
    global_url: str = ""
    last_error: str = ""
    last_scrape: datetime | None = None
    last_scrape_duration: float = 0.0
    health: str = "unknown"
    scrape_interval: str = ""
    scrape_timeout: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedTarget(Record):
    """A target that relabelling dropped.

    Attributes:
        discovered_labels: The labels that service discovery gave, before relabelling.
        scrape_pool: The scrape pool; empty where an older server does not say.
    """

    discovered_labels: Mapping[str, str] = field(default_factory=dict)
    scrape_pool: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets(Answer):
    """The targets of a server.

    Attributes:
        active: The targets that are scraped.
        dropped: The targets that relabelling dropped; the server keeps a limited number of them.
        dropped_counts: How many were dropped, by scrape pool (Prometheus 2.47 and later).
    """

    active: tuple[Target, ...] = member("activeTargets", default=())
    dropped: tuple[DroppedTarget, ...] = member("droppedTargets", default=())
    dropped_counts: Mapping[str, int] = member("droppedTargetCounts", default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMetadata(Record):
    """What a target says of a metric.

    Attributes:
        target: The target's labels.
        metric: The metric; empty when one metric was asked about.
        type: ``counter``, ``gauge``, ``histogram``, ``summary`` … or ``unknown``.
        help: What it means.
        unit: Its unit; often empty.
    """

    target: Mapping[str, str]
    metric: str = ""
    type: str = "unknown"
    help: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelabelStep(Record):
    """One step of relabelling a target.

    Attributes:
        rule: The rule, as the configuration has it: ``source_labels``, ``action`` and so on.
        output: The labels after this step.
        keep: Whether the target is kept.
    """

    rule: Mapping[str, Any] = field(default_factory=dict)
    output: Mapping[str, str] = field(default_factory=dict)
    keep: bool
