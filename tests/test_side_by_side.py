"""The document of PromQL beside Python: both columns are the same query, and no example of Prometheus is left out."""

from __future__ import annotations

import json
import re

import pytest
from documents import ROOT, read
from side_by_side import DOCUMENT, examples

from prometheus_querier import promql as q

EXAMPLES = examples()


@pytest.mark.parametrize(("text", "python"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_python_builds_what_the_text_parses_to(text, python):
    built = eval(python, {"q": q})  # noqa: S307 - our own document
    assert isinstance(built, q.Expr)
    parsed = q.parse(text)
    assert built == parsed or text == "NaN", f"{built} is not {parsed}"
    assert str(built) == str(parsed)


def test_every_example_of_prometheus_documentation_is_there():
    corpus = json.loads((ROOT / "tests" / "data" / "promql" / "valid.json").read_text("utf-8"))
    wanted = [one["expr"] for one in corpus if any(place.startswith("docs/querying/") for place in one["source"])]
    assert len(wanted) >= 50
    shown = {str(q.parse(text)) for text, _ in EXAMPLES}
    assert [text for text in wanted if str(q.parse(text)) not in shown] == []


def test_examples_stand_once_and_are_counted():
    texts = [text for text, _ in EXAMPLES]
    assert len(set(texts)) == len(texts)
    counted = re.search(r"(\d+) of them", read(DOCUMENT))
    assert counted
    assert int(counted[1]) == len(texts)
