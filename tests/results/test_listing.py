import copy
import pickle

import pytest

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import Listing, Lookup
from prometheus_querier.results.documents import Document
from prometheus_querier.results.listing import listing, lookup

NOTED = {"warnings": ("w",), "infos": ("i",)}


@pytest.mark.parametrize("value", [Listing(["a"], **NOTED), Lookup({"a": 1}, **NOTED)])
def test_remarks_survive_copies_and_pickles(value):
    for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):  # noqa: S301 - our own
        assert type(other) is type(value)
        assert (other, other.warnings, other.infos) == (value, ("w",), ("i",))


def test_they_equal_what_they_hold():
    assert Listing(["a"]) == ["a"]
    assert Lookup({"a": 1}) == {"a": 1}
    assert (Listing([]).warnings, Lookup({}).infos) == ((), ())


def test_an_answer_keeps_its_remarks():
    document = Document("success", ["a"], **NOTED)
    found = listing(str, document)
    assert (found, found.warnings, found.infos) == (["a"], ("w",), ("i",))
    found = lookup(str, Document("success", {"a": "b"}, **NOTED))
    assert (found, found.warnings, found.infos) == ({"a": "b"}, ("w",), ("i",))


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: listing(str, Document("success", None)), "data is None, not a list"),
        (lambda: listing(str, Document("success", ["a", 5])), r"data\[1\] is 5, not text"),
        (lambda: listing(str, Document("success", []), "blocks"), r"data is \[\], not an object"),
        (lambda: listing(str, Document("success", {"blocks": [0]}), "blocks"), r"data\.blocks\[0\] is 0, not text"),
        (lambda: lookup(bool, Document("success", None)), "data is None, not an object"),
        (lambda: lookup(bool, Document("success", {"a": "b"})), r"data\['a'\] is 'b', not true or false"),
    ],
)
def test_other_shapes_are_refused(make, problem):
    with pytest.raises(MalformedResponseError, match=problem):
        make()
