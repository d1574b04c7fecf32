"""One test's share of a server that many tests use: its samples carry a label, and its client sees nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from prometheus_querier.api.endpoints import LABELS, QUERY, QUERY_EXEMPLARS, QUERY_RANGE, SERIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.http import HttpRequest, HttpResponse
    from prometheus_querier.transport import Transport

    from .history import SampleSeries
    from .local_prometheus import LocalPrometheus

SANDBOX_LABEL = "sandbox"
"""The label that tells the samples of one sandbox from those of others."""

_SUCCESS = 200


class PrometheusSandbox:
    """A part of a shared server: what is written here carries a label, and ``client`` is confined to it.

    Answers come without that label, as from a server that holds these samples alone.

        with LocalPrometheus(writable=True) as server, PrometheusSandbox(server, "one") as sandbox:
            sandbox.write([({"__name__": "up", "job": "web"}, [(1704067200, 1)])])
            sandbox.client.query("up", time=1704067200)

    Attributes:
        server: The server that is shared.
        name: Value of the label ``sandbox`` in this part; no other may have it.
        client: Asks this part.
    """

    def __init__(self, server: LocalPrometheus, name: str) -> None:
        from prometheus_querier.client import PrometheusClient  # noqa: PLC0415 - slow to import
        from prometheus_querier.transport import RequestsTransport  # noqa: PLC0415 - brings requests

        self.server = server
        self.name = name
        self._transport = RequestsTransport(server.url)
        self.client: PrometheusClient = PrometheusClient(_HidingTransport(self._transport)).enforcing(
            {SANDBOX_LABEL: name}
        )

    @property
    def url(self) -> str:
        """The server's base URL, for what asks by itself and sees all parts; ours has the label ``sandbox``."""
        return self.server.url

    def write(self, series: Iterable[SampleSeries]) -> None:
        """Adds samples to this part, which can be asked for when this returns.

        Args:
            series: Labels and samples, as for ``LocalPrometheus.write``.

        Raises:
            ValueError: The series are not what Prometheus takes, or have the label ``sandbox``.
        """
        marked = []
        for labels, samples in series:
            if SANDBOX_LABEL in labels:
                raise ValueError(f"the label {SANDBOX_LABEL} tells one test from another: give yours another name")
            marked.append(({**labels, SANDBOX_LABEL: self.name}, samples))
        self.server.write(marked)

    def close(self) -> None:
        """Closes the client; calling it again does nothing."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<PrometheusSandbox {self.name!r} on {self.server!r}>"


class _HidingTransport:
    """Takes the label of sandboxes out of answers."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        response = self._transport.send(request, timeout=timeout)
        if response.status != _SUCCESS or response.headers.get("content-type", "") != "application/json":
            return response
        with response:
            document = json.loads(response.read())
        data = document["data"]
        if request.path == LABELS.path:
            document["data"] = [name for name in data if name != SANDBOX_LABEL]
        for labels in _label_sets(request.path, data):
            labels.pop(SANDBOX_LABEL, None)
        return replace(response, body=json.dumps(document).encode())

    def close(self) -> None:
        self._transport.close()

    def __repr__(self) -> str:
        return repr(self._transport)


def _label_sets(path: str, data: Any) -> Iterator[dict[str, str]]:
    """Finds the labels of series in what an endpoint answers."""
    if path == SERIES.path:
        yield from data
    elif path == QUERY_EXEMPLARS.path:
        yield from (one["seriesLabels"] for one in data)
    elif path in {QUERY.path, QUERY_RANGE.path} and data["resultType"] in {"vector", "matrix"}:
        yield from (one["metric"] for one in data["result"])
