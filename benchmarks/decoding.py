"""Decoding answers that are in memory: this library, and the JSON parser of the standard library."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any

from prometheus_querier.results import decode_query

from .bench import is_compiled, library, pure

if TYPE_CHECKING:
    from .bench import Bench

PIECE = 1 << 18


def run(bench: Bench) -> None:
    orjson = library("orjson")
    for size, body in bench.bodies.items():
        pieces = [body[start : start + PIECE] for start in range(0, len(body), PIECE)]
        candidates = {
            "json.loads, float(), array": lambda body=body: columns(json.loads(body)),
            "json.loads alone": lambda body=body: json.loads(body),
        }
        if orjson:
            candidates["orjson.loads, float(), array"] = lambda body=body: columns(orjson.loads(body))
        if is_compiled():
            candidates["decode_query, compiled"] = lambda pieces=pieces: decode_query(pieces)
        candidates["decode_query, in Python"] = pure(lambda pieces=pieces: decode_query(pieces))
        bench.compare(f"an answer of {size}, decoded into columns", candidates, unit=len(body))


def columns(document: Any) -> list[tuple[dict[str, str], Any, Any]]:
    """What most programs do with the parsed document."""
    return [
        (
            series["metric"],
            array("d", [time for time, _ in series["values"]]),
            array("d", [float(value) for _, value in series["values"]]),
        )
        for series in document["data"]["result"]
    ]
