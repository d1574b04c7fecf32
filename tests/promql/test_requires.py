from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError, PromQLTypeError, QueryBuildError, UnsupportedByServerError

VALID: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data/promql/valid.json").read_text("utf-8"))

EXPERIMENTAL = "promql-experimental-functions"
DURATIONS = "promql-duration-expr"
ALL = {EXPERIMENTAL, DURATIONS, "promql-extended-range-selectors", "promql-binop-fill-modifiers"}
# The version and the flags of each parser that the corpus asked.
SERVERS: dict[str, tuple[str, set[str]]] = {
    "2.42": ("2.42.0", set()),
    "2.53.3": ("2.53.3", {EXPERIMENTAL}),
    "3.5.3": ("3.5.3", {EXPERIMENTAL, DURATIONS}),
    "3.5.3-default": ("3.5.3", set()),
    "head": ("3.14.0", ALL),
    "head-default": ("3.14.0", set()),
}


def accepts(needs: q.Requirements, version: str, features: set[str]) -> bool:
    try:
        needs.check(version, features)
    except UnsupportedByServerError:
        return False
    return True


@pytest.mark.parametrize("record", VALID, ids=[record["expr"][:60] for record in VALID])
def test_agrees_with_every_parser_on_the_corpus(record: dict[str, Any]) -> None:
    needs = q.requires(record["expr"])
    assert {server: accepts(needs, *SERVERS[server]) for server in SERVERS} == record["parses"]
    # The print is at least as portable as what was written.
    printed = q.requires(q.parse(record["expr"]))
    assert all(accepts(printed, *SERVERS[server]) for server, parses in record["parses"].items() if parses)


@pytest.mark.parametrize(
    ("text", "version", "features"),
    [
        ("up", "2.0.0", set()),
        ("rate(x[5m])[1h:]", "2.7.0", set()),
        ("group(x)", "2.20.0", set()),
        ("x @ 5", "2.25.0", {"promql-at-modifier"}),
        ("x offset -5m", "2.26.0", {"promql-negative-offset"}),
        ("x atan2 y", "2.31.0", set()),
        ('{"my.metric"}', "2.51.0", set()),
        ("x > 1h", "2.54.0", set()),
        ('sum by ("a.b") (x)', "2.55.0", set()),
        ("x[2 * 5m]", "3.4.0", {DURATIONS}),
        ("x[step()]", "3.6.0", {DURATIONS}),
        ("x[5m] anchored", "3.7.0", {"promql-extended-range-selectors"}),
        ("a + fill (0) b", "3.10.0", {"promql-binop-fill-modifiers"}),
        ("x </ 5", "3.11.0", set()),
        ("x offset min_of(1m, range())", "3.13.0", {DURATIONS}),
        ("first_over_time(x[5m])", "3.7.0", {EXPERIMENTAL}),
        ("limitk(scalar(info(a)), b)", "2.55.0", {EXPERIMENTAL}),
    ],
)
def test_lowest_version_and_its_flags(text: str, version: str, features: set[str]) -> None:
    needs = q.requires(text)
    assert needs.version == version
    assert needs.features == features
    needs.check(version, features)


@pytest.mark.parametrize(
    ("text", "printed_version"),
    [
        ("x[300]", "2.0.0"),
        ("1_000", "2.0.0"),
        ("x offset 0s", "2.0.0"),
        ('{"x"}', "2.0.0"),
        ('sum by ("a") (x)', "2.0.0"),
    ],
)
def test_a_text_is_judged_as_written_and_an_expression_as_printed(text: str, printed_version: str) -> None:
    assert q.requires(text).version != printed_version
    assert q.requires(q.parse(text)).version == printed_version


def test_flags_end_with_the_release_that_needs_none() -> None:
    needs = q.requires("x[2 * 5m] @ 5")
    assert needs.features_at("3.5.0") == {DURATIONS}
    assert needs.features_at("3.14.1") == frozenset()
    needs.check("3.14.0")


def test_check_names_the_constructs_and_what_they_need() -> None:
    with pytest.raises(UnsupportedByServerError) as caught:
        q.requires("mad_over_time(x[5m] anchored) </ 5").check("3.5.3+ds1")
    message = str(caught.value)
    assert "3.5.3+ds1" in message
    assert "the function mad_over_time() (without --enable-feature=promql-experimental-functions)" in message
    assert "the operator </ (since 3.11.0)" in message
    assert "the modifier anchored (since 3.7.0)" in message


def test_check_takes_the_flag_as_the_server_reports_it() -> None:
    q.requires("limitk(1, x)").check("v3.5.3", "exemplar-storage,promql-experimental-functions")


@pytest.mark.parametrize("version", ["", "3", "head", "3.x", "-3.5"])
def test_check_refuses_what_is_no_version(version: str) -> None:
    with pytest.raises(QueryBuildError, match="no version"):
        q.requires("up").check(version)


def test_refuses_what_is_no_text() -> None:
    with pytest.raises(PromQLTypeError, match=r"reads text \(str\), not bytes"):
        q.requires(b"up")  # type: ignore[arg-type]


def test_refuses_text_that_no_version_reads() -> None:
    with pytest.raises(PromQLSyntaxError):
        q.requires("up{")


def test_an_unknown_function_is_taken_as_known_to_the_server() -> None:
    assert q.requires(q.call("range_median", q.metric("x"))).version == "2.0.0"
