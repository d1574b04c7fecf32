from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from prometheus_querier.api.excerpts import Excerpt, retry_after, without_credentials


def test_the_beginning_is_kept_while_the_pieces_pass():
    excerpt = Excerpt([b"", b"hello ", b"w\x00rld", b"x" * 10_000])
    assert b"".join(excerpt) == b"hello w\x00rld" + b"x" * 10_000
    assert excerpt.text.startswith("hello w rld")
    assert len(excerpt.text) == 200
    assert not excerpt.is_empty


@pytest.mark.parametrize(("pieces", "is_empty"), [([], True), ([b"", b""], True), ([b" "], False)])
def test_an_empty_body_is_told_from_others(pieces, is_empty):
    excerpt = Excerpt(pieces)
    list(excerpt)
    assert excerpt.is_empty is is_empty


def test_a_body_that_breaks_off_is_not_empty():
    def broken():
        yield from ()
        raise OSError

    excerpt = Excerpt(broken())
    with pytest.raises(OSError):  # noqa: PT011 - ours
        list(excerpt)
    assert not excerpt.is_empty


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@host:9090/login?token=x#y", "https://host:9090/login"),
        ("/login?token=x", "/login"),
        ("//user:secret@host/", "host/"),
        ("http://[::1", ""),
        ("", ""),
        ("http://a@b@host/", "http://host/"),
    ],
)
def test_urls_are_shown_without_secrets(url, shown):
    assert without_credentials(url) == shown


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", None),
        ("10", 10.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("-5", None),
        ("1e3", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("9" * 30, None),
        ("\u0663", None),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 0.0),
        ("Mon, 99 Jan 1990 00:00:00 GMT", None),
        ("x" * 100, None),
    ],
)
def test_waits_are_numbers_or_dates_and_anything_else_counts_as_absent(text, seconds):
    assert retry_after({"retry-after": text}) == seconds
    assert retry_after({}) is None


def test_a_date_in_the_future_is_a_wait():
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 50 < retry_after({"retry-after": date}) <= 60
