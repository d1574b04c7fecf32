"""Rules and what they found: groups of recording and alerting rules, alerts, and whom they are sent to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Self, TypeAlias

from .records import Answer, Record, member


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Record):
    """An alert that is pending or firing.

    Attributes:
        labels: The alert's labels, with ``alertname``.
        annotations: What the rule says of it, filled in.
        state: ``pending`` or ``firing``.
        active_at: Since when its condition holds.
        keep_firing_since: Since when it fires although its condition no longer holds.
        value: The value of the rule's expression.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    state: str
    active_at: datetime | None = None
    keep_firing_since: datetime | None = None
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertingRule(Record):
    """A rule that makes alerts.

    Attributes:
        type: ``alerting``.
        name: The alert's name.
        query: The condition, in PromQL.
        duration: How long it must hold before the alert fires, in seconds.
        keep_firing_for: How long the alert goes on when it no longer holds, in seconds.
        labels: Labels that the alerts get.
        annotations: Annotations as templates.
        alerts: The alerts that are active; empty with ``exclude_alerts``.
        state: ``firing``, ``pending``, ``inactive`` or ``unknown``.
        health: ``ok``, ``err`` or ``unknown``.
        last_error: Why the last evaluation failed; empty when it did not.
        evaluation_time: How long that took, in seconds.
        last_evaluation: When it was; ``None`` for never.
    """

    type: Literal["alerting"] = "alerting"
    name: str
    query: str
    duration: float = 0.0
    keep_firing_for: float = 0.0
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    state: str = "unknown"
    health: str = "unknown"
    last_error: str = ""
    evaluation_time: float = 0.0
    last_evaluation: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRule(Record):
    """A rule that records the result of a query as a metric.

    Attributes:
        type: ``recording``.
        name: The metric.
        query: What is recorded, in PromQL.
        labels: Labels that the series get.
        health: ``ok``, ``err`` or ``unknown``.
        last_error: Why the last evaluation failed; empty when it did not.
        evaluation_time: How long that took, in seconds.
        last_evaluation: When it was; ``None`` for never.
    """

    type: Literal["recording"] = "recording"
    name: str
    query: str
    labels: Mapping[str, str] = field(default_factory=dict)
    health: str = "unknown"
    last_error: str = ""
    evaluation_time: float = 0.0
    last_evaluation: datetime | None = None


Rule: TypeAlias = AlertingRule | RecordingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGroup(Record):
    """Rules that are evaluated together, one after the other.

    Attributes:
        name: The group's name, which is unique in its file.
        file: The file that it comes from.
        rules: The rules, in order.
        interval: How often it is evaluated, in seconds.
        limit: Most alerts or series that a rule may make; 0 for any number.
        evaluation_time: How long the last evaluation took, in seconds.
        last_evaluation: When it was; ``None`` for never.
    """

    name: str
    file: str = ""
    rules: tuple[Rule, ...] = ()
    interval: float = 0.0
    limit: int = 0
    evaluation_time: float = 0.0
    last_evaluation: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGroups(Answer):
    """The groups of rules, or one page of them.

    Attributes:
        groups: The groups.
        next_token: What to ask for the next page with; empty on the last.
    """

    groups: tuple[RuleGroup, ...] = ()
    next_token: str = member("groupNextToken", default="")

    def only(self, *, names: Collection[str], groups: Collection[str], files: Collection[str]) -> Self:
        """Keeps the rules of these names in groups of these names and files; an empty filter keeps all.

        Servers before 2.44 ignore the filters that they are sent; the others have nothing left to drop.
        """
        found = []
        for group in self.groups:
            if (groups and group.name not in groups) or (files and group.file not in files):
                continue
            rules = tuple(rule for rule in group.rules if not names or rule.name in names)
            if rules:
                found.append(replace(group, rules=rules))
        return replace(self, groups=tuple(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alertmanager(Record):
    """An Alertmanager.

    Attributes:
        url: Where alerts are sent.
    """

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alertmanagers(Answer):
    """The Alertmanagers that a server knows.

    Attributes:
        active: Those that alerts are sent to.
        dropped: Those that relabelling dropped.
    """

    active: tuple[Alertmanager, ...] = member("activeAlertmanagers", default=())
    dropped: tuple[Alertmanager, ...] = member("droppedAlertmanagers", default=())
