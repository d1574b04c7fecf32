"""Answers as a Prometheus server would send them, for ``FakeTransport``: one function for each shape of ``data``."""

from __future__ import annotations

import json
import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from prometheus_querier.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STATUS = {"bad_data": 400, "execution": 422, "canceled": 499, "timeout": 503, "not_found": 404}


def success(data: object, *, warnings: Iterable[str] = (), infos: Iterable[str] = ()) -> HttpResponse:
    """Answers with any ``data``.

    >>> success({"version": "2.42.0"}).read()
    b'{"status": "success", "data": {"version": "2.42.0"}}'
    """
    notes = {"warnings": list(warnings), "infos": list(infos)}
    return _json(200, {"status": "success", "data": data} | {key: texts for key, texts in notes.items() if texts})


def vector(*samples: tuple[Mapping[str, str], tuple[float, float]], warnings: Iterable[str] = ()) -> HttpResponse:
    """Answers an instant query: for each series its labels, and its sample as Unix seconds and value.

    >>> vector(({"__name__": "up"}, (1704067200, 1))).read()
    b'{"status": "success", "data": {"resultType": "vector", "result": [{"metric": {"__name__": "up"}, "value": [1704067200, "1"]}]}}'
    """
    result = [{"metric": dict(labels), "value": _sample(*sample)} for labels, sample in samples]
    return success({"resultType": "vector", "result": result}, warnings=warnings)


def matrix(
    *series: tuple[Mapping[str, str], Iterable[tuple[float, float]]], warnings: Iterable[str] = ()
) -> HttpResponse:
    """Answers a range query: for each series its labels, and its samples as pairs of Unix seconds and value.

    >>> matrix(({"job": "a"}, [(1704067200, 0.5), (1704067260, float("nan"))])).read()
    b'{"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {"job": "a"}, "values": [[1704067200, "0.5"], [1704067260, "NaN"]]}]}}'
    """
    result = [{"metric": dict(labels), "values": [_sample(*one) for one in samples]} for labels, samples in series]
    return success({"resultType": "matrix", "result": result}, warnings=warnings)


def scalar(time: float, value: float) -> HttpResponse:
    """Answers an instant query of a scalar expression.

    >>> scalar(1704067200, 2.5).read()
    b'{"status": "success", "data": {"resultType": "scalar", "result": [1704067200, "2.5"]}}'
    """
    return success({"resultType": "scalar", "result": _sample(time, value)})


def string(time: float, value: str) -> HttpResponse:
    """Answers an instant query of a string literal.

    >>> string(1704067200, "hello").read()
    b'{"status": "success", "data": {"resultType": "string", "result": [1704067200, "hello"]}}'
    """
    return success({"resultType": "string", "result": [time, value]})


def labels(*names: str) -> HttpResponse:
    """Answers with a list of label names, or of a label's values.

    >>> labels("cpu_util", "mem").read()
    b'{"status": "success", "data": ["cpu_util", "mem"]}'
    """
    return success(list(names))


def error(error_type: str, message: str, *, status: int | None = None) -> HttpResponse:
    """Answers with an error of the API, by default with the status that Prometheus sends with it.

    >>> error("bad_data", "no expression found in input")
    HttpResponse(status=400, headers=mappingproxy({'content-type': 'application/json'}))
    """
    envelope = {"status": "error", "errorType": error_type, "error": message}
    return _json(status or _STATUS.get(error_type, 500), envelope)


def text(status: int, body: str, *, content_type: str = "text/plain; charset=utf-8") -> HttpResponse:
    """Answers with something that is not the API's: a proxy's page, or a server that is starting.

    >>> text(502, "<html>Bad Gateway</html>", content_type="text/html")
    HttpResponse(status=502, headers=mappingproxy({'content-type': 'text/html'}))
    """
    return HttpResponse(status, MappingProxyType({"content-type": content_type}), body.encode())


def _json(status: int, envelope: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(
        status, MappingProxyType({"content-type": "application/json"}), json.dumps(envelope, allow_nan=False).encode()
    )


def _sample(time: float, value: float) -> list[Any]:
    return [time, _spell(value)]


def _spell(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(float(value)).removesuffix(".0")
