"""Presets: questions that administrators store, and users fill in, without a deployment between the two."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self, TypeAlias

from prometheus_querier import promql
from prometheus_querier.durations import DurationLike, format_duration, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql.quoting import exact_text, label_name

from .base import ExpressionQuerier
from .templates import Template

FilterValue: TypeAlias = str | Iterable[str] | promql.LabelValue
"""What a label must be: one text, one of several, or ``regex``, ``not_`` … of ``promql``."""

_VERSION: Final = 1
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class FilledPreset(ExpressionQuerier):
    """A preset with everything that it asks for filled in: a querier.

    Attributes:
        name: The preset's name.
        expr: The question.
    """

    name: str
    expr: promql.Expr

    def expression(self) -> promql.Expr:
        """The question."""
        return self.expr


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPreset(ExpressionQuerier):
    """A stored question: a template, and what may be filled into it.

    The template is PromQL with three holes, spelled as ``str.format`` spells them, so that braces of PromQL are doubled:
    ``{labels}`` in the braces of a selector, for matchers; ``{group_by}`` in ``by(…)``, ``without(…)``, ``on(…)`` or
    ``ignoring(…)``, for labels; ``{window}`` in the place of a duration. It is parsed once, here; what is filled in
    becomes nodes of the tree and never text that is parsed. So whatever users fill in, the query asks for the metrics and
    functions of the template, and no others.

    Asked as it is, a preset filters nothing, groups by nothing and takes its default window.

    Attributes:
        name: What it is called; not empty.
        template: The template.
        filter_labels: The labels that may be filtered by.
        group_labels: The labels that may be grouped by.
        default_window: The window when none is given.

    Raises:
        QueryBuildError: Something is wrong, so that it cannot be stored; nothing is left to be found out by users.

    >>> preset = QueryPreset(
    ...     name="cpu",
    ...     template="sum by ({group_by}) (rate(container_cpu_seconds_total{{{labels}}}[{window}]))",
    ...     filter_labels=["project_id"],
    ...     group_labels=["kernel_id", "agent_id"],
    ... )
    >>> print(preset.fill(filters={"project_id": "42"}, group_by=["kernel_id"], window="1m").expression())
    sum by (kernel_id) (rate(container_cpu_seconds_total{project_id="42"}[1m]))
    """

    name: str
    template: str
    filter_labels: Sequence[str] = ()
    group_labels: Sequence[str] = ()
    default_window: str = "5m"
    _parsed: Template = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip() or len(self.name) > _LONGEST_NAME:
            raise QueryBuildError(
                f"a preset's name must be text of 1 to {_LONGEST_NAME} characters, not {self.name!r:.80}"
            )
        exact_text(self.name, "a preset's name")
        try:
            self._check()
        except QueryBuildError as error:
            raise QueryBuildError(f"preset {self.name!r}: {error}") from None

    def _check(self) -> None:
        if not isinstance(self.template, str):
            raise QueryBuildError(f"the template must be text, not {type(self.template).__name__}")
        for name in ("filter_labels", "group_labels"):
            object.__setattr__(self, name, _labels(name, getattr(self, name)))
        window_ms = positive_duration_to_ms(self.default_window, name="default_window")
        object.__setattr__(self, "default_window", format_duration(window_ms))
        parsed = Template.parse(self.template)
        object.__setattr__(self, "_parsed", parsed)
        for labels, hole in (("filter_labels", "labels"), ("group_labels", "group_by")):
            if getattr(self, labels) and hole not in parsed.holes:
                raise QueryBuildError(f"{labels} need a hole: write {{{hole}}} into the template, or leave them out")
        every = self._filled(dict.fromkeys(self.filter_labels, "x"), self.group_labels, window_ms)
        for expr in (every, self._filled({}, (), window_ms)):
            # The print is what servers get; it must mean what the tree means.
            if promql.parse(str(expr)) != expr:
                raise QueryBuildError(f"{expr} does not parse back to what was meant")
            if not isinstance(expr, promql.InstantVector | promql.Scalar):
                raise QueryBuildError(
                    f"the template is a {promql.type_of(expr)}, which has no values over time: take rate(…), "
                    f"avg_over_time(…) or another function of it"
                )

    def fill(
        self,
        *,
        filters: Mapping[str, FilterValue] | None = None,
        group_by: Iterable[str] = (),
        window: DurationLike | None = None,
    ) -> FilledPreset:
        """Fills the holes; what comes back is a querier.

        Args:
            filters: Values by label, of those that may be filtered by; ANDed with what the template demands.
            group_by: Labels, of those that may be grouped by.
            window: Window; the default one when left out.

        Raises:
            QueryBuildError: A label may not be used, a value is none, or the window is no duration.
        """
        if window is not None and "window" not in self._parsed.holes:
            raise QueryBuildError(f"preset {self.name!r} has no {{window}}: leave window out")
        window_ms = positive_duration_to_ms(self.default_window if window is None else window, name="window")
        if isinstance(group_by, str) or not isinstance(group_by, Iterable):
            raise QueryBuildError(f"group_by must be a list of labels, such as ['job'], not {group_by!r:.80}")
        filters, groups = {} if filters is None else filters, tuple(group_by)
        if not isinstance(filters, Mapping):
            raise QueryBuildError(f"filters must be a table of labels and values, not {type(filters).__name__}")
        self._allow("filter", filters, self.filter_labels)
        self._allow("group", groups, self.group_labels)
        return FilledPreset(self.name, self._filled(filters, groups, window_ms))

    def expression(self) -> promql.Expr:
        """The question without filters and groups, with the default window."""
        return self.fill().expression()

    def _allow(self, use: str, labels: Iterable[Any], allowed: Sequence[str]) -> None:
        for label in labels:
            if label not in allowed:
                known = f"labels to {use} by: {', '.join(allowed)}" if allowed else "it has no such labels"
                raise QueryBuildError(f"preset {self.name!r} does not {use} by {label!r:.80}; {known}")

    def _filled(self, filters: Mapping[str, FilterValue], group_by: Iterable[str], window_ms: int) -> promql.Expr:
        demands = {label: _demand(label, value) for label, value in filters.items()}
        matchers = [promql.Matcher(label, one.operator, one.value) for label, one in demands.items()]
        return self._parsed.fill(matchers, group_by, window_ms)

    def to_dict(self) -> dict[str, Any]:
        """Gives plain data that :meth:`from_dict` reads, such as a JSON column of a database takes."""
        return {
            "version": _VERSION,
            "name": self.name,
            "template": self.template,
            "filter_labels": list(self.filter_labels),
            "group_labels": list(self.group_labels),
            "default_window": self.default_window,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Reads what :meth:`to_dict` gave, and checks it as if it were new.

        Raises:
            QueryBuildError: It is of a later version, something is missing or unknown, or the preset is wrong.
        """
        if not isinstance(data, Mapping):
            raise QueryBuildError(f"a preset must be a table of names and values, not {type(data).__name__}")
        given = dict(data)
        version = given.pop("version", _VERSION)
        if version != _VERSION or isinstance(version, bool):
            raise QueryBuildError(f"a preset of version {version!r:.40} cannot be read; this library reads {_VERSION}")
        known = {one.name for one in fields(cls) if one.init}
        for message, names in (
            ("has unknown", given.keys() - known),
            ("lacks", {"name", "template"} - given.keys()),
        ):
            if names:
                raise QueryBuildError(
                    f"the preset {given.get('name', '')!r:.80} {message} {', '.join(map(str, sorted(names, key=str)))}"
                )
        return cls(**given)

    def to_json(self) -> str:
        """Gives JSON that :meth:`from_json` reads."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Reads JSON; :meth:`from_dict` says what is refused.

        >>> QueryPreset.from_json('{"name": "up", "template": "up{{{labels}}}", "filter_labels": ["job"]}').to_json()
        '{"version": 1, "name": "up", "template": "up{{{labels}}}", "filter_labels": ["job"], "group_labels": [], "default_window": "5m"}'
        """
        return cls.from_dict(_json(text, "a preset"))


class PresetRegistry:
    """Presets by name.

    Args:
        presets: Presets, each of another name.

    Raises:
        QueryBuildError: A name is there twice.

    >>> registry = PresetRegistry([QueryPreset(name="up", template="up{{{labels}}}", filter_labels=["job"])])
    >>> print(registry.get("up").fill(filters={"job": ["api", "web"]}).expression())
    up{job=~"api|web"}
    """

    def __init__(self, presets: Iterable[QueryPreset] = ()) -> None:
        self._presets: dict[str, QueryPreset] = {}
        for preset in presets:
            self.add(preset)

    def add(self, preset: QueryPreset) -> None:
        """Adds a preset.

        Raises:
            QueryBuildError: There is one of this name.
        """
        if self._presets.setdefault(preset.name, preset) is not preset:
            raise QueryBuildError(f"there is a preset {preset.name!r} already: names must differ")

    def get(self, name: str) -> QueryPreset:
        """Gives the preset of a name.

        Raises:
            QueryBuildError: There is none.
        """
        if name not in self:
            known = ", ".join(self._presets) or "none"
            raise QueryBuildError(f"there is no preset {name!r:.80}; there is: {known:.500}")
        return self._presets[name]

    def to_json(self) -> str:
        """Gives a JSON array that :meth:`from_json` reads."""
        return json.dumps([preset.to_dict() for preset in self], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Reads a JSON array of presets; all of it, or an error.

        Raises:
            QueryBuildError: It is no array, a preset is wrong, or a name is there twice.
        """
        found = _json(text, "a registry")
        if not isinstance(found, list):
            raise QueryBuildError(f"a registry must be a JSON array of presets, not {type(found).__name__}")
        return cls(QueryPreset.from_dict(one) for one in found)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._presets

    def __iter__(self) -> Iterator[QueryPreset]:
        return iter(self._presets.values())

    def __len__(self) -> int:
        return len(self._presets)

    def __repr__(self) -> str:
        return f"PresetRegistry({', '.join(self._presets)})"


def _labels(name: str, given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple):
        raise QueryBuildError(f"{name} must be a list of labels, not {type(given).__name__}")
    labels = tuple(label_name(label, f"a label of {name}") for label in given)
    if len(set(labels)) < len(labels):
        raise QueryBuildError(f"{name} name a label twice: {', '.join(labels)}")
    if "__name__" in labels:
        raise QueryBuildError(f"{name} must not have __name__: which metrics are asked for is the template's to say")
    return labels


def _demand(label: str, value: FilterValue) -> promql.LabelValue:
    if isinstance(value, promql.LabelValue):
        return value
    if isinstance(value, str):
        texts = [value]
    elif isinstance(value, Iterable) and not isinstance(value, bytes | Mapping):
        texts = list(value)
    else:
        raise QueryBuildError(f"the filter {label!r} must be text or a list of texts, not {type(value).__name__}")
    if "" in texts:
        raise QueryBuildError(
            f"the filter {label!r} is empty, which would select what has no such label: leave it out, or write regex('')"
        )
    return promql.one_of(texts)


def _json(text: str | bytes, what: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_members)
    except (ValueError, TypeError, RecursionError) as error:
        raise QueryBuildError(f"{what} must be JSON: {error}") from None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"{twice[:40]!r} stands there twice")
    return members
