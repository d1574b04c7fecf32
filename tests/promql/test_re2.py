from __future__ import annotations

import contextlib
import time

import pytest

from prometheus_querier.promql.re2 import BadRegexError, matches_empty


# Verdicts are those of Prometheus 3.5, asked with {a=~"…"}.
@pytest.mark.parametrize(
    "pattern",
    ["", "a*", "a?", "a*?", "(a|b*)c?", "^$", r"\A\z", r"\B", "(?i)", "(?i:a|)", "a{0}", "a{0,}", "a{0,5}", "()", "(|a)", "a|",
     r"\Q\E", r"\Q", "$*", "^*", "(?)", ".*", "(?P<n>)", "(?s-i:)"],
)  # fmt: skip
def test_matches_empty(pattern: str) -> None:
    assert matches_empty(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["a", ".", ".+", "a+?", "a|b", r"\b", r"\Qa.b\E*", "[a-z]", "[]a]", "[^]]", "[[:alpha:]]", r"[\d-z]", "[a-]", "(a{100}){10}",
     "a{2,}", "{", "a{", "a{,3}x", "x{01}", r"\d", r"\pL", r"\p{Greek}", r"\12", r"\x41", r"\x{41}", r"\_", r"\.", "é+", "(?i)A",
     "(?<n>a)", "a\nb", "]", "}", "(?U)a+"],
)  # fmt: skip
def test_matches_something_only(pattern: str) -> None:
    assert not matches_empty(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a)", "(?", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?>a)", "(?#c)", "(?P=n)", "(?P<n>a)(?P<n>b)", "(?-)", "(?i-)",
     "*", "+a", "a|*", "(*)", "(?i)*", "a**", "a+*", "a???", "a{2}{3}", "a{1001}", "a{3,2}", "a{99999999999}", "(a{100}){11}",
     "[", "[]", "[a", "[z-a]", r"[a-\d]", "[[:foo:]]", r"[\é]", "\\", r"\1", r"\8", r"\Z", r"\C", r"\G", r"\k<n>", r"\é",
     r"\x{110000}", r"\xg", "\ud800", "(" * 1002 + ")" * 1002],
)  # fmt: skip
def test_refuses(pattern: str) -> None:
    with pytest.raises(BadRegexError):
        matches_empty(pattern)


@pytest.mark.parametrize(
    "part", ["a", "a|", "a*", "(a)", "[a", "[[:", "[[:alpha", r"\d", r"\Qa", "(?i)", "{1", "(", "(?:"]
)
def test_time_is_linear_in_the_pattern(part: str) -> None:
    started = time.process_time()
    with contextlib.suppress(BadRegexError):
        matches_empty(part * (2**17 // len(part)))
    assert time.process_time() - started < 3
