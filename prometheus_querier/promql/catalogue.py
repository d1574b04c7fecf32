"""The whole catalogue of functions and aggregations, and the page ``docs/functions.md`` made of it.

``python -m prometheus_querier.promql.catalogue`` prints that page. The catalogue itself is written nowhere: it is read
off the functions of :mod:`.functions` and :mod:`.aggregations`, their annotations and docstrings.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING

from . import aggregations as _aggregations, functions as _functions
from .nodes import ValueType
from .signatures import FunctionInfo, aggregation_infos, function_info, function_names

if TYPE_CHECKING:
    from types import ModuleType

_EXAMPLE = re.compile(r"^ *>>> print\((.*)\)$", re.MULTILINE)
_PAGE = """# Functions and aggregations

All {functions} functions and {aggregations} aggregations of Prometheus 3.14, as `from prometheus_querier import promql as q` has them. This page is made by
`python -m prometheus_querier.promql.catalogue` from the functions themselves; a test keeps it current.

They return an instant vector where nothing else is said. Where a scalar is wanted, a Python number will do; where a string is wanted, text. *Since* is the first Prometheus release that knows the function; *behind a flag* means
that servers want `--enable-feature=promql-experimental-functions` for it. A function that is not here, such as one of MetricsQL, is called with
`q.call("name", …)`.

"""


def functions() -> tuple[FunctionInfo, ...]:
    """All functions, theme by theme.

    >>> len(functions())
    90
    """
    infos = [function_info(name) for name in function_names()]
    return tuple(sorted((info for info in infos if info is not None), key=lambda info: (info.group, info.name)))


def aggregations() -> tuple[FunctionInfo, ...]:
    """All aggregations; their parameter, where they have one, is their first argument.

    >>> len(aggregations())
    14
    """
    return aggregation_infos()


def signature(info: FunctionInfo) -> str:
    """Writes the signature of a function for readers.

    >>> signature(function_info("round")), signature(function_info("time"))
    ('round(v: instant vector, [to_nearest: scalar])', 'time() → scalar')
    >>> signature(function_info("label_join"))
    'label_join(v: instant vector, dst_label: string, separator: string, src_labels: string…)'
    """
    words = []
    for parameter in info.parameters:
        word = f"{parameter.name}: {parameter.value_type.documented}"
        words.append(f"{word}…" if parameter.variadic else f"[{word}]" if parameter.optional else word)
    returns = "" if info.returns is ValueType.INSTANT_VECTOR else f" → {info.returns.documented}"
    return f"{info.name}({', '.join(words)}){returns}"


def page() -> str:
    """Writes ``docs/functions.md``."""
    parts = [_PAGE.format(functions=len(functions()), aggregations=len(aggregations()))]
    parts.append(f"## Aggregations\n\n{_first_line(_aggregations)}\n\n{_table(_aggregations, aggregations())}\n")
    for group, infos in groupby(functions(), key=lambda info: info.group):
        module = import_module(f".functions.{group}", __package__)
        title = group.replace("_", " ").capitalize()
        parts.append(f"## {title}\n\n{_first_line(module)}\n\n{_table(_functions, tuple(infos))}\n")
    return "\n".join(parts)


def _first_line(module: ModuleType) -> str:
    return (module.__doc__ or "").partition("\n")[0].replace("``", "`")


def _table(module: ModuleType, infos: tuple[FunctionInfo, ...]) -> str:
    rows = ["| call | what it gives | example | since |", "|---|---|---|---|"]
    for info in infos:
        example = _EXAMPLE.search(getattr(module, info.name).__doc__)
        code = f"`{example[1]}`" if example else ""
        row = (f"`{signature(info)}`", info.summary.replace("``", "`"), code, _since(info))
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |")
    return "\n".join(rows) + "\n"


def _since(info: FunctionInfo) -> str:
    if info.stable_since is None:
        return f"{info.since}, behind a flag"
    return info.since if info.stable_since == info.since else f"{info.since} behind a flag, {info.stable_since}"


if __name__ == "__main__":
    sys.stdout.write(page())
