"""A server whose recent past still changes: what it answers follows from the request and its clock, and from nothing else."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from typing import TYPE_CHECKING, Any

from prometheus_querier.durations import duration_to_ms
from prometheus_querier.http import HttpResponse
from prometheus_querier.timestamps import timestamp_to_ms
from prometheus_querier.transport import SentRequest

if TYPE_CHECKING:
    from prometheus_querier import MatrixResult
    from prometheus_querier.http import HttpRequest

SETTLES_AFTER = 600_000
VALUES = ("NaN", "+Inf", "-Inf", "0", "-0", "1", "0.1", "1e-320", "123456789.123")
LABELS = [{"__name__": "m", "job": job} for job in ("a", "b", 'c\n"ü')] + [{"job": "a", "zone": "1"}, {}]


@dataclass
class ChangingServer:
    """A transport to such a server.

    Args:
        seed: What it has, and where it has gaps.
        now: Its time, in milliseconds.
        is_partial: Whether it has lost a part of what it has, and warns of that.
        has_order: Whether it sorts its series by their labels.
        says_date: Whether its answers have a ``Date``.
    """

    seed: int = 0
    now: int = 1_704_067_200_000
    is_partial: bool = False
    has_order: bool = True
    says_date: bool = False
    requests: list[dict[str, str]] = field(default_factory=list)

    def as_sent(self, request: HttpRequest) -> SentRequest:
        return SentRequest(request, "somewhere")

    def close(self) -> None:
        pass

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        params = dict(request.params)
        if "query" not in params:
            return HttpResponse(404)
        self.requests.append(params)
        start, end = timestamp_to_ms(params["start"]), timestamp_to_ms(params["end"])
        steps = range(start, end + 1, duration_to_ms(params["step"]))
        asked = {name: value for name, value in params.items() if name not in ("start", "end", "timeout")}
        answer: dict[str, Any] = {"status": "success", "data": {"resultType": "matrix"}}
        answer["data"]["result"] = [one for one in map(partial(self._series, asked, steps), self._order()) if one]
        answer |= {kind: texts for kind, texts in self._notes(params["query"], steps).items() if texts}
        headers = {"date": formatdate(self.now / 1000, usegmt=True)} if self.says_date else {}
        return HttpResponse(200, headers, json.dumps(answer).encode())

    def steps_asked_for(self) -> int:
        """How many steps were asked for, all requests together."""
        return sum(
            (timestamp_to_ms(one["end"]) - timestamp_to_ms(one["start"])) // duration_to_ms(one["step"]) + 1
            for one in self.requests
        )

    def _order(self) -> list[int]:
        numbers = list(range(len(LABELS)))
        if self.has_order:
            return sorted(numbers, key=lambda number: sorted(LABELS[number].items()))
        return numbers

    def _series(self, asked: dict[str, str], steps: range, number: int) -> dict[str, Any] | None:
        samples, histograms, text = [], [], str(asked)
        for step in steps:
            die = self._die(number, text, step, self._version(asked["query"], step, steps))
            # Gaps of some minutes, and of single steps.
            if self._die(number, step // 300_000) % 10 < 3 or die % 10 < 2:
                continue
            value = VALUES[die // 10 % len(VALUES)]
            if number == 1 and die % 10 < 4:
                bucket = [die % 3, "-0.5", value, "2"]
                histograms.append([step / 1000, {"count": "3", "sum": value, "buckets": [bucket] * (die % 3)}])
            else:
                samples.append([step / 1000, value if die % 10 == 9 else str(die)])
        if (self.is_partial and number == 0) or not (samples or histograms):
            return None
        found = {"metric": LABELS[number], "values": samples, "histograms": histograms}
        return {name: value for name, value in found.items() if value or name == "metric"}

    def _die(self, *what: object) -> int:
        return zlib.crc32(f"{self.seed} {what}".encode())

    def _version(self, query: str, step: int, steps: range) -> Any:
        """What a value depends on beside its step: the moment as long as it may change, the range where that counts."""
        if re.search(r"end\(\)|\?", query):  # a question mark stands for what only a newer server understands
            return (steps.start, steps.stop, self.now)
        fixed = re.search(r"@ (\d+)", query)
        offset = re.search(r"offset -(\d+)s", query)
        latest = (1000 * int(fixed[1]) if fixed else step) + (1000 * int(offset[1]) if offset else 0)
        return 0 if latest < self.now - SETTLES_AFTER else self.now

    def _notes(self, query: str, steps: range) -> dict[str, list[str]]:
        infos: dict[str, None] = {}
        if query.startswith("each"):
            infos["each step"] = None
        for step in steps:
            die = self._die(step) % 10
            if query.startswith(("some", "two")) and die == 0:
                infos["some steps"] = None
            if query.startswith("two") and die == 1:
                infos["other steps"] = None
        if query.startswith("counted"):
            counted = [step for step in steps if self._die(step) % 10 == 0]
            if counted:
                infos[f"{len(counted)} steps from {counted[0]} to {counted[-1]}"] = None
        return {"infos": list(infos), "warnings": ["a store did not answer"] if self.is_partial else []}


def exactly(result: MatrixResult) -> list[object]:
    """All that a result says, to the bit."""
    series = [
        (
            list(one.labels.items()),
            one.timestamps.tobytes(),
            one.values.tobytes(),
            repr(one.histogram_timestamps),
            repr(one.histograms),
            type(one.labels),
        )
        for one in result.series
    ]
    return [series, result.query, result.warnings, result.infos, result.stats, type(result.series)]
