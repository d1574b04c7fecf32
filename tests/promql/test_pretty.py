"""The layout on several lines; a real server's formatter judges it in tests/server/promql."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import QueryBuildError

REQUESTS = q.metric("http_requests_total", job="api")


def lines(text: str) -> str:
    return text.removeprefix("\n").removesuffix("\n")


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("a + b", 80, "a + b"),
        ("a + b", 5, "a + b"),
        ("a + b", 4, lines("\n  a\n+\n  b\n")),
        ("a * on (x) group_left (y) b", 10, lines("\n  a\n* on (x) group_left (y)\n  b\n")),
        ("(a + b) * c", 10, lines("\n    (a + b)\n*\n  c\n").replace("    (", "  (")),
        ("(a + b) * c", 6, lines("\n  (\n    a + b\n  )\n*\n  c\n")),
        ("sum by (job) (rate(x[5m]))", 20, lines("\nsum by (job) (\n  rate(x[5m])\n)\n")),
        ("topk(5, sum by (job) (x))", 20, lines("\ntopk(\n  5,\n  sum by (job) (x)\n)\n")),
        (
            'label_replace(x, "a", "b", "c", "d")',
            20,
            lines('\nlabel_replace(\n  x,\n  "a",\n  "b",\n  "c",\n  "d"\n)\n'),
        ),
        ("-sum(some_metric)", 10, lines("\n-sum(\n  some_metric\n)\n")),
        ("-(first_metric + second_metric)", 14, lines("\n-(\n    first_metric\n  +\n    second_metric\n)\n")),
        ("rate(some_metric[5m])[1h:1m] offset 5m", 20, lines("\nrate(\n  some_metric[5m]\n)[1h:1m] offset 5m\n")),
        ("(a + some_metric)[1h:1m]", 10, lines("\n(\n    a\n  +\n    some_metric\n)[1h:1m]\n")),
        ("a_selector_stays_on_one_line[5m]", 5, "a_selector_stays_on_one_line[5m]"),
        ("time()", 1, "time()"),
        ("1 + 2", 1, lines("\n  1\n+\n  2\n")),
        ("1 > bool 2", 1, lines("\n  1\n> bool\n  2\n")),
    ],
)
def test_layout(text, width, expected):
    expr = q.parse(text)
    assert q.pretty(expr, width) == expected
    assert q.parse(expected) == expr


def test_the_width_is_80_where_nothing_else_is_said():
    short = q.sum(q.rate(REQUESTS["5m"])).by("job")
    assert q.pretty(short) == str(short)
    long = short / q.sum(q.rate(q.metric("http_requests_total")["5m"])).by("job")
    assert q.pretty(long).count("\n") == 2
    assert q.pretty(long, width=200) == str(long)


@pytest.mark.parametrize("width", [0, -1, True, "80", None, 80.0])
def test_a_width_is_a_number_of_characters(width):
    with pytest.raises(QueryBuildError, match="width"):
        q.pretty(REQUESTS, width)


def test_indentation_ends_somewhere():
    expr = q.metric("x")
    for _ in range(1000):
        expr = q.abs(expr)
    assert max(map(len, q.pretty(expr, 1).splitlines())) < 100
