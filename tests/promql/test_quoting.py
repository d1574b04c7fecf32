"""Spelling of names: bare where the grammar allows it, quoted everywhere else."""

from __future__ import annotations

import pytest

from prometheus_querier.errors import PromQLTypeError, UnsafeNameError
from prometheus_querier.promql.quoting import (
    exact_text,
    is_bare_metric_name,
    is_function_name,
    label_names,
    quote,
    quote_regex,
    spell_label,
    spell_labels,
)


@pytest.mark.parametrize(
    "name",
    ["up", ":", ":x", "a:b", "_", "A9", "sum", "by", "offset", "and", "without", "infinity", "start", "fill", "rate"],
)
def test_bare_metric_names(name):
    assert is_bare_metric_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "9a",
        "a.b",
        "a b",
        "é",
        "a\n",
        "on",
        "ON",
        "Ignoring",
        "group_left",
        "GROUP_RIGHT",
        "bool",
        "atan2",
        "inf",
        "NaN",
        "a-b",
        "up\n",
    ],
)
def test_metric_names_that_need_quotes(name):
    assert not is_bare_metric_name(name)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("a", "a"),
        ("by", "by"),
        ("inf", "inf"),
        ("on", "on"),
        ("a:b", '"a:b"'),
        ("k.p", '"k.p"'),
        ("é", '"é"'),
        ("", '""'),
        ("a\n", '"a\\n"'),
        ("9", '"9"'),
    ],
)
def test_labels_in_braces(name, spelled):
    assert spell_label(name) == spelled


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("a", "a"),
        ("by", "by"),
        ("on", "on"),
        ("without", '"without"'),
        ("WITHOUT", '"WITHOUT"'),
        ("Inf", '"Inf"'),
        ("nan", '"nan"'),
        ("a:b", '"a:b"'),
        ("a b", '"a b"'),
    ],
)
def test_labels_in_groupings(name, spelled):
    assert spell_labels((name,)) == spelled
    assert spell_labels((name, "z")) == f"{spelled}, z"


@pytest.mark.parametrize("name", ["rate", "f", "_f", "start", "my_function2", "count_x"])
def test_function_names(name):
    assert is_function_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a.b",
        "a:b",
        "f()",
        "by",
        "WITHOUT",
        "and",
        "or",
        "unless",
        "atan2",
        "bool",
        "on",
        "group_left",
        "offset",
        "fill",
        "inf",
        "é",
        "f\n",
    ],
)
def test_what_is_no_function_name(name):
    assert not is_function_name(name)


def test_quoting_keeps_what_is_safe_and_escapes_the_rest():
    assert quote("plain text, é, 😀") == '"plain text, é, 😀"'
    assert quote('"\\\n') == r'"\"\\\n"'
    assert quote("\udcff\udc80") == r'"\xff\x80"'
    with pytest.raises(UnsafeNameError):
        quote("\ud83d")


def test_regex_operators_are_quoted():
    assert quote_regex(r"\.+*?()|[]{}^$") == r"\\\.\+\*\?\(\)\|\[\]\{\}\^\$"
    assert quote_regex("a-b/c:d é\n") == "a-b/c:d é\n"


@pytest.mark.parametrize("value", [5, None, b"a", ["a"], True])
def test_only_text_is_text(value):
    with pytest.raises(PromQLTypeError, match="the thing must be text"):
        exact_text(value, "the thing")
    with pytest.raises(PromQLTypeError):
        label_names(("a", value), "a label")


def test_long_values_are_shortened_in_messages():
    with pytest.raises(UnsafeNameError) as caught:
        exact_text("x" * 10_000 + "\ud800", "the thing")
    assert len(str(caught.value)) < 250
