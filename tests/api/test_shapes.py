import pytest

from prometheus_querier.api.shapes import label_sets, strings
from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results.documents import Document


@pytest.mark.parametrize(("shape", "data"), [(strings, ["a", "b"]), (strings, []), (label_sets, [{"a": "b"}, {}])])
def test_lists_keep_what_the_server_remarked(shape, data):
    found = shape(Document("success", data, warnings=("w",), infos=("i",)))
    assert (found, found.warnings, found.infos) == (data, ("w",), ("i",))


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        (strings, None),
        (strings, {"a": "b"}),
        (strings, ["a", None]),
        (label_sets, None),
        (label_sets, ["a"]),
        (label_sets, [{"a": 5}]),
        (label_sets, [["a"]]),
    ],
)
def test_anything_else_is_refused(shape, data):
    with pytest.raises(MalformedResponseError):
        shape(Document("success", data))
