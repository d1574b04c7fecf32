from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("x[5m]", "x[5m]"),
        ("x[300]", "x[5m]"),
        ("x[0.5]", "x[500ms]"),
        ("x[4.18]", "x[4s180ms]"),
        ("x[1e3]", "x[16m40s]"),
        ("x[0x10]", "x[16s]"),
        ("x[ 5m # five\n : \t 1m ]", "x[5m:1m]"),
        ("x[5m:]", "x[5m:]"),
        ("x[(5m)]", "x[5m]"),
        ("x[-(-5m)]", "x[5m]"),
        ("x[+5m]", "x[5m]"),
        ("x[2*5m]", "x[2 * 5m]"),
        ("x[5m*2+1]", "x[5m * 2 + 1]"),
        ("x[(5m+2)*1]", "x[(5m + 2) * 1]"),
        ("x[2^3^2s]", "x[2 ^ 3 ^ 2s]"),
        ("x[(2^3)^2s]", "x[(2 ^ 3) ^ 2s]"),
        ("x[-2^2+10]", "x[-2 ^ 2 + 10]"),
        ("x[10-(5-1)]", "x[10 - (5 - 1)]"),
        ("x[STEP()]", "x[step()]"),
        ("x[max_of(Step(), 5m):min_of(range(),1m%7)]", "x[max_of(step(), 5m):min_of(range(), 1m % 7)]"),
        ("x[200-min_of(-step()^+step(),1)]", "x[200 - min_of(-step() ^ step(), 1)]"),
        ("x offset 5m", "x offset 5m"),
        ("x offset -1h", "x offset -1h"),
        ("x offset +5", "x offset 5s"),
        ("x offset --5", "x offset 5s"),
        ("x offset 0s", "x"),
        ("x offset (5m)", "x offset 5m"),
        ("x offset -(5)", "x offset -5s"),
        ("x offset (1h / 2)", "x offset (1h / 2)"),
        ("x offset step()", "x offset step()"),
        ("x offset -min_of(1m, step())", "x offset -min_of(1m, step())"),
    ],
)
def test_reads(text: str, printed: str) -> None:
    expr = q.parse(text)
    assert str(expr) == printed
    assert q.parse(printed) == expr


# One term binds to offset, but after a group without a sign arithmetic belongs to the duration: what Prometheus 3.5
# says with parse_query, and what the grammar of 3.14 says.
@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("x offset 5m + 1", "(x offset 5m) + 1"),
        ("x offset -2 ^ 2", "(x offset -2s) ^ 2"),
        ("x offset step() * 2", "(x offset step()) * 2"),
        ("x offset -(step() - 5) + 8", "(x offset -(step() - 5)) + 8"),
        ("x offset (5m) + 1", "x offset ((5m) + 1)"),
        ("x offset (2 * 1m) ^ 2", "x offset ((2 * 1m) ^ 2)"),
        ("x offset (2 * 1m) and y", "(x offset (2 * 1m)) and y"),
        ("x offset (2 * 1m) > 5", "(x offset (2 * 1m)) > 5"),
    ],
)
def test_what_belongs_to_an_offset(text: str, same_as: str) -> None:
    assert q.parse(text) == q.parse(same_as)


@pytest.mark.parametrize(
    "printed",
    [
        "(x offset (2 * 1m)) + 1",
        "(x offset -(2 * 1m)) + 1",
        "(-x offset (2 * 1m)) - y",
        "y + (z * x offset (2 * 1m)) / 2",
        "(y or x offset (2 * 1m)) + 2",
        "y + x offset (2 * 1m)",
        "x offset (2 * 1m) == y",
        "x offset -step() + 8000",
        "rate(x[5m] offset (2 * 1m)) + 1",
    ],
)
def test_an_offset_in_parentheses_is_kept_apart_from_arithmetic(printed: str) -> None:
    assert str(q.parse(printed)) == printed


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("x[]", 2, "unexpected ']', expected a duration"),
        ("x[", 2, "unexpected end of the query, expected a duration"),
        ("x[:5m]", 2, "unexpected ':', expected a duration"),
        ("x[0]", 2, "at least a millisecond"),
        ("x[-5m]", 2, "at least a millisecond"),
        ("x[5m:0s]", 5, "at least a millisecond"),
        ("x[1e-9]", 2, "at least a millisecond"),
        ("x[5M]", 2, "5M is no number"),
        ("x[1.5h]", 2, "1.5h is no duration"),
        ("x[1m1h]", 2, "1m1h is no duration"),
        ("x[300y]", 2, "longer than 292 years"),
        ("x[1e10 + 1]", 2, "292 years"),
        ("x[5s x 5s]", 5, "unexpected word x in brackets, expected ] or :"),
        ("x[step]", 2, "unexpected word step"),
        ("x[min(1m, 2m)]", 2, "unexpected word min"),
        ("x[min_of(1m)]", 11, "unexpected ')' in the arguments of min_of()"),
        ("x[step(1)]", 7, "unexpected number 1 in the call of step()"),
        ("x[step()/0d]", 8, "division by zero"),
        ("x[5 % 0]", 4, "division by zero"),
        ("x[5m +]", 6, "unexpected ']'"),
        ("x[(5m]", 5, "unexpected ']' in a duration expression"),
        ("x offset", 8, "unexpected end of the query"),
        ("x offset y", 9, "unexpected word y"),
        ("x offset 9.5e10", 9, "292 years"),
        ("x[" + "(" * 200 + "5m" + ")" * 200 + "]", 103, "nested deeper than 100"),
    ],
)
def test_refuses(text: str, position: int, reason: str) -> None:
    with pytest.raises(PromQLSyntaxError) as caught:
        q.parse(text)
    assert (caught.value.position, reason in caught.value.reason) == (position, True), caught.value


def test_suggests_the_new_names_of_min_and_max() -> None:
    with pytest.raises(PromQLSyntaxError, match=r"write max_of\(…\)"):
        q.parse("x[max(1m, 2m)]")
