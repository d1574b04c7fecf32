from prometheus_querier.api import endpoints
from prometheus_querier.api.endpoints import Endpoint

ENDPOINTS = {name: value for name, value in vars(endpoints).items() if isinstance(value, Endpoint)}


def test_every_path_is_clean_and_named_after_itself():
    for name, endpoint in ENDPOINTS.items():
        path = endpoint.path.removeprefix("/api/v1/").removeprefix("/-/").removesuffix(".yaml")
        words = path.replace("admin/tsdb", "admin").replace("/", "_")
        assert words.upper() == name
        assert "//" not in endpoint.path
        assert not endpoint.path.endswith("/")


def test_what_changes_something_is_put_so_that_it_is_never_sent_twice():
    assert {name for name, endpoint in ENDPOINTS.items() if endpoint.method == "PUT"} == {
        "ADMIN_DELETE_SERIES",
        "ADMIN_CLEAN_TOMBSTONES",
        "ADMIN_SNAPSHOT",
    }


def test_parameters_came_no_earlier_than_their_endpoint():
    for endpoint in (*ENDPOINTS.values(), endpoints.label_values("job")):
        assert all(since > endpoint.since for since in endpoint.later.values())


def test_label_values_have_their_name_in_the_path():
    assert endpoints.label_values("U__a_2e_b").path == "/api/v1/label/U__a_2e_b/values"
