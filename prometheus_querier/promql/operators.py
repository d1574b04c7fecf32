"""The operators of PromQL and how tightly each binds; nothing about expressions."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

UnaryOperator: TypeAlias = Literal["+", "-"]
ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/", "%", "^", "atan2"]
ComparisonOperator: TypeAlias = Literal["==", "!=", ">", "<", ">=", "<="]
SetOperator: TypeAlias = Literal["and", "or", "unless"]
TrimOperator: TypeAlias = Literal["</", ">/"]
BinaryOperator: TypeAlias = "ArithmeticOperator | ComparisonOperator | SetOperator | TrimOperator"

Flag: TypeAlias = bool
"""``bool``, for classes whose own ``bool`` is PromQL's modifier."""

UNARY_OPERATORS: frozenset[str] = frozenset(get_args(UnaryOperator))
ARITHMETIC_OPERATORS: frozenset[str] = frozenset(get_args(ArithmeticOperator))
COMPARISON_OPERATORS: frozenset[str] = frozenset(get_args(ComparisonOperator))
SET_OPERATORS: frozenset[str] = frozenset(get_args(SetOperator))
TRIM_OPERATORS: frozenset[str] = frozenset(get_args(TrimOperator))

PRECEDENCE: dict[str, int] = {
    "or": 1,
    **dict.fromkeys(("and", "unless"), 2),
    **dict.fromkeys((*get_args(ComparisonOperator), *get_args(TrimOperator)), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": 6,
}
"""Binding strength of every binary operator; the weakest is 1."""

UNARY_PRECEDENCE = 5
"""A sign binds like ``*``: ``-a ^ b`` is ``-(a ^ b)``."""

RIGHT_ASSOCIATIVE = "^"
"""The one operator for which ``a ^ b ^ c`` is ``a ^ (b ^ c)``."""
