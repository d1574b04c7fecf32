"""Expressions: operands, operators by precedence, parentheses, and calls.

What waits for its end stands on a stack of this module's own, so that depth is bounded by memory only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql.nodes import (
    AGGREGATORS,
    ONE_TO_ONE,
    InstantVector,
    Number,
    Scalar,
    ScalarBinary,
    StringLiteral,
    VectorBinary,
    VectorUnary,
    signed,
)
from prometheus_querier.promql.operators import (
    COMPARISON_OPERATORS,
    PRECEDENCE,
    RIGHT_ASSOCIATIVE,
    SET_OPERATORS,
    UNARY_PRECEDENCE,
)

from .calls import find_function, make_aggregation, make_call
from .cursor import Cursor
from .durations import read_number
from .lexer import END, NUMBER, STRING, WORD
from .matching import NONE, Modifiers, read_labels, read_modifiers
from .selectors import read_selector, read_suffixes

if TYPE_CHECKING:
    from prometheus_querier.errors import PromQLSyntaxError
    from prometheus_querier.promql.nodes import Expr
    from prometheus_querier.promql.operators import BinaryOperator, UnaryOperator
    from prometheus_querier.promql.signatures import FunctionInfo

_NO_NAMES: Final = frozenset({"atan2", "bool", "on", "ignoring", "group_left", "group_right"})
_SUFFIX_KINDS: Final = frozenset({"[", "@", WORD})
_WEAKEST: Final = 1
_OPEN: Final = 0


@dataclass(slots=True)
class _Sign:
    """A sign that waits for its operand."""

    sign: UnaryOperator
    start: int
    precedence: int = UNARY_PRECEDENCE


@dataclass(slots=True)
class _Operator:
    """A binary operator that waits for its right side."""

    operator: BinaryOperator
    precedence: int
    start: int
    modifiers: Modifiers


@dataclass(slots=True)
class _Parenthesis:
    """A parenthesis that waits for its end: of a group, a call or an aggregation. It binds to nothing.

    Attributes:
        start: Where the group, the function's name or the aggregator starts.
        base: How many operands there were before.
        function: The function, of a call.
        aggregator: The aggregator, of an aggregation.
        clause: The labels of ``by`` or ``without``, and whether it is ``without``; None while there is no clause.
    """

    start: int
    base: int
    function: FunctionInfo | None = None
    aggregator: str = ""
    clause: tuple[tuple[str, ...], bool] | None = None
    precedence: int = _OPEN


class ExpressionReader:
    """Reads one query."""

    __slots__ = ("cursor", "operands", "pending", "places")

    def __init__(self, text: str) -> None:
        self.cursor = Cursor(text)
        # The operands read so far, and where each one starts.
        self.operands: list[Expr] = []
        self.places: list[int] = []
        self.pending: list[_Sign | _Operator | _Parenthesis] = []

    def read(self) -> Expr:
        """Reads the whole text."""
        cursor = self.cursor
        if cursor.kinds[0] is END:
            raise cursor.error("no expression found: the query is empty")
        while True:
            if not self._read_operand():
                continue
            while True:
                kind = cursor.kinds[cursor.index]
                operator = cursor.values[cursor.index].lower() if kind is WORD else kind
                if operator in PRECEDENCE:
                    self._read_operator(cast("BinaryOperator", operator))
                    break
                if kind == ")":
                    self._close()
                elif kind == ",":
                    self._next_argument()
                    break
                elif kind is END:
                    return self._end()
                else:
                    raise self._unexpected_after_operand()

    def _read_operand(self) -> bool:
        """Reads an operand with its suffixes, or what stands before one; tells whether an operand stands now."""
        cursor = self.cursor
        index = cursor.index
        kind = cursor.kinds[index]
        start = cursor.starts[index]
        if kind is WORD:
            return self._read_word(start)
        if kind is NUMBER:
            self._push(read_number(cursor), start)
        elif kind == "{":
            self._push(read_selector(cursor, None, start, may_be_empty=self._in_data_labels()), start)
        elif kind == "(":
            cursor.index += 1
            self.pending.append(_Parenthesis(start, len(self.operands)))
            return False
        elif kind in "+-":
            cursor.index += 1
            self.pending.append(_Sign(cast("UnaryOperator", kind), start))
            return False
        elif kind is STRING:
            self._push(StringLiteral(cursor.take_string("")), start)
        else:
            raise self._no_operand()
        return True

    def _push(self, operand: Expr, start: int, *, parenthesised: bool = False) -> None:
        cursor = self.cursor
        kind = cursor.kinds[cursor.index]
        if kind in _SUFFIX_KINDS:
            operand = read_suffixes(cursor, operand, start, parenthesised=parenthesised)
        self.operands.append(operand)
        self.places.append(start)

    def _read_word(self, start: int) -> bool:
        cursor = self.cursor
        word = cursor.values[cursor.index]
        lower = word.lower()
        cursor.index += 1
        following = cursor.kinds[cursor.index]
        if lower in AGGREGATORS and (following == "(" or cursor.word() in ("by", "without")):
            return self._open_aggregation(lower, start)
        if lower in ("inf", "nan"):
            self._push(Number(float(lower)), start)
        elif lower in _NO_NAMES:
            cursor.index -= 1
            raise self._keyword_as_name(word)
        elif following == "(":
            return self._open_call(word, start)
        else:
            self._push(read_selector(cursor, word, start), start)
        return True

    def _open_call(self, name: str, start: int) -> bool:
        cursor = self.cursor
        function = find_function(cursor, name, start)
        cursor.index += 1
        if cursor.kinds[cursor.index] == ")":
            cursor.index += 1
            self._push(make_call(cursor, function, start, [], []), start)
            return True
        self.pending.append(_Parenthesis(start, len(self.operands), function))
        return False

    def _open_aggregation(self, operator: str, start: int) -> bool:
        cursor = self.cursor
        clause = self._read_clause()
        cursor.take("(", f"after {operator}")
        if cursor.kinds[cursor.index] == ")":
            raise cursor.error(f"{operator}() needs something to aggregate", start)
        self.pending.append(_Parenthesis(start, len(self.operands), aggregator=operator, clause=clause))
        return False

    def _read_clause(self) -> tuple[tuple[str, ...], bool] | None:
        word = self.cursor.word()
        if word not in ("by", "without"):
            return None
        self.cursor.index += 1
        return read_labels(self.cursor, word), word == "without"

    def _read_operator(self, operator: BinaryOperator) -> None:
        cursor = self.cursor
        precedence = PRECEDENCE[operator]
        # The one that is right-associative lets its equals wait.
        self._reduce(precedence + (operator == RIGHT_ASSOCIATIVE))
        start = cursor.starts[cursor.index]
        cursor.index += 1
        modifiers = read_modifiers(cursor) if cursor.kinds[cursor.index] is WORD else NONE
        self.pending.append(_Operator(operator, precedence, start, modifiers))

    def _reduce(self, weakest: int) -> None:
        """Gives their operands to the operators that bind at least as tightly as *weakest*."""
        pending = self.pending
        while pending and pending[-1].precedence >= weakest:
            waiting = pending.pop()
            if isinstance(waiting, _Operator):
                right = self.operands.pop()
                self.places.pop()
                self.operands[-1] = self._combined(waiting, self.operands[-1], right)
            elif isinstance(waiting, _Sign):
                self.operands[-1] = self._signed(waiting, self.operands[-1])
                self.places[-1] = waiting.start

    def _combined(self, waiting: _Operator, left: Expr, right: Expr) -> Expr:
        operator, (return_bool, matching) = waiting.operator, waiting.modifiers
        if isinstance(left, InstantVector) and isinstance(right, InstantVector):
            try:
                return VectorBinary(operator, left, right, return_bool, matching)
            except QueryBuildError as error:
                raise self.cursor.error(str(error), waiting.start) from None
        for side in (left, right):
            if not isinstance(side, (InstantVector, Scalar)):
                raise self.cursor.error(
                    f"{operator} needs instant vectors or scalars, not a {side.value_type.documented}", waiting.start
                )
        return self._combined_with_scalar(waiting, cast("Scalar", left), cast("Scalar", right))

    def _combined_with_scalar(
        self, waiting: _Operator, left: Scalar | InstantVector, right: Scalar | InstantVector
    ) -> Expr:
        operator, (return_bool, matching) = waiting.operator, waiting.modifiers
        if operator in SET_OPERATORS:
            raise self.cursor.error(
                f"{operator} needs instant vectors on both sides",
                waiting.start,
                suggestion="wrap the number in vector(…)",
            )
        if return_bool and operator not in COMPARISON_OPERATORS:
            raise self.cursor.error(f"bool is for comparisons only, not for {operator}", waiting.start)
        # Prometheus drops a matching without labels here, and so does the tree.
        if matching.labels or matching.fill_left is not None or matching.fill_right is not None:
            raise self.cursor.error("on, ignoring and fill need instant vectors on both sides", waiting.start)
        if isinstance(left, Scalar) and isinstance(right, Scalar):
            if operator in COMPARISON_OPERATORS and not return_bool:
                raise self.cursor.error(
                    "a comparison between two scalars needs bool", waiting.start, suggestion=f"write {operator} bool"
                )
            return ScalarBinary(operator, left, right)
        return VectorBinary(operator, left, right, return_bool, ONE_TO_ONE)

    def _signed(self, waiting: _Sign, operand: Expr) -> Expr:
        if isinstance(operand, Scalar):
            return signed(waiting.sign, operand)
        if isinstance(operand, InstantVector):
            return VectorUnary(waiting.sign, operand)
        reason = f"a sign needs a scalar or an instant vector, not a {operand.value_type.documented}"
        raise self.cursor.error(reason, waiting.start)

    def _close(self) -> None:
        """Ends a group, a call or an aggregation, which is an operand then."""
        cursor = self.cursor
        self._reduce(_WEAKEST)
        if not self.pending:
            raise cursor.error("unexpected ')', which nothing opened")
        opened = cast("_Parenthesis", self.pending.pop())
        cursor.index += 1
        arguments, places = self.operands[opened.base :], self.places[opened.base :]
        del self.operands[opened.base :], self.places[opened.base :]
        if opened.aggregator:
            clause = self._read_clause() if opened.clause is None else opened.clause
            aggregation = make_aggregation(
                cursor,
                opened.aggregator,
                opened.start,
                clause=clause or ((), False),
                arguments=arguments,
                places=places,
            )
            self._push(aggregation, opened.start)
        elif opened.function is not None:
            self._push(make_call(cursor, opened.function, opened.start, arguments, places), opened.start)
        elif self._in_data_labels():
            raise cursor.error("info() takes label matchers without parentheses", opened.start)
        else:
            self._push(arguments[0], opened.start, parenthesised=True)

    def _next_argument(self) -> None:
        cursor = self.cursor
        self._reduce(_WEAKEST)
        opened = self.pending[-1] if self.pending else None
        if not isinstance(opened, _Parenthesis) or not (opened.function or opened.aggregator):
            raise cursor.unexpected("", suggestion="a comma separates arguments, labels and matchers only")
        if cursor.follows(")"):
            raise cursor.error("no comma is allowed after the last argument")
        cursor.index += 1

    def _in_data_labels(self) -> bool:
        """Whether the next operand is the second argument of ``info()``, as a whole."""
        opened = self.pending[-1] if self.pending else None
        return (
            isinstance(opened, _Parenthesis)
            and opened.function is not None
            and opened.function.name == "info"
            and len(self.operands) == opened.base + 1
        )

    def _end(self) -> Expr:
        self._reduce(_WEAKEST)
        if self.pending:
            raise self.cursor.error("unclosed parenthesis", cast("_Parenthesis", self.pending[-1]).start)
        return self.operands[0]

    def _no_operand(self) -> PromQLSyntaxError:
        cursor = self.cursor
        kind = cursor.kinds[cursor.index]
        last = self.pending[-1] if self.pending else None
        if kind is END and isinstance(last, _Parenthesis):
            return cursor.error("unclosed parenthesis", last.start)
        if kind == ")" and isinstance(last, _Parenthesis):
            return cursor.unexpected("", "an expression", suggestion="parentheses cannot be empty")
        return cursor.unexpected("", "an expression")

    def _keyword_as_name(self, word: str) -> PromQLSyntaxError:
        return self.cursor.error(
            f"{word} is a keyword and cannot be the name of a metric without quotes",
            suggestion=f'write {{__name__="{word}"}} if it is one',
        )

    def _unexpected_after_operand(self) -> PromQLSyntaxError:
        cursor = self.cursor
        kind = cursor.kinds[cursor.index]
        suggestion = ""
        if kind == "=":
            suggestion = "equality between series is written =="
        elif kind == "]":
            suggestion = "nothing opened this bracket"
        elif cursor.word() in ("by", "without"):
            suggestion = "by and without belong to an aggregation such as sum(…), once"
        elif kind is WORD or kind in (NUMBER, STRING, "(", "{"):
            suggestion = "an operator is missing between two expressions"
        return cursor.unexpected("after an expression", suggestion=suggestion)
