"""Reading, checking and confining queries, as type checkers must see it; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from prometheus_querier import promql as q

assert_type(q.parse("up"), q.Expr)
assert_type(q.enforce("up", tenant="a"), q.Expr)
assert_type(q.enforce(q.metric("up"), {"my.label": ["a", "b"]}, conflict="and", tenant=q.regex("a.+")), q.Expr)
assert_type(q.requires(q.parse("up")), q.Requirements)
assert_type(q.requires("up").version, str)
assert_type(q.requires("up").features_at("3.5.0"), frozenset[str])
q.requires("up").check("3.5.0", ["promql-experimental-functions"])
assert_type(q.lint("up", scrape_interval=15), tuple[q.Finding, ...])
assert_type(q.lint(q.metric("up"))[0].promql, str)

q.parse(b"up")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
q.enforce("up", tenant=42)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
q.enforce("up", {"tenant": b"a"})  # type: ignore[dict-item] # pyright: ignore[reportArgumentType]
q.enforce("up", conflict="replace", tenant="a")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
q.requires(42)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
q.lint("up")[0].code = "short-range"  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue]
