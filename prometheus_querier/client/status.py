"""What the server says of itself: ``client.status``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prometheus_querier import results
from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import count_parameter, text_parameter
from prometheus_querier.results.listing import listing, lookup

from .caller import Methods

if TYPE_CHECKING:
    from prometheus_querier.results import Listing, Lookup


class StatusMethods(Methods):
    """The methods of ``client.status``."""

    def config(self, *, timeout: float | None = None) -> results.Configuration:
        """Shows the configuration that is in effect, with secrets masked."""
        return self._caller.json(endpoints.STATUS_CONFIG, {}, results.Configuration.of, timeout=timeout)

    def flags(self, *, timeout: float | None = None) -> Lookup[str]:
        """Looks up the command-line flags and their values."""
        return self._caller.json(endpoints.STATUS_FLAGS, {}, partial(lookup, str), timeout=timeout)

    def runtimeinfo(self, *, timeout: float | None = None) -> results.RuntimeInfo:
        """Tells of the server's process."""
        return self._caller.json(endpoints.STATUS_RUNTIMEINFO, {}, results.RuntimeInfo.of, timeout=timeout)

    def buildinfo(self, *, timeout: float | None = None) -> results.BuildInfo:
        """Tells the version, and how it was built."""
        return self._caller.json(endpoints.STATUS_BUILDINFO, {}, results.BuildInfo.of, timeout=timeout)

    def tsdb(self, *, limit: int | None = None, timeout: float | None = None) -> results.TsdbStatus:
        """Tells what takes the most room in the head block.

        Args:
            limit: Length of each list, 10 by default (Prometheus 2.45 and later).
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {"limit": count_parameter(limit, "limit", most=10_000)}
        return self._caller.json(endpoints.STATUS_TSDB, params, results.TsdbStatus.of, timeout=timeout)

    def tsdb_blocks(self, *, timeout: float | None = None) -> Listing[results.Block]:
        """Lists the blocks on disk (Prometheus 3.6 and later)."""
        convert = partial(listing, results.Block, member="blocks")
        return self._caller.json(endpoints.STATUS_TSDB_BLOCKS, {}, convert, timeout=timeout)

    def walreplay(self, *, timeout: float | None = None) -> results.WalReplay:
        """Tells how far the replay of the write-ahead log is; answers before the server is ready."""
        return self._caller.json(endpoints.STATUS_WALREPLAY, {}, results.WalReplay.of, timeout=timeout)

    def self_metrics(
        self, *, metric_name_pattern: str | None = None, timeout: float | None = None
    ) -> Listing[results.MetricFamily]:
        """Lists the server's own metrics (Prometheus 3.12 and later).

        Args:
            metric_name_pattern: A regex that the metrics' names match.
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {"metric_name_pattern": text_parameter(metric_name_pattern, "metric_name_pattern")}
        convert = partial(listing, results.MetricFamily)
        return self._caller.json(endpoints.STATUS_SELF_METRICS, params, convert, timeout=timeout)
