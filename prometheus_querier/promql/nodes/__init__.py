"""The nodes of the expression tree: one frozen record each, under one base class per value type."""

from typing import TypeAlias

from .aggregations import AGGREGATORS, Aggregation, Aggregator
from .calls import ScalarCall, VectorCall
from .expressions import Expr, ValueType
from .literals import Number, StringLiteral, to_expr, to_float, to_parameter
from .operations import (
    ONE_TO_ONE,
    Binary,
    ScalarBinary,
    ScalarUnary,
    VectorBinary,
    VectorMatching,
    VectorUnary,
    combine,
    signed,
)
from .selectors import Extension, Instant, InstantSelector, RangeSelector, Subquery
from .values import DurationExpr, InstantVector, RangeVector, Scalar, ScalarLike, String, StringLike

Node: TypeAlias = (
    InstantSelector
    | RangeSelector
    | Subquery
    | VectorCall
    | ScalarCall
    | Aggregation
    | VectorBinary
    | ScalarBinary
    | VectorUnary
    | ScalarUnary
    | Number
    | StringLiteral
)
"""Every kind of node there is."""

__all__ = [
    "AGGREGATORS",
    "ONE_TO_ONE",
    "Aggregation",
    "Aggregator",
    "Binary",
    "DurationExpr",
    "Expr",
    "Extension",
    "Instant",
    "InstantSelector",
    "InstantVector",
    "Node",
    "Number",
    "RangeSelector",
    "RangeVector",
    "Scalar",
    "ScalarBinary",
    "ScalarCall",
    "ScalarLike",
    "ScalarUnary",
    "String",
    "StringLike",
    "StringLiteral",
    "Subquery",
    "ValueType",
    "VectorBinary",
    "VectorCall",
    "VectorMatching",
    "VectorUnary",
    "combine",
    "signed",
    "to_expr",
    "to_float",
    "to_parameter",
]
