"""Rules, alerts, and the Alertmanagers that they go to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from prometheus_querier import results
from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import (
    choice_parameter,
    count_parameter,
    flag_parameter,
    text_parameter,
    texts_parameter,
)
from prometheus_querier.api.selectors import selectors
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.results.listing import listing

from .caller import Methods

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_querier.api.selectors import Match
    from prometheus_querier.results import Listing

RuleType: TypeAlias = Literal["alert", "record"]


class RuleMethods(Methods):
    """The methods of ``client`` that tell of rules and alerts."""

    def rules(
        self,
        *,
        type: RuleType | None = None,  # noqa: A002 - the API's own name
        rule_name: str | Iterable[str] = (),
        rule_group: str | Iterable[str] = (),
        file: str | Iterable[str] = (),
        exclude_alerts: bool | None = None,
        match: Match | Iterable[Match] = (),
        group_limit: int | None = None,
        group_next_token: str | None = None,
        timeout: float | None = None,
    ) -> results.RuleGroups:
        """Lists the groups of rules.

        Args:
            type: ``alert`` or ``record`` for rules of one kind alone.
            rule_name: Rules of these names alone.
            rule_group: Groups of these names alone.
            file: Groups of these files alone, as whole paths.
            exclude_alerts: Whether to leave the alerts of alerting rules out (Prometheus 2.49 and later).
            match: Rules alone whose labels these selectors match (2.54 and later).
            group_limit: Most groups to return; ``next_token`` of the result then asks for more (3.0 and later).
            group_next_token: What the page before gave as ``next_token``.
            timeout: Seconds that this call may take, in place of the client's.
        """
        if group_next_token is not None and group_limit is None:
            raise QueryBuildError("group_next_token needs group_limit, too: the size of a page")
        names, groups, files = (
            texts_parameter(value, name)
            for value, name in ((rule_name, "rule_name"), (rule_group, "rule_group"), (file, "file"))
        )
        params = {
            "type": choice_parameter(type, "type", RuleType),
            "rule_name[]": names,
            "rule_group[]": groups,
            "file[]": files,
            "exclude_alerts": flag_parameter(exclude_alerts, "exclude_alerts"),
            "match[]": selectors(match),
            "group_limit": count_parameter(group_limit, "group_limit"),
            "group_next_token": text_parameter(group_next_token, "group_next_token"),
        }
        found = self._caller.json(endpoints.RULES, params, results.RuleGroups.of, timeout=timeout)
        return found.only(names=names, groups=groups, files=files) if names or groups or files else found

    def alerts(self, *, timeout: float | None = None) -> Listing[results.Alert]:
        """Lists the alerts that are pending or firing."""
        return self._caller.json(
            endpoints.ALERTS, {}, partial(listing, results.Alert, member="alerts"), timeout=timeout
        )

    def alertmanagers(self, *, timeout: float | None = None) -> results.Alertmanagers:
        """Lists the Alertmanagers that alerts are sent to, and those that were dropped."""
        return self._caller.json(endpoints.ALERTMANAGERS, {}, results.Alertmanagers.of, timeout=timeout)
