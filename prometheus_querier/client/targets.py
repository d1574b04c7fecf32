"""What is scraped: targets, their metadata, scrape pools."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from prometheus_querier import results
from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import choice_parameter, count_parameter, labels_parameter, text_parameter
from prometheus_querier.api.selectors import selector
from prometheus_querier.results.listing import listing

from .caller import Methods

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_querier.api.selectors import Match
    from prometheus_querier.results import Listing

TargetState: TypeAlias = Literal["active", "dropped", "any"]


class TargetMethods(Methods):
    """The methods of ``client`` that tell what is scraped."""

    def targets(
        self, *, state: TargetState | None = None, scrape_pool: str | None = None, timeout: float | None = None
    ) -> results.Targets:
        """Lists the targets.

        Args:
            state: ``active`` or ``dropped`` for one kind alone; all by default.
            scrape_pool: Those of one scrape pool alone (Prometheus 2.42 and later).
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {
            "state": choice_parameter(state, "state", TargetState),
            "scrapePool": text_parameter(scrape_pool, "scrape_pool"),
        }
        return self._caller.json(endpoints.TARGETS, params, results.Targets.of, timeout=timeout)

    def targets_metadata(
        self,
        *,
        match_target: Match | None = None,
        metric: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Listing[results.TargetMetadata]:
        """Lists what each target says of its metrics.

        Args:
            match_target: Targets whose labels this selector matches, such as ``{job="api"}``; all by default.
            metric: One metric; all by default.
            limit: Most targets to look at.
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {
            "match_target": None if match_target is None else selector(match_target),
            "metric": text_parameter(metric, "metric"),
            "limit": count_parameter(limit, "limit"),
        }
        convert = partial(listing, results.TargetMetadata)
        return self._caller.json(endpoints.TARGETS_METADATA, params, convert, timeout=timeout)

    def targets_relabel_steps(
        self, scrape_pool: str, labels: Mapping[str, str], *, timeout: float | None = None
    ) -> Listing[results.RelabelStep]:
        """Shows what relabelling does to a target, rule by rule (Prometheus 3.8 and later).

        Args:
            scrape_pool: The scrape pool whose rules apply.
            labels: The target's discovered labels.
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {
            "scrapePool": text_parameter(scrape_pool, "scrape_pool"),
            "labels": labels_parameter(labels, "labels"),
        }
        convert = partial(listing, results.RelabelStep, member="steps")
        return self._caller.json(endpoints.TARGETS_RELABEL_STEPS, params, convert, timeout=timeout)

    def scrape_pools(self, *, timeout: float | None = None) -> Listing[str]:
        """Lists the names of the scrape pools (Prometheus 2.42 and later)."""
        convert = partial(listing, str, member="scrapePools")
        return self._caller.json(endpoints.SCRAPE_POOLS, {}, convert, timeout=timeout)

    def scrape_pools_config(self, scrape_pool: str, *, timeout: float | None = None) -> results.Configuration:
        """Shows the configuration of a scrape pool (later than Prometheus 3.14).

        Args:
            scrape_pool: The scrape pool.
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {"scrapePool": text_parameter(scrape_pool, "scrape_pool")}
        return self._caller.json(endpoints.SCRAPE_POOLS_CONFIG, params, results.Configuration.of, timeout=timeout)
