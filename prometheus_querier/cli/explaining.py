"""What a query does, in words: its parts as a tree, what it gives, reads and needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prometheus_querier import promql
from prometheus_querier.promql.catalogue import aggregations
from prometheus_querier.promql.render import aggregation_head, operator_text
from prometheus_querier.promql.signatures import function_info

if TYPE_CHECKING:
    from prometheus_querier.promql import Expr, Finding, Requirements

_GAP = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to say of a query.

    Attributes:
        expr: The query.
        needs: What a server must know.
        findings: What is likely a mistake.
    """

    expr: Expr
    needs: Requirements
    findings: tuple[Finding, ...]

    def text(self) -> str:
        """Says it to people."""
        parts = _parts(self.expr)
        width = max(len(head) for head, _ in parts) + _GAP
        facts = [
            ("gives", promql.type_of(self.expr).documented),
            ("metrics", ", ".join(sorted(promql.metric_names(self.expr)))),
            ("labels", ", ".join(sorted(promql.label_names(self.expr)))),
            ("needs", f"Prometheus {self.needs.version} or later{self._flags()}"),
        ]
        return "\n".join(
            [
                *(f"{head:{width}}{what}".rstrip() for head, what in parts),
                "",
                *(f"{name:9}{value}" for name, value in facts if value),
                *(f"\n{finding_text(finding)}" for finding in self.findings),
            ]
        )

    def row(self) -> dict[str, Any]:
        """Says it to programs."""
        return {
            "query": str(self.expr),
            "type": promql.type_of(self.expr).documented,
            "metrics": sorted(promql.metric_names(self.expr)),
            "labels": sorted(promql.label_names(self.expr)),
            "version": self.needs.version,
            "features": sorted(self.needs.features),
            "findings": [finding.code for finding in self.findings],
        }

    def _flags(self) -> str:
        flags = sorted(self.needs.features)
        return f", with --enable-feature={','.join(flags)}" if flags else ""


def explanation(text: str) -> Explanation:
    """Explains a query.

    Raises:
        PromQLSyntaxError: The text is no PromQL.

    >>> print(explanation("sum(x)").text())
    sum    Sum of the values of each group.
    └─ x   instant vector
    <BLANKLINE>
    gives    instant vector
    metrics  x
    needs    Prometheus 2.0.0 or later
    """
    expr = promql.parse(text)
    return Explanation(expr, promql.requires(text), promql.lint(expr))


def finding_text(finding: Finding) -> str:
    """Says what is likely a mistake, why, and what to write instead."""
    return f"{finding.code}: {finding.message}\n  in   {finding.promql}\n  why  {finding.explanation}\n  fix  {finding.fix}"


def _parts(root: Expr) -> list[tuple[str, str]]:
    """Takes the query apart: for each part its place in the tree with its own text, and what it is."""
    parts: list[tuple[str, str]] = []
    stack: list[tuple[Expr, str, str]] = [(root, "", "")]
    while stack:
        expr, first, rest = stack.pop()
        head, what = _described(expr)
        parts.append((first + head, what))
        inner = () if isinstance(expr, promql.RangeSelector) else tuple(promql.children(expr))
        last = len(inner) - 1
        below = [
            (one, rest + ("└─ " if index == last else "├─ "), rest + ("   " if index == last else "│  "))
            for index, one in enumerate(inner)
        ]
        stack += reversed(below)
    return parts


def _described(expr: Expr) -> tuple[str, str]:
    match expr:
        case promql.Aggregation():
            return aggregation_head(expr), _SUMMARIES[expr.operator]
        case promql.VectorCall() | promql.ScalarCall():
            info = function_info(expr.name)
            return f"{expr.name}()", info.summary.replace("``", "") if info is not None else "unknown function"
        case promql.VectorBinary() | promql.ScalarBinary():
            return operator_text(expr), "operator"
        case promql.VectorUnary() | promql.ScalarUnary():
            return expr.operator, "sign"
        case promql.Subquery():
            return "subquery", "evaluates what is below at every step of a range"
        case _:
            return str(expr), promql.type_of(expr).documented


_SUMMARIES = {info.name: info.summary.replace("``", "") for info in aggregations()}
