"""Whole numbers: whose are taken, and what is said of anything else."""

import pytest

from prometheus_querier.counts import whole_number
from prometheus_querier.errors import QueryBuildError


@pytest.mark.parametrize("value", [1, 5, 10**30])
def test_whole_numbers_are_taken(value):
    assert whole_number(value, "n") == value


def test_those_of_numpy_become_plain_ones():
    np = pytest.importorskip("numpy")
    found = whole_number(np.int64(5), "n")
    assert (found, type(found)) == (5, int)
    with pytest.raises(QueryBuildError, match="n must be a whole number from 1, not"):
        whole_number(np.bool_(True), "n")


@pytest.mark.parametrize("value", [0, -1, True, 1.0, "1", None, float("nan"), [1]])
def test_anything_else_is_refused(value):
    with pytest.raises(QueryBuildError, match="n must be a whole number from 1, not"):
        whole_number(value, "n")


def test_limits_are_told():
    assert (whole_number(0, "n", least=0), whole_number(-3, "n", least=None)) == (0, -3)
    with pytest.raises(QueryBuildError, match="n must be a whole number from 1 to 10,000, not 10001"):
        whole_number(10_001, "n", most=10_000)
    with pytest.raises(QueryBuildError, match="n must be a whole number, not 'x'"):
        whole_number("x", "n", least=None)
