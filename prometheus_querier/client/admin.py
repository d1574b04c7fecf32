"""What changes the server's storage: ``client.admin``; needs the server's flag ``--web.enable-admin-api``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier import results
from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import flag_parameter, time_parameter
from prometheus_querier.api.selectors import some_selectors

from .caller import Methods

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_querier.api.selectors import Match
    from prometheus_querier.timestamps import TimeLike


class AdminMethods(Methods):
    """The methods of ``client.admin``; none is sent a second time when it may have arrived."""

    def delete_series(
        self,
        match: Match | Iterable[Match],
        *,
        start: TimeLike | None = None,
        end: TimeLike | None = None,
        timeout: float | None = None,
    ) -> None:
        """Deletes the samples of the series that any of the selectors matches; disk space is freed later.

        Args:
            match: One or more selectors.
            start: Earliest sample to delete; the beginning by default.
            end: Latest sample to delete; the end by default.
            timeout: Seconds that this call may take, in place of the client's.

        Raises:
            NotReadyError: The admin API is switched off.
        """
        params = {
            "match[]": some_selectors(match, "delete_series"),
            "start": time_parameter(start, "start"),
            "end": time_parameter(end, "end"),
        }
        self._caller.done(endpoints.ADMIN_DELETE_SERIES, params, timeout=timeout)

    def clean_tombstones(self, *, timeout: float | None = None) -> None:
        """Removes deleted samples from disk.

        Raises:
            NotReadyError: The admin API is switched off.
        """
        self._caller.done(endpoints.ADMIN_CLEAN_TOMBSTONES, {}, timeout=timeout)

    def snapshot(self, *, skip_head: bool | None = None, timeout: float | None = None) -> results.Snapshot:
        """Makes a snapshot of all data, on the server's disk.

        Args:
            skip_head: Whether to leave out what is in the head block alone.
            timeout: Seconds that this call may take, in place of the client's.

        Raises:
            NotReadyError: The admin API is switched off.
        """
        params = {"skip_head": flag_parameter(skip_head, "skip_head")}
        return self._caller.json(endpoints.ADMIN_SNAPSHOT, params, results.Snapshot.of, timeout=timeout)
