"""Templates: which texts are templates, and what the holes become."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.queriers.templates import Template

MATCHERS = [q.Matcher("job", "=", 'a"b'), q.Matcher("zone", "=~", "x|y")]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        (
            "sum by ({group_by}) (rate(container_cpu_seconds_total{{{labels}}}[{window}]))",
            'sum by (k, z) (rate(container_cpu_seconds_total{job="a\\"b",zone=~"x|y"}[5m]))',
        ),
        ("avg without ({group_by}, job) (up)", "avg without (k, z, job) (up)"),
        ("sum by (k, {group_by}) (up)", "sum by (k, z) (up)"),
        ("up{{job!='c', {labels}}}", 'up{job!="c",job="a\\"b",zone=~"x|y"}'),
        ("up{{{labels}}} offset {window}", 'up{job="a\\"b",zone=~"x|y"} offset 5m'),
        ("a{{{labels}}} / b offset {window}", 'a{job="a\\"b",zone=~"x|y"} / b offset 5m'),
        ("rate(a[{window}]) / {window}", "rate(a[5m]) / 300"),
        ("max_over_time(a[{window}:1m])", "max_over_time(a[5m:1m])"),
        ("max_over_time(a[1h:{window}] offset {window})", "max_over_time(a[1h:5m] offset 5m)"),
        ("a / on ({group_by}) group_left (team) b", "a / on (k, z) group_left (team) b"),
        ("a - ignoring ({group_by}) b", "a - ignoring (k, z) b"),
        ("topk(5, sum by ({group_by}) (up))", "topk(5, sum by (k, z) (up))"),
        ("up{{job=~'a{{2}}'}}", 'up{job=~"a{2}"}'),
        ("time() - {window}", "time() - 300"),
        ("time()", "time()"),
    ],
)
def test_holes_are_filled(text, filled):
    assert str(Template.parse(text).fill(MATCHERS, ["k", "z"], 300_000)) == filled


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("sum by ({group_by}) (up{{{labels}}})", "sum(up)"),
        ("up{{job='a', {labels}}}", 'up{job="a"}'),
        ("a / on ({group_by}) b", "a / on () b"),
    ],
)
def test_holes_may_stay_empty(text, filled):
    assert q.parse(str(Template.parse(text).fill([], [], 1))) == q.parse(filled)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("up{job='a'}", r"and not \{job='a'\}: write the braces of PromQL twice"),
        ("up{{{job}}}", r"has the holes \{labels\}, \{group_by\}, \{window\}, and not \{job\}"),
        ("up{{{labels!r}}}", r"and not \{labels!r\}"),
        ("up{{{labels:>9}}}", r"and not \{labels:>9\}"),
        ("up{{{}}}", r"and not \{\}"),
        ("up{{{labels[0]}}}", r"and not \{labels\[0\]\}"),
        ("up{{{labels.x}}}", r"and not \{labels\.x\}"),
        ("up{{", "is no PromQL"),
        ("up}", "the braces of the template do not match"),
        ("up{{{labels", "the braces of the template do not match"),
        ("", "is no PromQL"),
        ("rate(up)", "is no PromQL"),
        ("nope({window})", "is no PromQL"),
        ("{{{labels}}}", "a selector without a name needs a matcher"),
        ("sum({labels})", "is no PromQL"),
        ("rate(up[{labels}])", "is no PromQL"),
        ("label_replace(up, 'a', '{window}', 'b', '')", "stands where it cannot be filled"),
        ("count_values('{group_by}', up)", "stands where it cannot be filled"),
        ("up{{job='{labels}'}}", "stands where it cannot be filled"),
        ("up{{{group_by}='a'}}", "stands where it cannot be filled"),
        ("up # {labels}", "stands where it cannot be filled"),
        ("rate(up[{window} * 2])", "stands where it cannot be filled"),
        ("{group_by}", "stands where it cannot be filled"),
        ("a * on (x) group_left ({group_by}) b", "stands where it cannot be filled"),
    ],
)
def test_what_is_no_template_is_refused(text, message):
    with pytest.raises(QueryBuildError, match=message):
        Template.parse(text)


@pytest.mark.parametrize(
    "text",
    ["sum by (__groups__, {group_by}) (up)", 'up{{__l__="", {labels}}}', "rate(up[765432ms]) + rate(up[{window}])"],
)
def test_who_writes_the_marks_of_holes_is_refused(text):
    with pytest.raises(QueryBuildError, match="stands where it cannot be filled"):
        Template.parse(text)


def test_a_caret_shows_the_place_in_the_template():
    with pytest.raises(QueryBuildError) as caught:
        Template.parse("sum by ({group_by}) (rat(up[{window}]))")
    _, line, caret, *_ = str(caught.value).splitlines()
    assert line[caret.index("^") :].startswith("rat(up[{window}])")
