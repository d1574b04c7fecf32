"""How late the data is that a step depends on."""

from __future__ import annotations

import pytest

from prometheus_querier import promql
from prometheus_querier.client.foresight import Foresight, foresight


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("1", Foresight()),
        ("x offset 1h", Foresight()),
        ("x offset -1m + rate(y[5m] offset -2m)", Foresight(120_000)),
        ("max_over_time(x[5m:1m] offset -1m)", Foresight(60_000)),
        ("max_over_time((x offset -1m)[5m:1m] offset -1m)", Foresight(120_000)),
        ("max_over_time((x offset -1m)[5m:1m] offset 1h)", Foresight()),
        ("x @ 100 offset -1m", Foresight(0, 160_000)),
        ("x @ 100 + y @ 50", Foresight(0, 100_000)),
        ("max_over_time((x offset -1m)[5m:1m] @ 100)", Foresight(0, 160_000)),
        ("max_over_time((x @ 100)[5m:1m] offset -1h)", Foresight(0, 100_000)),
        ("rate(x[step() * 4])", Foresight()),
        ("rate(x[5m] anchored)", Foresight()),
        ("rate(x[5m] smoothed)", None),
        ("x @ start()", None),
        ("max_over_time(x[5m:1m] @ end())", None),
        ("x * end()", None),
        ("rate(x[range()])", None),
        ("x offset step()", None),
    ],
)
def test_foresight(query, expected):
    assert foresight(promql.parse(query)) == expected


def test_what_comes_after_now_is_never_settled():
    assert Foresight(0, 100).latest_step(100) is None
    assert Foresight(0, 100).latest_step(101) == 101
    assert Foresight(7).latest_step(101) == 94
