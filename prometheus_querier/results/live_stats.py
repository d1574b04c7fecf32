"""What a container uses at the moment, one record for each of its metrics."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerLiveStat:
    """One metric of one container; what the server does not have is ``None``.

    Attributes:
        current: The value now; of a counter the count so far.
        capacity: The most there is, where the metric has a limit.
        rate: The increase per second of a counter; ``None`` for a gauge.
        max: The highest value of the window; of a counter the highest of its rates at sixty times or more, so that
            ``rate`` itself may be higher.
        average: The mean value of the window; of a counter the mean rate.
    """

    current: float | None = None
    capacity: float | None = None
    rate: float | None = None
    max: float | None = None
    average: float | None = None
