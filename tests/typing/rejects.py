"""PromQL that type checkers must refuse; read by type checkers, never run.

A checker that no longer refuses a line reports its ``type: ignore`` as unused.
"""

# ruff: noqa: B015, B018 - what would be pointless if it ran
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true, reportUnusedExpression=false, reportUnusedCoroutine=false

from __future__ import annotations

from prometheus_querier import promql as q

up = q.metric("up")
window = up["5m"]

q.rate(up)  # type: ignore[arg-type]
q.rate(q.sum(up))  # type: ignore[arg-type]
q.rate("up[5m]")  # type: ignore[arg-type]
q.rate(window, window)  # type: ignore[call-arg]
q.rate()  # type: ignore[call-arg]
q.abs(window)  # type: ignore[arg-type]
q.abs(q.time())  # type: ignore[arg-type]
q.abs(5)  # type: ignore[arg-type]
q.sum(window)  # type: ignore[arg-type]
q.sum(5)  # type: ignore[arg-type]
q.sum(up == 5)  # type: ignore[arg-type]
q.topk("5", up)  # type: ignore[arg-type]
q.topk(up, 5)  # type: ignore[arg-type]
q.count_values(5, up)  # type: ignore[arg-type]
q.histogram_quantile("0.9", up)  # type: ignore[arg-type]
q.histogram_quantile(0.9, window)  # type: ignore[arg-type]
q.histogram_quantile(up, 0.9)  # type: ignore[arg-type]
q.quantile_over_time(0.9, up)  # type: ignore[arg-type]
q.label_replace(up, "a", "b", "c", 5)  # type: ignore[arg-type]
q.label_replace(up, "a", "b", "c")  # type: ignore[call-arg]
q.clamp(up, up, 5)  # type: ignore[arg-type]
q.scalar(q.time())  # type: ignore[arg-type]
q.vector(up)  # type: ignore[arg-type]
q.info(up, window)  # type: ignore[arg-type]
q.min_of(up, 5)  # type: ignore[arg-type]
q.time(up)  # type: ignore[call-arg]

window + 1  # type: ignore[operator]
1 + window  # type: ignore[operator]
window / window  # type: ignore[operator]
window > 5  # type: ignore[operator]
-window  # type: ignore[operator]
up + window  # type: ignore[operator]
up + "x"  # type: ignore[operator]
up + None  # type: ignore[operator]
q.time() + window  # type: ignore[operator]
q.string("x") + "y"  # type: ignore[operator]
up.and_(5)  # type: ignore[arg-type]
up.or_(q.time())  # type: ignore[arg-type]
up.unless(window)  # type: ignore[arg-type]
up.eq("x")  # type: ignore[arg-type]
q.time().and_(up)  # type: ignore[attr-defined]
window.eq(up)  # type: ignore[attr-defined]

q.sum(up)["5m"]  # type: ignore[index]
q.time()["5m":]  # type: ignore[index]
window["5m":]  # type: ignore[index]
up[None]  # type: ignore[call-overload]
up["5m":up]  # type: ignore[index]
q.sum(up).offset("5m")  # type: ignore[attr-defined]
q.rate(window).at(5)  # type: ignore[attr-defined]
up["1h":].anchored()  # type: ignore[attr-defined]
q.sum(up).on("x")  # type: ignore[attr-defined]
(up + up).by("x")  # type: ignore[attr-defined]
(q.time() + 1).on("x")  # type: ignore[attr-defined]
up.bool()  # type: ignore[attr-defined]
(up / up).on(5)  # type: ignore[arg-type]
(up / up).fill("0")  # type: ignore[arg-type]
q.sum(up).by(["a"])  # type: ignore[arg-type]
q.metric("up", job=5)  # type: ignore[arg-type]
q.metric(5)  # type: ignore[arg-type]
q.one_of([1])  # type: ignore[list-item]
q.regex(None)  # type: ignore[arg-type]
q.call("f", None)  # type: ignore[call-overload]
q.call("f", returns=q.RangeVector)  # type: ignore[arg-type]

up.name = "down"  # type: ignore[misc]
up["x"] = 5  # type: ignore[index]
for _ in up:  # type: ignore[misc]
    pass
len(up)  # type: ignore[arg-type]
