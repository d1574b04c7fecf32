"""Any text in any place comes back from a real server exactly, or is refused before anything is sent.

Thousands of texts: random ones, and all that PromQL gives a meaning to. They are asked in batches, joined by ``or``.
"""

from __future__ import annotations

import itertools
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from promql_server import Connection

from prometheus_querier import promql as q
from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

BATCH = 100
many = settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ATTACKS = [
    "", " ", '"', "'", "`", "\\", "\\\\", "\n", "\r", "\t", "\0", "\x7f", "\x80", "\xa0", "\u2028", "\ufeff", "\ufffd", "\ufffe", "😀", "é", "e\u0301",
    'x"} or up{job="', "x'} or vector(1) or up{job='", '"} or {__name__=~".+', "a\\", 'a\\"', "\\n", "\\x41", "\\u0041", "\\101", "$1", "${1}", "$$",
    "{{ $value }}", "{", "}", "[", "]", "(", ")", ",", "=", "=~", "!=", "#", "# comment", "a#b", "@", "5m", "5", "-1", "NaN", "Inf", "inf", "nan", "+Inf", "0x1F",
    "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset", "and", "or", "unless", "atan2", "sum", "rate", "start", "end", "__name__",
    ".*", ".+", "a|b", "(?i)a", "^a$", "[a-z]", "a{2}", "\\d", "\\.", "%41", "a&b=c", "a+b", "+", "%", "<script>", "' OR 1=1 --", "\u202e", "İ", "ß",
]  # fmt: skip
PAIRS = ["".join(pair) for pair in itertools.product("\"'`\\{}()\n#$,a", repeat=2)]
texts = st.lists(
    st.text(max_size=12) | st.text("\"'`\\{}()[]$#,=~ab\n\0", max_size=8), min_size=BATCH, max_size=BATCH, unique=True
)


@pytest.fixture(scope="module")
def server(prometheus: LocalPrometheus) -> Iterator[Connection]:
    connection = Connection(prometheus)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def server3(prometheus3: LocalPrometheus) -> Iterator[Connection]:
    connection = Connection(prometheus3)
    yield connection
    connection.close()


def numbered(number: int) -> q.InstantVector:
    return q.label_replace(q.vector(1), "number", str(number), "", "")


def in_batches(
    server: Connection, values: Iterable[str], ask: Callable[[q.InstantVector, str], q.InstantVector]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Asks one question for each value; yields each value with the labels of the one series that came back."""
    todo = list(dict.fromkeys(values))
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        questions = [ask(numbered(number), value) for number, value in enumerate(batch)]
        answers = {
            one["metric"]["number"]: one["metric"] for one in server.series(reduce(q.InstantVector.or_, questions))
        }
        assert len(answers) == len(batch)
        yield from ((value, answers[str(number)]) for number, value in enumerate(batch))


def check_strings(server: Connection, values: Iterable[str]) -> None:
    # The separator between two labels that do not exist is the whole new label.
    for value, labels in in_batches(server, values, lambda v, value: q.label_join(v, "out", value, "no", "no")):
        assert labels.get("out", "") == value


def check_regexes(server: Connection, values: Iterable[str]) -> None:
    def ask(v: q.InstantVector, value: str) -> q.InstantVector:
        pattern = q.one_of([value, "never this one"]).value
        return q.label_replace(q.label_join(v, "out", value, "no", "no"), "hit", "yes", "out", pattern)

    for value, labels in in_batches(server, values, ask):
        assert labels.get("hit") == "yes", value


@many
@given(texts)
def test_strings_come_back(server: Connection, values: list[str]) -> None:
    check_strings(server, values)


def test_hostile_strings_come_back(server: Connection) -> None:
    check_strings(server, ATTACKS + PAIRS)


def test_every_character_of_the_basic_plane_comes_back(server: Connection) -> None:
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    check_strings(server, ("".join(characters[start : start + 64]) for start in range(0, len(characters), 64)))


@many
@given(texts)
def test_one_of_matches_its_values_and_nothing_else(server: Connection, values: list[str]) -> None:
    check_regexes(server, values)


def test_one_of_matches_hostile_values(server: Connection) -> None:
    check_regexes(server, ATTACKS + PAIRS)


@pytest.mark.parametrize("value", ["a|b", ".*", "(?i)a", "[a-z]", "\\d", "", "^a$", "a{2}"])
def test_one_of_matches_nothing_but_its_values(server: Connection, value: str) -> None:
    def ask(v: q.InstantVector, other: str) -> q.InstantVector:
        pattern = q.one_of([value, value + "x"]).value
        return q.label_replace(q.label_join(v, "out", other, "no", "no"), "hit", "yes", "out", pattern)

    for other, labels in in_batches(server, set(ATTACKS + PAIRS) - {value}, ask):
        assert "hit" not in labels, other


def matchers_of(node: dict[str, Any]) -> list[tuple[str, str, str]]:
    assert node["type"] == "vectorSelector"
    return sorted((matcher["name"], matcher["type"], matcher["value"]) for matcher in node["matchers"])


def branches(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The operands of ``a or b or c``."""
    while node["type"] == "binaryExpr" and node["op"] == "or":
        yield node["rhs"]
        node = node["lhs"]
    yield node


def parsed_in_batches(server3: Connection, questions: list[q.InstantVector]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(questions), BATCH):
        batch = questions[start : start + BATCH]
        answers = list(branches(server3.ask("parse_query", query=str(reduce(q.InstantVector.or_, batch)))))
        assert len(answers) == len(batch)
        yield from reversed(answers)


def check_selectors(server3: Connection, values: list[str]) -> None:
    names = [value for value in values if value]
    questions = [
        q.metric(name, {label: value}) for name, label, value in zip(names, names[1:], names[2:], strict=False)
    ]
    for question, node in zip(questions, parsed_in_batches(server3, questions), strict=True):
        name = next(iter(q.metric_names(question)))
        (matcher,) = [one for one in question.matchers if one.label != "__name__" or question.name is not None]
        assert matchers_of(node) == sorted([("__name__", "=", name), (matcher.label, "=", matcher.value)])


def check_groupings(server3: Connection, values: list[str]) -> None:
    names = [value for value in values if value]
    a, b = q.metric("a"), q.metric("b")
    for make, read in (
        (lambda name: q.sum(a).by(name, "z"), lambda node: node["grouping"]),
        (lambda name: q.sum(a).without(name, "z"), lambda node: node["grouping"]),
        (lambda name: (a / b).on(name, "z"), lambda node: node["matching"]["labels"]),
        (lambda name: (a / b).ignoring(name, "z"), lambda node: node["matching"]["labels"]),
        (lambda name: (a / b).on("no").group_left(name, "z"), lambda node: node["matching"]["include"]),
        (lambda name: (a / b).ignoring("no").group_right(name, "z"), lambda node: node["matching"]["include"]),
    ):  # fmt: skip
        questions: list[q.InstantVector] = [make(name) for name in names]
        for name, node in zip(names, parsed_in_batches(server3, questions), strict=True):
            assert read(node) == [name, "z"]


@many
@given(texts)
def test_names_come_back(server3: Connection, values: list[str]) -> None:
    check_selectors(server3, without_the_name(values))


def test_hostile_names_come_back(server3: Connection) -> None:
    names = without_the_name(ATTACKS + PAIRS)
    check_selectors(server3, names)
    check_groupings(server3, names)


def without_the_name(texts: list[str]) -> list[str]:
    """Leaves out the label that would give a metric a second name, which hypothesis finds in our own code, too."""
    return [text for text in texts if text != "__name__"]


@settings(parent=many, max_examples=4)
@given(texts)
def test_grouping_labels_come_back(server3: Connection, values: list[str]) -> None:
    check_groupings(server3, values)


@settings(parent=many, max_examples=300)
@given(st.text(max_size=8) | st.text("0123456789.smhdwy-+e ()[]:", max_size=8))
def test_a_duration_is_read_or_refused(server: Connection, text: str) -> None:
    selector = q.metric("a")
    for make in (
        lambda: selector[text],
        lambda: selector["1h":text],
        lambda: selector[text:],
        lambda: selector["5m"].offset(text),
    ):
        try:
            expr = make()
        except QueryBuildError:
            continue
        assert server.ask("format_query", query=str(expr)) == q.pretty(expr, 100)


@settings(parent=many, max_examples=200)
@given(st.text(max_size=8) | st.text("0123456789.-+:TZe ()", max_size=25))
def test_a_time_is_read_or_refused(server: Connection, text: str) -> None:
    try:
        expr = q.metric("a").at(text)
    except QueryBuildError:
        return
    assert server.ask("format_query", query=str(expr)) == str(expr)


@settings(parent=many, max_examples=100)
@given(st.text(max_size=6))
def test_a_function_name_is_a_word_or_refused(text: str) -> None:
    try:
        expr = q.call(text, q.metric("a"))
    except QueryBuildError:
        return
    assert str(expr) == f"{text}(a)"
    assert text.isascii()
    assert text.isidentifier()


@settings(parent=many, max_examples=100)
@given(st.lists(st.floats(), min_size=50, max_size=50))
def test_numbers_come_back(server: Connection, numbers: list[float]) -> None:
    questions = [q.label_replace(q.vector(value), "number", str(place), "", "") for place, value in enumerate(numbers)]
    answers = {
        one["metric"]["number"]: one["value"][1] for one in server.series(reduce(q.InstantVector.or_, questions))
    }
    for place, value in enumerate(numbers):
        # The API prints a negative zero without its sign.
        assert float(answers[str(place)]) == value or value != value  # noqa: PLR0124 - NaN
