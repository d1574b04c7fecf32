from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError
from prometheus_querier.promql.signatures import function_info, function_names


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("time ( )", "time()"),
        ("SUM BY (a) (x)", "sum by (a) (x)"),
        ("Count(x) Without (a,)", "count without (a) (x)"),
        ("sum by () (x)", "sum(x)"),
        ("sum without () (x)", "sum without () (x)"),
        ("topk by (a) (5, x)", "topk by (a) (5, x)"),
        ("count_values('v', x)", 'count_values("v", x)'),
        ("sum(sum)", "sum(sum)"),
        ("round(x)", "round(x)"),
        ("round(x, 5)", "round(x, 5)"),
        ("label_join(x, 'a', '-')", 'label_join(x, "a", "-")'),
        ("info(x, {a='b'})", 'info(x, {a="b"})'),
        ("info(x, {})", "info(x, {})"),
        ("info(x, {a=~'.*'} offset 5m)", 'info(x, {a=~".*"} offset 5m)'),
        ("step() + range() + start() + min_of(1, end())", "step() + range() + start() + min_of(1, end())"),
    ],
)
def test_reads(text: str, printed: str) -> None:
    expr = q.parse(text)
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize(
    ("text", "position", "reason", "suggestion"),
    [
        ("RATE(x[5m])", 0, "unknown function RATE", "lower case: rate"),
        ("1 + rte(x[5m])", 4, "unknown function rte", "did you mean rate?"),
        ("average(x)", 0, "unknown function average", "did you mean avg?"),
        ("holt_winters(x[5m], 1, 1)", 0, "unknown function holt_winters", "double_exponential_smoothing"),
        ("histogram_quantil(0.9, x)", 0, "unknown", "did you mean histogram_quantile?"),
        ("qqqqqqqqqqqq(x)", 0, "unknown function", ""),
        ("a:b(x)", 0, "unknown function a:b", ""),
        ("rate(x)", 5, "rate() needs a range vector, not an instant vector", "x[5m]"),
        ("rate(sum(x))", 5, "rate() needs a range vector", "sum(rate(x[5m]))"),
        ("abs(x[5m])", 4, "abs() needs an instant vector, not a range vector", "rate()"),
        ("abs(1)", 4, "abs() needs an instant vector, not a scalar", "vector(…)"),
        ("clamp_max(x, y)", 13, "clamp_max() needs a scalar, not an instant vector", "scalar(…)"),
        ("clamp_max(x, '1')", 13, "not a string", "without quotes"),
        ("label_join(x, y, '-')", 14, "label_join() needs a string", "in quotes"),
        ("floor()", 0, "floor() is called with 0 arguments", "floor(v)"),
        ("round(x, 1, 2)", 0, "round() is called with 3 arguments", "round(v, [to_nearest])"),
        ("time(x)", 0, "time() is called with 1 arguments", "time()"),
        ("sum()", 0, "sum() needs something", ""),
        ("sum(x, y)", 0, "sum() is called with 2 arguments", "sum(x)"),
        ("topk(x)", 0, "topk() is called with 1 arguments", "topk(number, x)"),
        ("topk(x, y)", 5, "topk() needs a scalar", "scalar(…)"),
        ("topk('5', y)", 5, "topk() needs a scalar, not a string", "without quotes"),
        ("count_values(v, y)", 13, "count_values() needs a string", "in quotes"),
        ("sum(1)", 4, "sum() needs an instant vector, not a scalar", "vector(…)"),
        ("sum(x[5m])", 4, "sum() needs an instant vector, not a range vector", ""),
        ("sum by (a) x", 11, "unexpected word x after sum", ""),
        ("sum by (a) (x) by (b)", 15, "unexpected word by", "once"),
        ("abs(x) by (a)", 7, "unexpected word by", "aggregation"),
        ("info(x, y)", 8, "info() takes label matchers", '{label="…"}'),
        ("info(x, ({a='b'}))", 8, "info() takes label matchers", ""),
        ("info({}, {})", 5, "refuses the empty string", ""),
        ("info(x, {} + 1)", 8, "info() takes label matchers", ""),
        ("abs({})", 4, "refuses the empty string", ""),
    ],
)
def test_refuses(text: str, position: int, reason: str, suggestion: str) -> None:
    with pytest.raises(PromQLSyntaxError) as caught:
        q.parse(text)
    error = caught.value
    assert (error.position, reason in error.reason, suggestion in error.suggestion) == (position, True, True), error


@pytest.mark.parametrize("name", function_names())
def test_every_function_of_the_catalogue_is_called_as_it_says(name: str) -> None:
    info = function_info(name)
    assert info is not None
    samples = {"vector": "x", "matrix": "x[5m]", "scalar": "1", "string": '"a"'}
    arguments = [samples[parameter.value_type] for parameter in info.parameters]
    if name == "info":
        arguments[1] = '{a="b"}'
    assert str(q.parse(f"{name}({', '.join(arguments)})")) == f"{name}({', '.join(arguments)})"
    assert str(q.parse(f"{name}({', '.join(arguments[: info.min_args])})"))
    with pytest.raises(PromQLSyntaxError, match="no comma" if info.min_args else "unexpected"):
        q.parse(f"{name}({', '.join(arguments[: info.min_args])},)")
