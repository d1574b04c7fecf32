from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results.documents import Document
from prometheus_querier.results.records import Answer, Record, convert, member


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle(Record):
    type: Literal["circle"] = "circle"
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Square(Record):
    type: Literal["square"] = "square"
    side_length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing(Answer):
    name: str
    made_at: datetime | None = None
    shapes: tuple[Circle | Square, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    is_public: bool = True
    extra: Any = None
    loud: str = member("LOUD", default="")


FULL = {
    "name": "a",
    "madeAt": "2024-01-02T03:04:05.123456789+01:00",
    "shapes": [{"type": "circle", "radius": 1}, {"type": "square", "sideLength": "1.5"}],
    "counts": {"x": 2},
    "isPublic": False,
    "extra": [None, {"y": 1}],
    "LOUD": "!",
}


def test_a_record_is_read_off_its_annotations():
    assert Drawing.from_json(FULL) == Drawing(
        name="a",
        made_at=datetime(2024, 1, 2, 2, 4, 5, 123456, tzinfo=UTC),
        shapes=(Circle(radius=1.0), Square(side_length=1.5)),
        counts={"x": 2},
        is_public=False,
        extra=[None, {"y": 1}],
        loud="!",
    )


def test_what_is_missing_or_null_has_its_default_and_what_is_unknown_is_ignored():
    nulls = dict.fromkeys(FULL, None) | {"name": "a", "newMember": 5}
    assert Drawing.from_json({"name": "a"}) == Drawing.from_json(nulls) == Drawing(name="a")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": None}, "data.name is missing"),
        ({"name": 5}, "data.name is 5, not text"),
        ({"isPublic": 1}, "data.isPublic is 1, not true or false"),
        ({"isPublic": "true"}, "data.isPublic is 'true', not true or false"),
        ({"counts": []}, "data.counts is [], not an object"),
        ({"counts": {"x": True}}, "data.counts['x'] is True, not a whole number"),
        ({"counts": {"x": 1.0}}, "data.counts['x'] is 1.0, not a whole number"),
        ({"shapes": {}}, "data.shapes is {}, not a list"),
        ({"shapes": [None]}, "data.shapes[0] is None, not an object of type circle or square"),
        ({"shapes": [{"type": "star"}]}, "data.shapes[0] is {'type': 'star'}, not an object of type circle or square"),
        ({"shapes": [{"type": ["circle"]}]}, "not an object of type circle or square"),
        ({"shapes": [{"type": "circle"}]}, "data.shapes[0].radius is missing"),
        ({"shapes": [{"type": "circle", "radius": "1_0"}]}, "data.shapes[0].radius is '1_0', not a number"),
        ({"shapes": [{"type": "circle", "radius": True}]}, "data.shapes[0].radius is True, not a number"),
        ({"shapes": [{"type": "circle", "radius": 10**399}]}, "not a number"),
        ({"madeAt": 5}, "data.madeAt is 5, not a time"),
        ({"madeAt": "2024-01-02"}, "data.madeAt is '2024-01-02', not a time"),
        ({"madeAt": "2024-01-02T03:04:05"}, "not a time"),
        ({"madeAt": "2024-02-30T03:04:05Z"}, "not a time"),
        ({"madeAt": "9999-12-31T23:59:59-23:59"}, "not a time"),
        ({"LOUD": {}}, "data.LOUD is {}, not text"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change, problem):
    with pytest.raises(MalformedResponseError) as caught:
        Drawing.from_json(FULL | change)
    assert problem in str(caught.value)


@pytest.mark.parametrize("value", [None, [], "text", 5, True])
def test_what_is_no_object_is_refused(value):
    with pytest.raises(MalformedResponseError, match=r"data is .*, not an object"):
        Drawing.from_json(value)


def test_the_year_one_is_never():
    assert Drawing.from_json({"name": "a", "madeAt": "0001-01-01T00:00:00Z"}).made_at is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("+Inf", float("inf")), ("-Infinity", float("-inf")), ("1e-07", 1e-7), (3, 3.0), (-0.5, -0.5)],
)
def test_numbers_come_as_numbers_and_as_text(value, expected):
    assert convert(float, value, "data") == expected


def test_a_literal_takes_its_choices_only():
    assert convert(Literal["up", "down"], "up", "health") == "up"
    with pytest.raises(MalformedResponseError, match=r"health is 'x', not 'up' or 'down'"):
        convert(Literal["up", "down"], "x", "health")


def test_an_annotation_without_json_is_a_mistake_of_the_programmer():
    with pytest.raises(TypeError, match="no JSON is known for"):
        convert(set[str], [], "data")


def test_an_answer_keeps_the_warnings_of_its_document_and_not_those_of_its_data():
    document = Document("success", {"name": "a", "warnings": ["not mine"]}, warnings=("w",), infos=("i",))
    drawing = Drawing.of(document)
    assert (drawing.warnings, drawing.infos) == (("w",), ("i",))


def test_records_are_frozen_slotted_and_pickled():
    drawing = Drawing.from_json(FULL)
    assert pickle.loads(pickle.dumps(drawing)) == drawing  # noqa: S301 - our own
    assert not hasattr(drawing, "__dict__")
    with pytest.raises(AttributeError):
        drawing.name = "b"  # type: ignore[misc]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FULL, "type", "radius"]), inner),
    max_leaves=12,
)


@given(json, st.dictionaries(st.sampled_from(list(FULL)), json))
def test_any_json_gives_a_record_or_a_malformed_response(value, changes):
    for data in (value, FULL | changes):
        try:
            drawing = Drawing.from_json(data)
        except MalformedResponseError:
            continue
        assert type(drawing.name) is str
        assert type(drawing.counts) is dict
