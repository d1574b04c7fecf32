"""Prints ``docs/conformance.md``: how this library judges Prometheus' own expressions, beside Prometheus' verdicts.

python scripts/conformance.py > docs/conformance.md
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError, UnsupportedByServerError

DATA = Path(__file__).parents[1] / "tests" / "data" / "promql"
EXPERIMENTAL, DURATIONS = "promql-experimental-functions", "promql-duration-expr"
ALL = (EXPERIMENTAL, DURATIONS, "promql-extended-range-selectors", "promql-binop-fill-modifiers")
# The name in the data; what it is; its version and feature flags.
SERVERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "2.42": ("Prometheus 2.42.0", "2.42.0", ()),
    "2.53.3": ("Prometheus 2.53.3, experimental functions", "2.53.3", (EXPERIMENTAL,)),
    "3.5.3": ("Prometheus 3.5.3, all its flags", "3.5.3", (EXPERIMENTAL, DURATIONS)),
    "3.5.3-default": ("Prometheus 3.5.3, default flags", "3.5.3", ()),
    "head": ("Prometheus 3.14, all flags", "3.14.0", ALL),
    "head-default": ("Prometheus 3.14, default flags", "3.14.0", ()),
}

PAGE = """# Conformance

What this library makes of Prometheus' own expressions: those of its parser's tests, its engine's tests and its
documentation, at a commit a few days after v3.14.0, together with what the parsers of four Prometheus versions say of each.
They are in `tests/data/promql` (Apache-2.0, The Prometheus Authors). This page is made by `scripts/conformance.py`; a test
keeps it current, and other tests check every expression.

## Parsing and printing

*Parsed*: `q.parse()` reads the expression. *Type*: its value type is the one that Prometheus finds. *Same print*:
`str()` of it is Prometheus' one-line print, byte for byte. *Fewer parentheses*: the print differs in parentheses that
the expression had and does not need, which the tree does not keep, and in nothing else. *Reparsed*: parsing the print gives an
equal tree, and so does parsing Prometheus' print.

{parsing}

Of the {invalid} expressions that Prometheus refuses, {refused} are refused, with a position in the text.

## Versions

*Accepted*: how many of the {valid} valid expressions that server reads. *Agreed*: for how many `q.requires(text).check(…)` says
the same as the server did.

{versions}

## Where the two differ

* The tree keeps no parentheses. A literal in parentheses after `offset` or in brackets becomes a plain one: Prometheus prints
  `x offset (5)` as it was, this library `x offset 5s`.
* A range that is shorter than a millisecond, such as `[1e-9]`, is refused. Prometheus reads it and prints `[0s]`, which it
  refuses to read again.
* `offset NaN` is refused.
* Comments are read everywhere between tokens. Prometheus 3.5 does not read one right after an opening bracket.
* A query may have up to 200,000 words and signs, and a duration expression up to 100 levels. Depth of the query has
  no limit: ten thousand nested parentheses are fine.
* A function that Prometheus 3.14 does not have is refused; `q.call()` makes calls of other functions, which print but do not
  parse.
* Where an offset in parentheses would take the arithmetic after it for its own, as Prometheus reads
  `x offset (5m) + 1`, parentheses are printed around the selector.

## Judges

Random expressions go through the same mill on every run of the tests (`tests/server/promql/test_judges.py`): a real
Prometheus must accept what this library reads, refuse what it refuses, and print both alike; Prometheus 3's `parse_query`
must build the same tree from the text as this library does; promql-parser must read every print as the same tree. Expressions
of Prometheus that were broken at random must get the verdict that Prometheus 3 gives them. RE2 patterns are checked
without an engine, by a reader of the syntax that agrees with Prometheus on tens of thousands of random ones.
"""


def load(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / name).read_text("utf-8"))


def judge(record: dict[str, Any]) -> Counter[str]:
    """What this library makes of one valid expression."""
    counts = Counter(["expressions"])
    try:
        expr = q.parse(record["expr"])
    except PromQLSyntaxError:
        return counts
    printed, official = str(expr), record["head_string"]
    counts["parsed"] += 1
    counts["type"] += q.type_of(expr) == record["type"]
    counts["same print"] += printed == official
    counts["fewer parentheses"] += printed != official and printed.count("(") < official.count("(")
    counts["reparsed"] += q.parse(printed) == expr == q.parse(official)
    return counts


def accepts(text: str, version: str, features: tuple[str, ...]) -> bool:
    try:
        q.requires(text).check(version, features)
    except UnsupportedByServerError:
        return False
    return True


def table(head: list[str], rows: list[list[object]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def page() -> str:
    valid, invalid = load("valid.json"), load("invalid.json")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for record in valid:
        judged = judge(record)
        for file in {source.partition(":")[0] for source in record["source"]}:
            counts["promqltest/testdata" if "testdata" in file else file] += judged
        counts["all, each once"] += judged
    columns = ["expressions", "parsed", "type", "same print", "fewer parentheses", "reparsed"]
    order = sorted(counts, key=lambda file: (file == "all, each once", file))
    parsing = table(["source", *columns], [[file, *(counts[file][column] for column in columns)] for file in order])
    versions = [
        [
            what,
            sum(record["parses"][server] for record in valid),
            sum(record["parses"][server] == accepts(record["expr"], version, features) for record in valid),
        ]
        for server, (what, version, features) in SERVERS.items()
    ]
    refused = 0
    for record in invalid:
        try:
            q.parse(record["expr"])
        except PromQLSyntaxError:
            refused += 1
    return PAGE.format(
        parsing=parsing,
        versions=table(["server", "accepted", "agreed"], versions),
        valid=len(valid),
        invalid=len(invalid),
        refused=refused,
    )


if __name__ == "__main__":
    sys.stdout.write(page())
