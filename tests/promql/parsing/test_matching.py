from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a+on(x)b", "a + on (x) b"),
        ("a + ON ( x , ) b", "a + on (x) b"),
        ("a + on() b", "a + on () b"),
        ("a + ignoring() b", "a + b"),
        ("a / ignoring() group_left b", "a / ignoring () group_left () b"),
        ("a / on(x) group_left(y,z) b", "a / on (x) group_left (y, z) b"),
        ("a / ignoring(x) group_right (x) b", "a / ignoring (x) group_right (x) b"),
        ("a / on(x) group_left sum(b)", "a / on (x) group_left () sum(b)"),
        ("a / on(x) group_left () (b)", "a / on (x) group_left () b"),
        ("a > bool on(x) group_left fill(0) b", "a > bool on (x) group_left () fill (0) b"),
        ("a + fill_right(2) fill_left(-1m) b", "a + fill_left (-60) fill_right (2) b"),
        ("a + fill_left(1) fill_right(1) b", "a + fill (1) b"),
        ("a + fill(NaN) b", "a + fill_left (NaN) fill_right (NaN) b"),
        ("a + fill(-Inf) b", "a + fill (-Inf) b"),
        ("a + fill", "a + fill"),
        ("a + fill(0) fill", "a + fill (0) fill"),
        ('a + on("x.y", "z", on, bool, by) b', 'a + on ("x.y", z, on, bool, by) b'),
        ('sum by ("without", "inf") (a)', 'sum by ("without", "inf") (a)'),
        ("sum by (a:b) (a)", 'sum by ("a:b") (a)'),
        ("a AND Ignoring(x) b", "a and ignoring (x) b"),
        # Prometheus drops a matching without labels where one side is a scalar.
        ("1 + on() a", "1 + a"),
        ("1 == bool on() 2", "1 == bool 2"),
    ],
)
def test_reads(text: str, printed: str) -> None:
    expr = q.parse(text)
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize(
    ("text", "position", "reason", "suggestion"),
    [
        ("a + on x b", 7, "unexpected word x after on", "on (x)"),
        ("sum by job (a)", 7, "unexpected word job after by", "by (job)"),
        ("a + on (,) b", 8, "unexpected ','", ""),
        ("a + on (x y) b", 10, "unexpected word y", ""),
        ("a + on (x=1) b", 9, "unexpected '='", 'x{label="value"}'),
        ('a + on ("") b', 8, "no label name", ""),
        (r'a + on ("\xff") b', 8, "no label name", ""),
        ("sum by (without) (a)", 8, "unexpected word without", 'quote it: "without"'),
        ("sum by (Inf) (a)", 8, "unexpected word Inf", 'quote it: "Inf"'),
        ("a + group_left (x) b", 4, "group_left needs on", "ignoring () group_left"),
        ("a + on(x) bool b", 10, "bool is a keyword", ""),
        ("a - on(b) ignoring(c) d", 10, "ignoring is a keyword", ""),
        ("a + fill(0) on(x) b", 12, "on is a keyword", ""),
        ("a + on(x) group_left(x) b", 4, "'x'", ""),
        ("a + fill(0) fill_left(1) b", 12, "left side has a fill value", ""),
        ("a + fill(1+1) b", 10, "unexpected '+'", ""),
        ("a + fill(x) b", 9, "unexpected word x", ""),
        ("a + fill((1)) b", 9, "unexpected '('", ""),
        ("a and fill(0) b", 2, "fill", ""),
        ("a or on(x) group_left b", 2, "many to many", ""),
        ("a + on(x) 1", 2, "on, ignoring and fill need instant vectors", ""),
        ("1 + fill(0) a", 2, "on, ignoring and fill need instant vectors", ""),
        ("a + bool b", 2, "comparisons", ""),
        ("1 + bool 2", 2, "comparisons", ""),
        ("a </ bool b", 2, "comparisons", ""),
    ],
)
def test_refuses(text: str, position: int, reason: str, suggestion: str) -> None:
    with pytest.raises(PromQLSyntaxError) as caught:
        q.parse(text)
    error = caught.value
    assert (error.position, reason in error.reason, suggestion in error.suggestion) == (position, True, True), error
