"""The line of ``%promql``: options first, then a query that is taken as it stands, quotes and braces included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from typing import Literal

_VALUES = {
    "--last": "last",
    "--start": "start",
    "--end": "end",
    "--step": "step",
    "--time": "time",
    "--unit": "unit",
    "--timezone": "timezone",
    "--client": "client",
    "-o": "output",
}
OPTIONS = ("--plot", *(name for name in _VALUES if name.startswith("--")))
"""The long options."""

_OPTION = re.compile(r"(--[a-zA-Z][a-z]*|-o(?=\s))(?:=(\S*))?(?:\s+|\Z)")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MagicOptions:
    """What is asked, and what becomes of the answer.

    Attributes:
        query: PromQL.
        silent: Whether a semicolon ended the query, so that the answer is not shown.
        last: The length of a range that ends now.
        start: Where a range begins.
        end: Where it ends.
        step: The distance of its points.
        time: The time of an instant query.
        plot: Which library draws the answer.
        unit: The unit of the values.
        timezone: The zone of the chart.
        client: The variable with the client.
        output: The variable that gets the answer.
    """

    query: str
    silent: bool = False
    last: str | None = None
    start: str | None = None
    end: str | None = None
    step: str | None = None
    time: str | None = None
    plot: Literal["", "matplotlib", "plotly"] = ""
    unit: str | None = None
    timezone: str = "UTC"
    client: str = "client"
    output: str = ""


def read_options(line: str) -> MagicOptions:
    """Reads the text after ``%promql``.

    Raises:
        QueryBuildError: There is no such option, an option has no value, or there is no query.

    >>> read_options('--last 1h --plot sum(up{job="a"});').query
    'sum(up{job="a"})'
    """
    found: dict[str, str] = {}
    rest = line.strip()
    while option := _OPTION.match(rest):
        name, value = option.groups()
        rest = rest[option.end() :]
        if name == "--plot":
            found["plot"] = value or "matplotlib"
        elif name in _VALUES:
            if value is None:
                word = _WORD.match(rest)
                value, rest = (word[0], rest[word.end() :].lstrip()) if word is not None else ("", rest)
            if not value:
                raise QueryBuildError(f"{name} needs a value")
            found[_VALUES[name]] = value
        else:
            raise QueryBuildError(
                f"%promql has no option {name}: it has {', '.join(OPTIONS)} and -o; write -- before a query that begins "
                f"with a minus. %promql? explains them"
            )
    if rest.startswith("--") and (rest[2:3].isspace()):
        rest = rest[2:].lstrip()
    return _checked(found, rest)


def _checked(found: dict[str, str], rest: str) -> MagicOptions:
    query = rest.rstrip()
    silent = query.endswith(";")
    query = query.rstrip(";").rstrip()
    if not query:
        raise QueryBuildError("the query is missing: write PromQL after the options, such as %promql --last 1h up")
    if found.get("plot", "plotly") not in ("matplotlib", "plotly"):
        raise QueryBuildError(f"--plot is drawn by matplotlib or plotly, not by {found['plot']!r}")
    for name in ("output", "client"):
        if not found.get(name, "name").isidentifier():
            raise QueryBuildError(f"{found[name]!r} cannot be the name of a variable")
    return MagicOptions(query=query, silent=silent, **found)  # type: ignore[arg-type] # plot was checked just now
