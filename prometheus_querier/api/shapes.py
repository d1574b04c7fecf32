"""The two shapes that long lists have, checked in one go; anything else is no answer of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import Listing

if TYPE_CHECKING:
    from prometheus_querier.results import Document


def strings(document: Document[Any]) -> Listing[str]:
    """A list of strings."""
    data = document.data
    if type(data) is not list or not all(type(value) is str for value in data):
        raise MalformedResponseError("the answer's data is not a list of strings")
    return Listing(data, warnings=document.warnings, infos=document.infos)


def label_sets(document: Document[Any]) -> Listing[dict[str, str]]:
    """A list of label sets."""
    data = document.data
    if type(data) is not list or not all(
        type(labels) is dict and all(type(value) is str for value in labels.values()) for labels in data
    ):
        raise MalformedResponseError("the answer's data is not a list of label sets")
    return Listing(data, warnings=document.warnings, infos=document.infos)
