"""Random PromQL for hypothesis: texts of each value type, as people and programs might write them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

_FUNCTIONS = (
    "abs",
    "ceil",
    "floor",
    "exp",
    "sqrt",
    "ln",
    "sgn",
    "sort",
    "sort_desc",
    "timestamp",
    "absent",
    "deg",
    "hour",
)
_RANGE_FUNCTIONS = (
    "rate", "increase", "delta", "irate", "idelta", "changes", "resets", "deriv", "sum_over_time", "avg_over_time",
    "max_over_time", "count_over_time", "last_over_time", "present_over_time", "stddev_over_time", "absent_over_time",
)  # fmt: skip
_PLAIN_AGGREGATORS = ("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "SUM", "Count")
_ARITHMETIC = ("+", "-", "*", "/", "%", "^", "atan2")
_COMPARISONS = ("==", "!=", ">", "<", ">=", "<=")
_SETS = ("and", "or", "unless", "AND")
_GAPS = ("", " ", "\n", "\t ", " # comment: ) } ] \" '\n")


@dataclass(frozen=True)
class Language:
    """What random queries are made of.

    Attributes:
        metrics: Names of metrics.
        labels: Values of labels by name, for matchers and groupings.
        modern: Whether to use what came after Prometheus 2.42.
        gaps: Whether to write odd white space and comments.
    """

    metrics: tuple[str, ...] = ("a", "b", "job:c:rate5m", "sum", "offset", "by")
    labels: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("job", ("x", "y")),
        ("le", ("1", "+Inf")),
        ("on", ('"', "\\", "é\n")),
    )
    modern: bool = False
    gaps: bool = True


PLAIN = Language()
MODERN = Language(modern=True)


@st.composite
def instant_vectors(draw: st.DrawFn, language: Language = PLAIN, depth: int = 4) -> str:
    """Expressions whose value is an instant vector."""
    if depth <= 0 or draw(st.integers(0, 2)) == 0:
        return draw(_selectors(language)) + draw(_modifiers(language))
    inner = instant_vectors(language, depth - 1)
    match draw(st.sampled_from(("call", "range", "special", "aggregation", "sign", "group", "binary"))):
        case "call":
            text = _call(draw, language, draw(st.sampled_from(_FUNCTIONS)), draw(inner))
        case "range":
            window = draw(range_vectors(language, depth - 1))
            text = _call(draw, language, draw(st.sampled_from(_RANGE_FUNCTIONS)), window)
        case "special":
            text = _special_call(draw, language, depth)
        case "aggregation":
            text = _aggregation(draw, language, depth)
        case "sign":
            text = f"{draw(st.sampled_from('+-'))}{draw(_gaps(language))}{_operand(draw, draw(inner))}"
        case "group":
            text = f"({draw(_gaps(language))}{draw(inner)}{draw(_gaps(language))})"
        case _:
            text = _binary(draw, language, depth)
    return text


@st.composite
def scalars(draw: st.DrawFn, language: Language = PLAIN, depth: int = 2) -> str:
    """Expressions whose value is a scalar."""
    kind = draw(st.integers(0, 5 if depth > 0 else 1))
    if kind <= 1:
        return draw(numbers(language))
    if kind == 2:
        return draw(st.sampled_from(("time()", "pi()", "-time()", "+pi()")))
    if kind == 3:
        return f"scalar({draw(instant_vectors(language, depth - 1))})"
    left, right = draw(scalars(language, depth - 1)), draw(scalars(language, depth - 1))
    operator = draw(st.sampled_from(_ARITHMETIC)) if kind == 4 else f"{draw(st.sampled_from(_COMPARISONS))} bool"
    return f"{_operand(draw, left)} {operator} {_operand(draw, right)}"


@st.composite
def range_vectors(draw: st.DrawFn, language: Language = PLAIN, depth: int = 3) -> str:
    """Expressions whose value is a range vector."""
    window = draw(_durations(language))
    if depth <= 0 or draw(st.booleans()):
        return f"{draw(_selectors(language))}[{window}]{draw(_modifiers(language))}"
    step = draw(st.sampled_from(("", "1m", "30s", "2m30s")))
    return f"({draw(instant_vectors(language, depth - 1))})[{window}:{step}]{draw(_modifiers(language))}"


@st.composite
def numbers(draw: st.DrawFn, language: Language = PLAIN) -> str:
    """Number literals in all their spellings."""
    spellings = [
        "0",
        "1",
        "2.5",
        ".5",
        "5.",
        "1e3",
        "1E-3",
        "0x1F",
        "017",
        "08",
        "Inf",
        "-Inf",
        "NaN",
        "+inf",
        "-2",
        "100",
    ]
    if language.modern:
        spellings += ["1_000", "5m", "-1h30m", "0x_1F"]
    floats = st.floats(allow_nan=False, allow_infinity=False).map(repr)
    return draw(st.one_of(st.sampled_from(spellings), floats))


@st.composite
def _selectors(draw: st.DrawFn, language: Language) -> str:
    name = draw(st.sampled_from(language.metrics))
    matchers = draw(st.lists(_matchers(language), max_size=2))
    if not matchers:
        return draw(st.sampled_from((name, f"{name}{{}}", f'{{__name__="{name}"}}')))
    gap = draw(_gaps(language))
    comma = draw(st.sampled_from(("", ",")))
    return f"{name}{{{gap}{f',{gap}'.join(matchers)}{comma}}}"


@st.composite
def _matchers(draw: st.DrawFn, language: Language) -> str:
    label, values = draw(st.sampled_from(language.labels))
    operator = draw(st.sampled_from(("=", "!=", "=~", "!~")))
    value = draw(st.sampled_from(values))
    if "~" in operator:
        value = draw(st.sampled_from((".*", ".+", "x|y", "(?i)X", "", "[^x]+", r"\d+")))
    name = f'"{label}"' if language.modern and draw(st.booleans()) else label
    return f"{name}{draw(_gaps(language))}{operator}{_quoted(draw, value)}"


def _quoted(draw: st.DrawFn, value: str) -> str:
    quote = draw(st.sampled_from(("'", '"', "`")))
    if quote == "`" and "`" not in value:
        return f"`{value}`"
    quote = '"' if quote == "`" else quote
    escaped = value.replace("\\", "\\\\").replace(quote, f"\\{quote}").replace("\n", "\\n")
    return f"{quote}{escaped}{quote}"


@st.composite
def _modifiers(draw: st.DrawFn, language: Language) -> str:
    offset = draw(st.sampled_from(("", "", "", " offset 5m", " OFFSET -1m", " offset 1m30s")))
    at = draw(st.sampled_from(("", "", "", " @ 1704067800", " @ start()", " @ end()", " @ 1704067800.5")))
    if language.modern and not offset and draw(st.integers(0, 4)) == 0:
        offset = draw(st.sampled_from((" offset 300", " offset (2 * 1m)", " offset step()")))
    return draw(st.sampled_from((offset + at, at + offset)))


@st.composite
def _durations(draw: st.DrawFn, language: Language) -> str:
    spellings = ["5m", "1h", "90s", " 10m ", "1h30m", "2m1s500ms"]
    if language.modern:
        spellings += ["300", "1m + 5m", "(5m)", "-(1m - 6m)", "max_of(step(), 5m)", "2 ^ 3 * 1m", "range()"]
    return draw(st.sampled_from(spellings))


@st.composite
def _gaps(draw: st.DrawFn, language: Language) -> str:
    return draw(st.sampled_from(_GAPS)) if language.gaps and draw(st.integers(0, 9)) == 0 else ""


def _labels(draw: st.DrawFn, language: Language) -> str:
    names = [name for name, _ in language.labels]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    if language.modern:
        chosen = [f'"{name}"' if draw(st.booleans()) else name for name in chosen]
    return f"({', '.join(chosen)})"


def _call(draw: st.DrawFn, language: Language, name: str, *arguments: str) -> str:
    gap = draw(_gaps(language))
    return f"{name}({gap}{f',{gap}'.join(arguments)}{gap})"


def _special_call(draw: st.DrawFn, language: Language, depth: int) -> str:
    inner = draw(instant_vectors(language, depth - 1))
    scalar = draw(scalars(language, depth - 1))
    window = draw(range_vectors(language, depth - 1))
    calls = [
        f"clamp_max({inner}, {scalar})",
        f"round({inner}, 0.5)",
        f"vector({scalar})",
        f"histogram_quantile({scalar}, {inner})",
        f"predict_linear({window}, {scalar})",
        f"quantile_over_time({scalar}, {window})",
        f'label_replace({inner}, "made", "$1", "job", "(.*)")',
        f"label_join({inner}, 'made', `-`, 'job', 'le')",
        "minute()",
    ]
    if language.modern:
        calls += [f"mad_over_time({window})", f"info({inner}, {{job=~'.+'}})", f"sort_by_label({inner}, 'job')"]
    return draw(st.sampled_from(calls))


def _aggregation(draw: st.DrawFn, language: Language, depth: int) -> str:
    operand = draw(instant_vectors(language, depth - 1))
    operator = draw(st.sampled_from(_PLAIN_AGGREGATORS))
    arguments = operand
    if draw(st.integers(0, 3)) == 0:
        named = draw(st.sampled_from(("topk", "bottomk", "quantile", *(("limitk",) if language.modern else ()))))
        operator, arguments = named, f"{draw(scalars(language, depth - 1))}, {operand}"
    elif draw(st.integers(0, 9)) == 0:
        operator, arguments = "count_values", f"'made', {operand}"
    gap = draw(_gaps(language))
    clause = draw(st.sampled_from(("", "by", "without")))
    if not clause:
        return f"{operator}{gap}({arguments})"
    clause = f"{clause}{gap}{_labels(draw, language)}"
    return draw(st.sampled_from((f"{operator} {clause}({arguments})", f"{operator}({arguments}){gap} {clause}")))


def _operand(draw: st.DrawFn, text: str) -> str:
    """Mostly in parentheses, so that trees are as varied as texts; without, precedence decides."""
    return f"({text})" if draw(st.booleans()) else text


def _binary(draw: st.DrawFn, language: Language, depth: int) -> str:
    left = draw(instant_vectors(language, depth - 1))
    if draw(st.integers(0, 2)) == 0:
        scalar = _operand(draw, draw(scalars(language, depth - 1)))
        operator = draw(st.sampled_from((*_ARITHMETIC, *_COMPARISONS)))
        sides = [f"({left})", scalar]
        return f" {operator} ".join(sides if draw(st.booleans()) else sides[::-1])
    operator = draw(st.sampled_from((*_ARITHMETIC, *_COMPARISONS, *_SETS)))
    words = " bool" if operator in _COMPARISONS and draw(st.booleans()) else ""
    if draw(st.booleans()):
        words += f" {draw(st.sampled_from(('on', 'ignoring')))} {_labels(draw, language)}"
        if operator not in _SETS and draw(st.booleans()):
            words += draw(st.sampled_from((" group_left ()", " group_right (made)", " group_left(made,)")))
    right = draw(instant_vectors(language, depth - 1))
    # Parentheses around both: a comparison without bool may not meet two scalars.
    return f"({left}) {operator}{words} ({right})" if draw(st.booleans()) else f"{left} {operator}{words} ({right})"
