from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("up", "up"),
        ("up{}", "up"),
        (":", ":"),
        ("job:rate:5m", "job:rate:5m"),
        ("x{b='1', a!=\"2\",}", 'x{a!="2",b="1"}'),
        ("x{a=~`\\d+`, a!~'b'}", r'x{a!~"b",a=~"\\d+"}'),
        ('{a="1"}', '{a="1"}'),
        ('{"foo.bar", a="1"}', '{__name__="foo.bar",a="1"}'),
        ("{'foo'}", '{__name__="foo"}'),
        ('{a="1","foo"}', '{__name__="foo",a="1"}'),
        ('{"foo","bar"}', '{__name__="bar",__name__="foo"}'),
        ('{"foo",__name__=~"x"}', '{__name__="foo",__name__=~"x"}'),
        ('x{"a.b"="c", "d"=~"e"}', 'x{"a.b"="c",d=~"e"}'),
        ('x{""="a"}', 'x{""="a"}'),
        ("x{on='1',by='2',inf='3',sum='4'}", 'x{by="2",inf="3",on="1",sum="4"}'),
        (r'x{a="\x62\u00e9\142"}', 'x{a="béb"}'),
        (r'x{a="\xff"}', r'x{a="\xff"}'),
        (r'x{a="\ufffd"}', r'x{a="\ufffd"}'),
        ('x{a="1",a="1"}', 'x{a="1",a="1"}'),
        ("x # }\n{ # {\na # =\n= # '\n'1' # ,\n} # end", 'x{a="1"}'),
        ("sum{a='1'}", 'sum{a="1"}'),
        ("and{a='1'}", 'and{a="1"}'),
        ("offset offset 5m", "offset offset 5m"),
        ("fill + fill_left", "fill + fill_left"),
        ("anchored anchored", "anchored anchored"),
        ("infinity", "infinity"),
        ("x @ 5", "x @ 5.000"),
        ("x @ -1.5", "x @ -1.500"),
        ("x @ 3.3333", "x @ 3.333"),
        ("x @ 0.0005", "x @ 0.001"),
        ("x @ -0.0005", "x @ -0.001"),
        ("x @ 0xA", "x @ 10.000"),
        ("x @ 1m", "x @ 60.000"),
        ("x @ START ( )", "x @ start()"),
        ("x[5m] offset 1m @ end()", "x[5m] @ end() offset 1m"),
        ("x offset 1m @ 5", "x @ 5.000 offset 1m"),
        ("x offset 0s [5m]", "x[5m]"),
        ("x offset 0s offset 5m", "x offset 5m"),
        ("x @ 5 offset 1m [1h:5m] @ 6 offset -2m", "x @ 5.000 offset 1m[1h:5m] @ 6.000 offset -2m"),
        ("x anchored[5m]", "x[5m] anchored"),
        ("x[5m] Smoothed offset 1m @ 5", "x[5m] smoothed @ 5.000 offset 1m"),
        ("x smoothed offset 1m @ 5", "x @ 5.000 smoothed offset 1m"),
        ("(x)[5m:]", "x[5m:]"),
        ("(x + y)[5m:]", "(x + y)[5m:]"),
        ("-x[5m:]", None),
        ("sum(x)[5m:1m]", "sum(x)[5m:1m]"),
        ("rate((x[5m]))", "rate(x[5m])"),
    ],
)
def test_reads(text: str, printed: str | None) -> None:
    if printed is None:
        with pytest.raises(PromQLSyntaxError):
            q.parse(text)
        return
    expr = q.parse(text)
    assert str(expr) == printed
    assert q.parse(printed) == expr


@pytest.mark.parametrize(
    ("text", "position", "reason", "suggestion"),
    [
        ("x{", 2, "unexpected end of the query", ""),
        ("x{,}", 2, "unexpected ','", ""),
        ("x{a='1',,}", 8, "unexpected ','", ""),
        ("x{a='1' b='2'}", 8, "unexpected word b", ""),
        ("x{a='1' or b='2'}", 8, "unexpected word or", "PromQL has no `or` inside braces"),
        ("x{a}", 3, "expected = != =~ or !~", ""),
        ("x{a=b}", 4, "unexpected word b", 'a="b"'),
        ("x{a==b}", 4, "unexpected '='", "single ="),
        ("x{a=~'('}", 5, "missing closing )", ""),
        ("x{a=~'(?=b)'}", 5, "look-around", ""),
        (r"x{a='\d'}", 5, r"\d is no escape sequence", r"\\"),
        ("x{a:b='1'}", 3, "unexpected character ':' inside braces", ""),
        ("{}", 0, "refuses the empty string", "such as"),
        ("{a=''}", 0, "refuses the empty string", ""),
        ("{a=~'.*'}", 0, "refuses the empty string", ""),
        ("{a!='x'}", 0, "refuses the empty string", ""),
        ("{a!~'x'}", 0, "refuses the empty string", ""),
        ("{''}", 0, "refuses the empty string", ""),
        ("1 + x{__name__='y'}", 4, "must not be set twice", ""),
        ("x{'y'}", 0, "must not be set twice", ""),
        ("x{__name__=~'x'}", 0, "must not be set twice", ""),
        ("on", 0, "on is a keyword", '{__name__="on"}'),
        ("-Group_Left", 1, "Group_Left is a keyword", ""),
        ("(x)[5m]", 3, "a range needs a selector", "[range:]"),
        ("rate(x[5m])[1h]", 11, "a range needs a selector", "[range:]"),
        ("1[5m]", 1, "a range needs a selector", ""),
        ("1[5m:]", 0, "a subquery needs an instant vector, not a scalar", ""),
        ("x[5m][1h:]", 0, "not a range vector", ""),
        ("x offset 1m [5m]", 12, "no offset modifier is allowed before the range", "x[range] offset …"),
        ("x @ 5 [5m]", 6, "no @ modifier is allowed before the range", ""),
        ("(x) offset 5m", 4, "offset must follow a selector", "(a offset 5m)"),
        ("rate(x[5m]) @ 5", 12, "@ must follow a selector", ""),
        ("(x[5m]) offset 1m", 8, "offset must follow", ""),
        ("x offset 1m offset 2m", 12, "twice", ""),
        ("x @ 5 @ 6", 6, "twice", ""),
        ("x @ start", 4, "unexpected word start after @", ""),
        ("x @ y", 4, "unexpected word y after @", ""),
        ("x @ -Inf", 4, "Prometheus cannot hold", ""),
        ("x @ 1e19", 4, "Prometheus cannot hold", ""),
        ("x anchored smoothed", 11, "exclude each other", ""),
        ("x[5m:] anchored", 7, "not for subqueries", ""),
        ("x{a='1'}{b='2'}", 8, "unexpected '{'", "operator is missing"),
    ],
)
def test_refuses(text: str, position: int, reason: str, suggestion: str) -> None:
    with pytest.raises(PromQLSyntaxError) as caught:
        q.parse(text)
    error = caught.value
    assert (error.position, reason in error.reason, suggestion in error.suggestion) == (position, True, True), error
