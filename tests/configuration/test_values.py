"""Values of options, checked one by one."""

from __future__ import annotations

import ssl
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.configuration.values import read_value
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.transport import RetryPolicy

CONTEXT = ssl.create_default_context()
POLICY = RetryPolicy(attempts=5)


@pytest.mark.parametrize(
    ("option", "value", "read"),
    [
        ("timeout", timedelta(minutes=2), 120),
        ("timeout", "none", None),
        ("timeout", None, None),
        ("read_timeout", 2.5, 2.5),
        ("pool_size", "20", 20),
        ("max_response_bytes", "None", None),
        ("trust_env", "Yes", True),
        ("trust_env", 0, QueryBuildError),
        ("verify", "off", False),
        ("verify", CONTEXT, CONTEXT),
        ("verify", "/", "/"),
        ("cert", ["/", "/"], ("/", "/")),
        ("cert", ["/"], QueryBuildError),
        ("cert", "/no/such/file", QueryBuildError),
        ("cert", 3, QueryBuildError),
        ("tenant", ("a", "b"), ("a", "b")),
        ("tenant", [1], QueryBuildError),
        ("proxies", {"http": "http://proxy:3128"}, {"http": "http://proxy:3128"}),
        ("proxies", 3, QueryBuildError),
        ("headers", {"a": 3}, QueryBuildError),
        ("headers", '{"X-Key": "k"}', {"X-Key": "k"}),
        ("headers", '{"X-Key": 3}', QueryBuildError),
        ("headers", '["X-Key"]', QueryBuildError),
        ("headers", "X-Key: k", QueryBuildError),
        ("retry", POLICY, POLICY),
        ("observers", [3], QueryBuildError),
        ("token", "", QueryBuildError),
        ("url", 3, QueryBuildError),
        ("cache", True, QueryBuildError),
        ("cache", "/var/cache", QueryBuildError),
        ("account", "12", "12"),
        ("replica_labels", ["a"], ["a"]),
    ],
)
def test_values_are_read_or_refused(option, value, read):
    if read is QueryBuildError:
        with pytest.raises(QueryBuildError, match=r"^X\b"):
            read_value(option, "X", value)
    else:
        assert read_value(option, "X", value) == read


def test_what_is_true_or_false_of_a_flavour_is_read_by_its_annotation():
    assert read_value("dedup", "X", "no", annotation="bool | None") is False
    assert read_value("cache", "X", "on", annotation="bool") is True
    with pytest.raises(QueryBuildError, match="X must be true or false, not 'maybe'"):
        read_value("cache", "X", "maybe", annotation="bool")


@given(
    option=st.sampled_from(
        [
            *("url", "timeout", "pool_size", "max_response_bytes", "trust_env", "verify", "cert", "headers", "tenant"),
            *("proxies", "compression", "on_warning", "retry", "observers", "transport", "token", "user"),
        ]
    ),
    value=st.one_of(
        st.text(max_size=20),
        st.integers(),
        st.floats(),
        st.lists(st.text(max_size=3)),
        st.binary(max_size=4),
        st.none(),
    ),
)
def test_whatever_is_written_is_read_or_refused_by_name(option, value):
    try:
        read_value(option, "KEY", value)
    except QueryBuildError as error:
        assert "KEY" in str(error)  # noqa: PT017 - either is right
