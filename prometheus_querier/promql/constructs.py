"""What PromQL learnt, and when: the constructs that not every Prometheus knows.

Functions and aggregations carry their versions in the catalogue. Verified against Prometheus 2.42, 2.53, 3.5 and 3.14; versions between
are those of Prometheus' release notes.
"""

from __future__ import annotations

from typing import Final

from .nodes.structure import Structural, record


@record
class Construct(Structural):
    """A part of the language that came after Prometheus 2.0.

    Attributes:
        name: What it is, as an error message names it.
        since: The first release that knows it.
        feature_flag: The flag that releases before :attr:`stable_since` want for it; None where none ever did.
        stable_since: The first release that knows it without a flag; None while there is none.
    """

    name: str
    since: str
    feature_flag: str | None = None
    stable_since: str | None = None


DURATION_FLAG: Final = "promql-duration-expr"
EXTENDED_RANGE_FLAG: Final = "promql-extended-range-selectors"

SUBQUERY: Final = Construct("subqueries", "2.7.0")
AT_MODIFIER: Final = Construct("the modifier @", "2.25.0", "promql-at-modifier", "2.33.0")
NEGATIVE_OFFSET: Final = Construct("negative offsets", "2.26.0", "promql-negative-offset", "2.33.0")
QUOTED_NAME: Final = Construct("quoted names inside braces", "2.51.0")
QUOTED_GROUPING_LABEL: Final = Construct("quoted labels in by, on and their like", "2.55.0")
NAMED_GROUP: Final = Construct("(?<name>…) in a regex", "2.51.0")
UNDERSCORE: Final = Construct("underscores in numbers", "2.54.0")
DURATION_AS_NUMBER: Final = Construct("durations in place of numbers", "2.54.0")
NUMBER_AS_DURATION: Final = Construct("numbers of seconds in place of durations", "2.54.0")
SIGNED_DURATION: Final = Construct("a plus before a duration", "2.54.0")
ZERO_OFFSET: Final = Construct("an offset of zero", "2.54.0")
DURATION_EXPRESSION: Final = Construct("duration expressions", "3.4.0", DURATION_FLAG, "3.14.0")
FILL: Final = Construct("fill modifiers", "3.10.0", "promql-binop-fill-modifiers")
EXTENSIONS: Final = {
    "anchored": Construct("the modifier anchored", "3.7.0", EXTENDED_RANGE_FLAG),
    "smoothed": Construct("the modifier smoothed", "3.7.0", EXTENDED_RANGE_FLAG),
}
OPERATORS: Final = {
    "atan2": Construct("the operator atan2", "2.31.0"),
    "</": Construct("the operator </", "3.11.0"),
    ">/": Construct("the operator >/", "3.11.0"),
}
DURATION_FUNCTIONS: Final = {
    "step": Construct("step() in a duration", "3.6.0", DURATION_FLAG, "3.14.0"),
    "range": Construct("range() in a duration", "3.10.0", DURATION_FLAG, "3.14.0"),
    "min_of": Construct("min_of() in a duration", "3.13.0", DURATION_FLAG, "3.14.0"),
    "max_of": Construct("max_of() in a duration", "3.13.0", DURATION_FLAG, "3.14.0"),
}
