"""Checks that decoded JSON has the shape that an endpoint promises; anything else is no answer of the API."""

from __future__ import annotations

from typing import Any

from prometheus_querier.errors import MalformedResponseError


def strings(data: Any) -> list[str]:
    """A list of strings."""
    if isinstance(data, list) and all(isinstance(value, str) for value in data):
        return data
    raise MalformedResponseError("the answer's data is not a list of strings")


def label_sets(data: Any) -> list[dict[str, str]]:
    """A list of label sets."""
    if isinstance(data, list) and all(
        isinstance(labels, dict) and all(isinstance(value, str) for value in labels.values()) for labels in data
    ):
        return data
    raise MalformedResponseError("the answer's data is not a list of label sets")
