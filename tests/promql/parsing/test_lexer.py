from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.errors import PromQLSyntaxError
from prometheus_querier.promql.parsing.lexer import tokenize


def values(text: str) -> list[str]:
    return tokenize(text).values[:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a+b", ["a", "+", "b"]),
        ("a<=b</c>/d>=e!=f==g", ["a", "<=", "b", "</", "c", ">/", "d", ">=", "e", "!=", "f", "==", "g"]),
        (":a:b{c!~'d',e=~`f`}", [":a:b", "{", "c", "!~", "'d'", ",", "e", "=~", "`f`", "}"]),
        ("x[5m:1m]", ["x", "[", "5m", ":", "1m", "]"]),
        ("x[step():range()]", ["x", "[", "step", "(", ")", ":", "range", "(", ")", "]"]),
        ("1e-3-.5+0x1F", ["1e-3", "-", ".5", "+", "0x1F"]),
        ("x # one\r+ y # two\n\t- z # three", ["x", "+", "y", "-", "z"]),
        ("{a # inside = braces }\n='b'}", ["{", "a", "=", "'b'", "}"]),
        ("x[5m # inside brackets ]\n]", ["x", "[", "5m", "]"]),
        ('"# no comment"', ['"# no comment"']),
        (r'"\"" + "\\"', [r'"\""', "+", r'"\\"']),
        ("`line\nbreak\\`", ["`line\nbreak\\`"]),
        ("+Infd", ["+", "Infd"]),
    ],
)
def test_splits(text: str, expected: list[str]) -> None:
    assert values(text) == expected


def test_starts_point_at_the_tokens() -> None:
    text = " sum(up{a='b'}[5m])  # end "
    tokens = tokenize(text)
    assert all(text.startswith(value, start) for value, start in zip(tokens.values, tokens.starts, strict=True))
    assert tokens.starts[-1] == len(text)


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("a & b", 2, "unexpected character '&'"),
        ("a =~ b", 2, "inside braces only"),
        ("a ! b", 2, "unexpected '!'"),
        ("a{b;}", 3, "unexpected character ';' inside braces"),
        ("a{1}", 2, "unexpected character '1' inside braces"),
        ("a['b']", 2, "unexpected string inside brackets"),
        ("a[$__interval]", 2, "unexpected character '$' inside brackets"),
        ("métrique", 1, "unexpected character 'é'"),
        ('"abc', 0, "unterminated string"),
        ('"abc\ndef"', 0, "unterminated string"),
        ("`\\``", 3, "unterminated string"),
        ('a{b="\ufffd"}', 5, "U+FFFD"),
        ('a{b="\ud800"}', 5, "lone surrogate"),
        ("\u201ca\u201d", 0, "unexpected character"),
    ],
)
def test_refuses_with_a_position(text: str, position: int, reason: str) -> None:
    with pytest.raises(PromQLSyntaxError) as caught:
        tokenize(text)
    assert caught.value.position == position
    assert reason in caught.value.reason


@given(st.text(alphabet=st.sampled_from("ab1.:{}[]()\"'`\\#\n= ~!<>/+-_é\ufffd"), max_size=30))
def test_any_text_gives_its_tokens_or_an_error(text: str) -> None:
    try:
        tokens = tokenize(text)
    except PromQLSyntaxError:
        return
    assert all(text.startswith(value, start) for value, start in zip(tokens.values, tokens.starts, strict=True))


@pytest.mark.parametrize(
    "part", ['"', "'", "`", "{", "[", "(", "-", "a", "1", ".", "#", "#\n", " ", "a+", "\\", '"\\', "1e", "=", "é", "_:"]
)
def test_time_is_linear_in_the_text(part: str) -> None:
    started = time.process_time()
    with contextlib.suppress(PromQLSyntaxError):
        tokenize(part * (2**18 // len(part)))
    assert time.process_time() - started < 3
