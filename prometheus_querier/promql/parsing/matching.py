"""What stands between an operator and its right side, and lists of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql.constructs import QUOTED_GROUPING_LABEL
from prometheus_querier.promql.nodes import ONE_TO_ONE, VectorMatching

from .durations import read_number
from .lexer import NUMBER, STRING, WORD

if TYPE_CHECKING:
    from .cursor import Cursor

_NO_LABELS: Final = frozenset({"without", "inf", "nan"})
_FILLS: Final = {"fill": ("left", "right"), "fill_left": ("left",), "fill_right": ("right",)}
_STARTS: Final = frozenset({"bool", "on", "ignoring", "group_left", "group_right", *_FILLS})


class Modifiers(NamedTuple):
    """The words after a binary operator."""

    return_bool: bool = False
    matching: VectorMatching = ONE_TO_ONE


NONE: Final = Modifiers()


def read_modifiers(cursor: Cursor) -> Modifiers:
    """Reads ``bool``, ``on`` or ``ignoring``, ``group_left`` or ``group_right`` and ``fill``, in this order."""
    word = cursor.word()
    if word not in _STARTS:
        return NONE
    return_bool = word == "bool"
    if return_bool:
        cursor.index += 1
        word = cursor.word()
    start = cursor.starts[cursor.index]
    labels: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    on = word == "on"
    group: Literal["left", "right"] | None = None
    if word in ("on", "ignoring"):
        cursor.index += 1
        labels = read_labels(cursor, word)
        word = cursor.word()
        if word in ("group_left", "group_right"):
            group = "left" if word == "group_left" else "right"
            cursor.index += 1
            if cursor.kinds[cursor.index] == "(":
                include = read_labels(cursor, word)
    elif word in ("group_left", "group_right"):
        raise cursor.error(
            f"{word} needs on (…) or ignoring (…) before it",
            suggestion=f"ignoring () {word} where all labels are to be equal",
        )
    fills = _read_fills(cursor)
    try:
        matching = VectorMatching(labels, on, group, include, fills.get("left"), fills.get("right"))
    except QueryBuildError as error:
        raise cursor.error(str(error), start) from None
    return Modifiers(return_bool, ONE_TO_ONE if matching == ONE_TO_ONE else matching)


def _read_fills(cursor: Cursor) -> dict[str, float]:
    fills: dict[str, float] = {}
    # Without a parenthesis, the word is the name of a metric.
    while (word := cursor.word()) in _FILLS and cursor.follows("("):
        for side in _FILLS[word]:
            if side in fills:
                raise cursor.error(f"the {side} side has a fill value already")
        cursor.index += 2
        value = _read_fill_value(cursor)
        cursor.take(")", f"after the value of {word}")
        fills.update(dict.fromkeys(_FILLS[word], value))
    return fills


def _read_fill_value(cursor: Cursor) -> float:
    sign = cursor.kinds[cursor.index]
    if sign in "+-":
        cursor.index += 1
    word = cursor.word()
    if word in ("inf", "nan"):
        cursor.index += 1
        value = float(word)
    elif cursor.kinds[cursor.index] is NUMBER:
        value = read_number(cursor).value
    else:
        raise cursor.unexpected("as the value of a fill modifier", "a number")
    return -value if sign == "-" else value


def read_labels(cursor: Cursor, clause: str) -> tuple[str, ...]:
    """Reads the labels in parentheses after ``by``, ``on`` and their like."""
    place = f"in the labels of {clause}"
    if cursor.kinds[cursor.index] != "(":
        following = cursor.values[cursor.index] if cursor.kinds[cursor.index] in (WORD, STRING) else ""
        suggestion = f"labels stand in parentheses: {clause} ({following})" if following else ""
        raise cursor.unexpected(f"after {clause}", "'('", suggestion=suggestion)
    cursor.index += 1
    labels: list[str] = []
    while cursor.kinds[cursor.index] != ")":
        labels.append(_read_label(cursor, place))
        if cursor.kinds[cursor.index] == ",":
            cursor.index += 1
        elif cursor.kinds[cursor.index] != ")":
            raise _no_separator(cursor, place, clause)
    cursor.index += 1
    return tuple(labels)


def _read_label(cursor: Cursor, place: str) -> str:
    kind = cursor.kinds[cursor.index]
    if kind is WORD and cursor.word() not in _NO_LABELS:
        cursor.index += 1
        return cursor.values[cursor.index - 1]
    if kind is not STRING:
        suggestion = f'quote it: "{cursor.values[cursor.index]}"' if kind is WORD else ""
        raise cursor.unexpected(place, "a label", suggestion=suggestion)
    start = cursor.starts[cursor.index]
    cursor.spellings.append(QUOTED_GROUPING_LABEL)
    label = cursor.take_string(place)
    if not label or not label.isascii():
        try:
            valid = bool(label.encode())
        except UnicodeEncodeError:
            valid = False
        if not valid:
            raise cursor.error(f"{label!r} is no label name, which is UTF-8 and not empty", start)
    return label


def _no_separator(cursor: Cursor, place: str, clause: str) -> Exception:
    suggestion = ""
    if cursor.kinds[cursor.index] in ("=", "==", "!="):
        suggestion = f'{clause} takes names of labels only; values are compared in a selector: x{{label="value"}}'
    return cursor.unexpected(place, "a comma or ')'", suggestion=suggestion)
