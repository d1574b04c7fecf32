"""Samples as the body of a remote write request. No I/O: ``LocalPrometheus.write`` sends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prometheus_querier.results.remote_read.wire import field, snappy_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .history import SampleSeries

WRITE_PATH = "/api/v1/write"

WRITE_HEADERS = (
    ("Content-Type", "application/x-protobuf"),
    ("Content-Encoding", "snappy"),
    ("X-Prometheus-Remote-Write-Version", "0.1.0"),
)
"""The headers that the request needs."""

_METRIC_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def encode_write_request(series: Iterable[SampleSeries], *, any_names: bool = False) -> bytes:
    r"""Makes the body of a remote write request.

    Servers drop some of what they do not take without a word, so it is refused here.

    Args:
        series: Labels with ``__name__``, and samples as pairs of Unix seconds and value.
        any_names: Whether the server takes names of any characters, as from Prometheus 3.0 on.

    Raises:
        ValueError: Labels that Prometheus does not take, or times that do not grow.

    >>> encode_write_request([({"__name__": "up"}, [(1704067200, 1)])])
    b'$\x8c\n"\n\x0e\n\x08__name__\x12\x02up\x12\x10\t\x00\x00\x00\x00\x00\x00\xf0?\x10\x80\xe8\xc7\x92\xcc1'
    """
    return snappy_block(b"".join(field(1, _series(labels, samples, any_names=any_names)) for labels, samples in series))


def _series(labels: Mapping[str, str], samples: Iterable[tuple[float, float]], *, any_names: bool) -> bytes:
    _check(labels, any_names=any_names)
    message = b"".join(field(1, field(1, name) + field(2, value)) for name, value in sorted(labels.items()))
    last = None
    for time, value in samples:
        moment = round(time * 1000)
        if last is not None and moment <= last:
            raise ValueError(f"the samples of {dict(labels)} must be oldest first, and one at a time: see {time!r}")
        last = moment
        message += field(2, field(1, float(value)) + field(2, moment))
    if last is None:
        raise ValueError(f"{dict(labels)} has no samples, and a series without any does not exist")
    return message


def _check(labels: Mapping[str, str], *, any_names: bool) -> None:
    if not labels.get("__name__"):
        raise ValueError(f"{dict(labels)} has no metric name: give it as the label __name__")
    for name, value in labels.items():
        if not isinstance(value, str):
            raise ValueError(f"the label {name} of {labels['__name__']} must be text, not {value!r}")  # noqa: TRY004 - as all else here
        if not any_names and not _LABEL_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no label name: letters, digits and underscores, and no digit first")
    if not any_names and not _METRIC_NAME.fullmatch(labels["__name__"]):
        raise ValueError(f"{labels['__name__']!r} is no metric name: letters, digits, underscores and colons")
