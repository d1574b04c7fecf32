"""Numbers and strings."""

from __future__ import annotations

import math
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError, UnsafeNameError


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (5, "5"), (-5, "-5"), (0, "0"), (-0.0, "-0"), (0.1, "0.1"), (1e6, "1000000"), (1e21, "1000000000000000000000"),
        (1e-7, "0.0000001"), (-2.5e-7, "-0.00000025"), (1.5e300, "15" + "0" * 299), (5e-324, "0." + "0" * 323 + "5"),
        (math.inf, "+Inf"), (-math.inf, "-Inf"), (math.nan, "NaN"), (2**53 + 1, "9007199254740992"), (2**70, "1180591620717411300000"),
        (Fraction(1, 4), "0.25"), (Decimal("1.5"), "1.5"),
    ],
)  # fmt: skip
def test_numbers(value, printed):
    number = q.number(value)
    assert str(number) == printed
    assert type(number.value) is float
    assert q.parse(printed) == number


@given(st.floats())
def test_every_float_comes_back(value):
    again = q.parse(str(q.number(value)))
    assert isinstance(again, q.Number)
    assert again.value.hex() == value.hex()


@pytest.mark.parametrize("value", [True, False, None, "5", "5) or vector(1", b"5", 1j, [5]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(PromQLTypeError, match="a number is needed"):
        q.number(value)


def test_numbers_beyond_floats_are_refused():
    with pytest.raises(QueryBuildError, match="beyond the 64-bit floats"):
        q.number(10**400)
    with pytest.raises(QueryBuildError, match="beyond the 64-bit floats"):
        q.metric("a") * 10**400


@pytest.mark.parametrize(
    ("value", "printed"),
    [("5m", "5m"), (90, "1m30s"), (0.5, "500ms"), ("-1h", "-1h"), ("0s", "0s"), ("2w", "2w"), ("1y", "1y")],
)
def test_durations_as_numbers(value, printed):
    assert str(q.duration(value)) == printed
    assert q.parse(printed) == q.duration(value)


def test_a_duration_has_no_negative_zero():
    assert -q.duration("0s") == q.duration("0s")


@pytest.mark.parametrize("value", [0.0005, math.nan, math.inf, 1e300])
def test_a_duration_is_a_number_of_milliseconds(value):
    with pytest.raises(QueryBuildError):
        q.Number(value, is_duration=True)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("", '""'), ("it's", '"it\'s"'), ('say "hi"', r'"say \"hi\""'), ("a\\b", r'"a\\b"'), ("a\nb\t\r", r'"a\nb\t\r"'),
        ("\a\b\f\v\0\x1f\x7f", r'"\a\b\f\v\x00\x1f\x7f"'), ("é ☺ 😀", '"é ☺ 😀"'), ("\u00a0\u200b\u2028", r'"\u00a0\u200b\u2028"'),
        ("\ufffd", r'"\ufffd"'), ("\U000e0001", r'"\U000e0001"'), ("\x80\x9f", r'"\u0080\u009f"'),
    ],
)  # fmt: skip
def test_strings(value, printed):
    assert str(q.string(value)) == printed
    assert q.parse(printed) == q.string(value)


@given(st.text())
def test_every_text_comes_back(value):
    assert q.parse(str(q.string(value))) == q.StringLiteral(value)


@given(st.binary())
def test_every_bytes_come_back(value):
    text = value.decode("utf-8", "surrogateescape")
    literal = q.StringLiteral(text)
    assert str(literal).isascii() or text.isprintable() or "\ufffd" not in str(literal)
    assert q.parse(str(literal)) == literal


@pytest.mark.parametrize("value", ["\ud800", "a\udfff", "\udcff"], ids=ascii)  # noqa: PT014 - ruff takes all lone surrogates for the same
def test_surrogates_of_a_caller_are_refused(value):
    with pytest.raises(UnsafeNameError, match="lone surrogates"):
        q.string(value)


@pytest.mark.parametrize("value", ["\ud800", "\udc41", "\udce2\udc98\udcba"], ids=ascii)  # noqa: PT014 - ruff takes all lone surrogates for the same
def test_surrogates_that_stand_for_no_bytes_are_refused_even_in_nodes(value):
    with pytest.raises(UnsafeNameError, match="lone surrogates"):
        q.StringLiteral(value)


class Named(str, Enum):  # noqa: UP042 - its members print as something else
    A = 'a"'


class Modern(StrEnum):
    A = 'a"'


@pytest.mark.parametrize("value", [Named.A, Modern.A, type("Text", (str,), {"__str__": lambda _: "other"})('a"')])
def test_subclasses_of_str_count_by_their_content(value):
    assert q.string(value) == q.string('a"')
    assert q.StringLiteral(value) == q.string('a"')
    assert type(q.string(value).value) is str


@pytest.mark.parametrize("value", [5, None, b"x", True])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(PromQLTypeError, match="must be text"):
        q.string(value)
