"""Label matchers: what a selector demands of a label's value."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from prometheus_querier.errors import PromQLTypeError, QueryBuildError

from .nodes.structure import Structural, computed, record, unchecked
from .quoting import exact_text, label_name, quote, quote_regex, shortened, spell_label
from .remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

MatchOperator: TypeAlias = Literal["=", "!=", "=~", "!~"]

_text = attrgetter("text")
_OPERATORS = frozenset(get_args(MatchOperator))
_REGEX_OPERATORS = frozenset({"=~", "!~"})
_INVERSE: dict[MatchOperator, MatchOperator] = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}


@record
class LabelValue(Structural):
    """What a label's value must be; a plain ``str`` stands for equality."""

    operator: MatchOperator
    value: str


@record
class Matcher(Structural):
    """A label matcher such as ``job=~"api.*"``; :attr:`text` is its PromQL."""

    label: str
    operator: MatchOperator
    value: str
    text: str = computed(init=False)

    def __post_init__(self) -> None:
        if type(self.label) is not str or type(self.value) is not str:
            raise PromQLTypeError(f"a label matcher takes text (str), not {self.label!r} and {self.value!r}")
        if self.operator != "=":
            self._check_operator()
        object.__setattr__(self, "text", f"{spell_label(self.label)}{self.operator}{quote(self.value)}")

    def _check_operator(self) -> None:
        if self.operator not in _OPERATORS:
            raise QueryBuildError(f"a label matcher takes = != =~ or !~, not {self.operator!r}")
        if self.operator in _REGEX_OPERATORS:
            from .re2 import BadRegexError, matches_empty  # noqa: PLC0415 - only those who write regexes load it

            try:
                matches_empty(self.value)
            except BadRegexError as error:
                raise QueryBuildError(f"{shortened(self.value)} is no RE2 regex, as matchers need: {error}") from None

    def matches_empty(self) -> bool:
        """Whether a series without the label matches."""
        if self.operator not in _REGEX_OPERATORS:
            return (self.operator == "=") is not bool(self.value)
        from .re2 import matches_empty  # noqa: PLC0415 - only those who write regexes load it

        return (self.operator == "=~") is matches_empty(self.value)

    def __str__(self) -> str:
        return self.text


_new_matcher = unchecked(Matcher)


def regex(pattern: str) -> LabelValue:
    """The value matches an RE2 pattern as a whole.

    >>> from prometheus_querier import promql as q
    >>> print(q.metric("up", instance=q.regex("web-.*")))
    up{instance=~"web-.*"}
    """
    return LabelValue("=~", exact_text(pattern, "a regex"))


def not_regex(pattern: str) -> LabelValue:
    """The value does not match an RE2 pattern as a whole.

    >>> from prometheus_querier import promql as q
    >>> print(q.metric("up", instance=q.not_regex("web-.*")))
    up{instance!~"web-.*"}
    """
    return LabelValue("!~", exact_text(pattern, "a regex"))


def not_(value: str | LabelValue) -> LabelValue:
    """The value is another one; or the opposite of another demand.

    >>> from prometheus_querier import promql as q
    >>> print(q.metric("up", job=q.not_("api"), zone=q.not_(q.one_of(["a", "b"]))))
    up{job!="api",zone!~"a|b"}
    """
    if isinstance(value, LabelValue):
        return LabelValue(_INVERSE[value.operator], value.value)
    return LabelValue("!=", exact_text(value, "a label value"))


def one_of(values: Iterable[str]) -> LabelValue:
    r"""The value is one of these, literally: what a regex would read as an operator is quoted.

    The values are sorted, so that the same set gives the same query.

    >>> from prometheus_querier import promql as q
    >>> print(q.metric("up", host=q.one_of(["b.example", "a.example"])))
    up{host=~"a\\.example|b\\.example"}
    """
    if isinstance(values, str):
        raise PromQLTypeError(f"one_of() takes several values: write one_of([{values!r}])")
    texts = sorted({exact_text(value, "a value of one_of()") for value in values})
    if not texts:
        raise QueryBuildError(
            "one_of() needs at least one value: without any, it would match series that lack the label"
        )
    if len(texts) == 1:
        return LabelValue("=", texts[0])
    return LabelValue("=~", "|".join(map(quote_regex, texts)))


def braces_of(
    demands: Mapping[str, str | LabelValue] | None, labels: Mapping[str, str | LabelValue]
) -> tuple[tuple[Matcher, ...], str]:
    """Makes matchers from label names and what their values must be; also returns them as printed, with the braces.

    The latest are remembered: most queries ask for the same few sets.
    """
    if demands is not None:
        if not isinstance(demands, Mapping):
            raise PromQLTypeError(
                f"matchers are a mapping of labels to values, not {type(demands).__name__} {shortened(demands)}"
            )
        labels = {**demands, **labels}
    items = tuple(labels.items())
    try:
        return _remembered_braces(items)
    except TypeError:
        # Something cannot be hashed, so it is no text: _braces says what.
        pass
    return _braces(items)


def _braces(labels: tuple[tuple[str, str | LabelValue], ...]) -> tuple[tuple[Matcher, ...], str]:
    return in_print_order(tuple([_matcher(label, value) for label, value in labels]))


def _matcher(label: str, value: str | LabelValue) -> Matcher:
    if type(label) is not str or not label or not label.isascii():
        label = label_name(label, "a label name")
    if isinstance(value, LabelValue):
        return Matcher(label, value.operator, value.value)
    if type(value) is not str or not value.isascii():
        if isinstance(value, (list, tuple, set, frozenset)):
            raise PromQLTypeError(
                f"the value of label {label!r} must be text (str), not {type(value).__name__}: write "
                f"q.one_of({shortened(value)}) for any of several"
            )
        if value is None:
            raise PromQLTypeError(
                f"the value of label {label!r} must be text (str), not None: leave the label out, or write '' for series "
                "without it"
            )
        value = exact_text(value, f"the value of label {label!r}")
    return _new_matcher(label, "=", value, f"{spell_label(label)}={quote(value)}")


_remembered_braces = remembered(_braces)


def in_print_order(matchers: tuple[Matcher, ...]) -> tuple[tuple[Matcher, ...], str]:
    """Sorts matchers as Prometheus prints them; also returns them as printed, with the braces."""
    ordered = tuple(sorted(matchers, key=_text)) if len(matchers) > 1 else matchers
    return ordered, f"{{{','.join(map(_text, ordered))}}}"
