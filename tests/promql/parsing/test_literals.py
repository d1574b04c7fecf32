from __future__ import annotations

import time

import pytest

from prometheus_querier.promql.parsing.literals import BadEscapeError, duration_ms, number_value, string_value


# Verdicts and values are those of Prometheus 3.5.
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("00", 0), ("017", 15), ("08", 8), ("0_7", 7), ("0_8", 8), ("0755", 493), ("007.5", 7.5),
        ("5.", 5), (".5", 0.5), ("5.e3", 5000), ("1e3", 1000), ("1E-3", 0.001), ("1e+3", 1000),
        ("0x8f", 143), ("0X1F", 31), ("0x_53_AB_F3_82", 1403777922), ("0x1e5", 485), ("0xe1", 225),
        (".123_456_789", 0.123456789), ("1_000.5", 1000.5), ("9007199254740993", 9007199254740992),
        ("0777777777777777777777777", 777777777777777777777777.0), ("9" * 30, 1e30),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert number_value(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "1_", "1__0", "_1", "1._5", "1_.5", "1e", "1e+", "1ee5", "1e400", "0b1", "0o17", "1i", "2.5.", "0x", "0x1e", "0x1.5",
     "0x1p3", "0xffffffffffffffff", "9" * 309, "5m", "0x1_", "\u0661"],
)  # fmt: skip
def test_no_numbers(text: str) -> None:
    assert number_value(text) is None


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("5m", 300_000), ("1h30m", 5_400_000), ("1y2w3d4h5m6s7ms", 33_019_506_007), ("0s", 0), ("00100s", 100_000)],
)
def test_durations(text: str, milliseconds: int) -> None:
    assert duration_ms(text) == milliseconds


@pytest.mark.parametrize(
    "text", ["", "5", "1.5h", "15ms1s", "5M", "5mm", "1m1m", "1d1w", "300y", "9" * 5000 + "y", "m"]
)
def test_no_durations(text: str) -> None:
    assert duration_ms(text) is None


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ('""', ""),
        ("'it'", "it"),
        (r"'it\'s'", "it's"),
        (r'"\a\b\f\n\r\t\v\\\""', '\a\b\f\n\r\t\v\\"'),
        (r'"\101\x41\u0041\U00000041"', "AAAA"),
        (r'"\ufffd"', "\ufffd"),
        (r'"\U0001F600"', "\U0001f600"),
        (r'"\xff\377"', "\udcff\udcff"),
        (r'"\xc3\xa9"', "é"),
        (r'"é\xe9"', "é\udce9"),
        (r"`\d`", r"\d"),
        ("`\n`", "\n"),
        ('"\t\x00"', "\t\x00"),
    ],
)
def test_strings(literal: str, value: str) -> None:
    assert string_value(literal) == value


@pytest.mark.parametrize(
    ("literal", "offset"),
    [(r'"\d"', 1), (r'"a\.b"', 2), (r'"\/"', 1), (r'"é\e"', 2), (r'"\0"', 1), (r'"\08"', 1), (r'"\400"', 1), (r'"\'"', 1),
     (r"'\"'", 1), (r'"\ud800"', 1), (r'"\U00110000"', 1), (r'"\xg0"', 1), (r'"\é"', 1)],
)  # fmt: skip
def test_no_strings(literal: str, offset: int) -> None:
    with pytest.raises(BadEscapeError) as caught:
        string_value(literal)
    assert caught.value.offset == offset


@pytest.mark.parametrize("text", ["9" * 2**20, "0." + "3" * 2**20, "0" * 2**20, "0x" + "f" * 2**20, "1_" * 2**19 + "1"])
def test_long_numbers_cost_linear_time(text: str) -> None:
    started = time.process_time()
    number_value(text)
    assert time.process_time() - started < 3
