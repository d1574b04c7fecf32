"""Templates of expressions: PromQL with holes, read into a tree once, and filled by replacing nodes of it.

The text of a template is parsed with a mark in the place of each hole: a matcher, a label of a grouping, a duration. Every
mark must be found again in the tree, in a place that can be filled. Nothing that fills a hole ever becomes text that is
parsed, so nothing can change what the template asks but by what the holes are for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

from prometheus_querier import promql
from prometheus_querier.errors import PromQLSyntaxError, QueryBuildError
from prometheus_querier.promql.nodes import Aggregation, InstantSelector, Number, RangeSelector, Subquery, VectorBinary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_querier.promql import Expr, Matcher

HOLES = ("labels", "group_by", "window")

# Nobody writes these by accident; and who does so on purpose has more of them than holes, and is refused. Each is as
# long as its hole, so that a caret under the one is under the other.
_LABELS = promql.Matcher("__l__", "=", "")
_GROUP_BY = "__groups__"
_WINDOW_MS = 765_432
_MARKS = {"labels": str(_LABELS), "group_by": _GROUP_BY, "window": f"{_WINDOW_MS}ms"}


@dataclass(frozen=True, slots=True)
class Template:
    """A tree with holes.

    Attributes:
        tree: The expression, with a mark in each hole.
        holes: Which holes there are.
    """

    tree: Expr
    holes: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Reads a template: PromQL in which ``{labels}``, ``{group_by}`` and ``{window}`` are holes.

        Braces of PromQL are doubled, as for ``str.format``.

        Raises:
            QueryBuildError: It is no PromQL, whatever the holes are filled with; there is another hole, or one stands
                where nothing can be filled in.

        >>> template = Template.parse("sum by ({group_by}) (rate(cpu_seconds_total{{{labels}}}[{window}]))")
        >>> print(template.fill([promql.Matcher("job", "=", "api")], ["zone"], 300_000))
        sum by (zone) (rate(cpu_seconds_total{job="api"}[5m]))
        """
        marked, asked = _marked(text)
        try:
            tree = promql.parse(marked)
        except PromQLSyntaxError as error:
            shown = str(error)
            for hole, mark in _MARKS.items():
                shown = shown.replace(mark, f"{{{hole}}}")
            raise QueryBuildError(f"the template is no PromQL: {shown}") from None
        found = Counter(hole for node in promql.walk(tree) for hole in _marks_of(node))
        for hole in HOLES:
            if asked[hole] != found[hole]:
                raise QueryBuildError(
                    f"{{{hole}}} stands where it cannot be filled: {{labels}} goes into the braces of a selector, "
                    f"{{group_by}} into by(…), without(…), on(…) or ignoring(…), {{window}} into [{{window}}], after "
                    f"offset, or in the place of a number of seconds"
                )
        return cls(tree, frozenset(asked))

    def fill(self, matchers: Iterable[Matcher], group_by: Iterable[str], window_ms: int) -> Expr:
        """Makes the expression: every hole becomes what is given for it.

        Raises:
            QueryBuildError: It does not go together, such as a label in both ``on`` and ``group_left``.
        """
        return promql.transform(self.tree, _Filling(tuple(matchers), tuple(group_by), window_ms))


def _marked(text: str) -> tuple[str, Counter[str]]:
    """Puts marks in the place of holes, and counts these."""
    asked: Counter[str] = Counter()
    parts = []
    for literal, hole, spec, conversion in _pieces(text):
        parts.append(literal)
        if hole is None:
            continue
        if hole not in HOLES or spec or conversion:
            written = hole + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            raise QueryBuildError(
                f"a template has the holes {', '.join(f'{{{one}}}' for one in HOLES)}, and not {{{written:.40}}}: write "
                f'the braces of PromQL twice, as in up{{{{job="api"}}}}'
            )
        asked[hole] += 1
        parts.append(_MARKS[hole])
    return "".join(parts), asked


def _pieces(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(text))
    except ValueError as error:
        raise QueryBuildError(
            f'the braces of the template do not match ({error}): write those of PromQL twice, as in up{{{{job="api"}}}}'
        ) from None


def _marks_of(node: Expr) -> Iterator[str]:
    """Names the holes that a node has itself."""
    match node:
        case InstantSelector():
            yield from ("labels" for matcher in node.matchers if matcher == _LABELS)
            yield from _windows(node.offset_by)
        case RangeSelector():
            yield from _windows(node.range)
        case Subquery():
            yield from _windows(node.range, node.step, node.offset_by)
        case Aggregation():
            yield from ("group_by" for label in node.labels if label == _GROUP_BY)
        case VectorBinary(matching=matching):
            yield from ("group_by" for label in matching.labels if label == _GROUP_BY)
        case Number(value, is_duration=True) if value == _WINDOW_MS / 1000:
            yield "window"
        case _:
            pass


def _windows(*durations: object) -> Iterator[str]:
    return ("window" for duration in durations if type(duration) is int and duration == _WINDOW_MS)


@dataclass(frozen=True, slots=True)
class _Filling:
    """What the holes become; called for every node of a tree."""

    matchers: tuple[Matcher, ...]
    group_by: tuple[str, ...]
    window_ms: int

    def __call__(self, node: Expr) -> Expr:
        if not any(True for _ in _marks_of(node)):
            return node
        changes: dict[str, Any] = {}
        match node:
            case InstantSelector():
                own = tuple(matcher for matcher in node.matchers if matcher != _LABELS)
                added = self.matchers if len(own) < len(node.matchers) else ()
                changes = {"matchers": own + added, "offset_by": self._window(node.offset_by)}
            case RangeSelector():
                changes = {"range": self._window(node.range)}
            case Subquery():
                changes = {name: self._window(getattr(node, name)) for name in ("range", "step", "offset_by")}
            case Aggregation():
                changes = {"labels": self._labels(node.labels)}
            case VectorBinary(matching=matching):
                changes = {"matching": matching.__replace__(labels=self._labels(matching.labels))}
            case Number():
                changes = {"value": self.window_ms / 1000, "is_duration": False}
            case _:
                pass
        return node.__replace__(**changes)

    def _window(self, duration: Any) -> Any:
        return self.window_ms if type(duration) is int and duration == _WINDOW_MS else duration

    def _labels(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        filled = (one for label in labels for one in (self.group_by if label == _GROUP_BY else (label,)))
        return tuple(dict.fromkeys(filled))
