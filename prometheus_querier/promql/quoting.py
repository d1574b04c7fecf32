r"""How names and strings are spelled in PromQL: bare where the grammar allows it, quoted everywhere else.

A Python ``str`` stands for the UTF-8 text that it encodes to. PromQL strings may also hold bytes that are no UTF-8
(``"\xff"``); such a byte is a lone surrogate U+DC80 to U+DCFF, as Python's ``surrogateescape`` has it, so that parsed
text prints back byte for byte. Only parsing makes them: what a caller passes in is refused when it has surrogates.
"""

from __future__ import annotations

import re
from typing import Any

from prometheus_querier.errors import PromQLTypeError, UnsafeNameError

from .remembered import remembered

_METRIC_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)
_LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)
# Bare, these are operators and numbers in the place of a metric name, on every version.
_NO_METRIC_NAMES = frozenset({"atan2", "bool", "on", "ignoring", "group_left", "group_right", "inf", "nan"})
_NO_GROUPING_LABELS = frozenset({"without", "inf", "nan"})
_KEYWORDS = _NO_METRIC_NAMES | frozenset(
    ["and", "or", "unless", "by", "without", "offset", "anchored", "smoothed", "fill", "fill_left", "fill_right"]
)
_SHORT_ESCAPES = {
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\", '"': '\\"',
}  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")
_REGEX_OPERATORS = re.compile(r"[\\.+*?()|\[\]{}^$]")
_REPLACEMENT = "\ufffd"


def quote(text: str) -> str:
    r"""Spells a string literal that every Prometheus since 2.0 reads back as exactly *text*.

    >>> print(quote('say "hi"'))
    "say \"hi\""
    """
    # The lexer takes a raw U+FFFD for invalid UTF-8.
    if text.isprintable() and '"' not in text and "\\" not in text and _REPLACEMENT not in text:
        return f'"{text}"'
    if _SURROGATE.search(text) and not _is_bytes(text):
        raise UnsafeNameError(f"{shortened(text)} has lone surrogates, which are no text that UTF-8 could carry")
    return '"' + "".join([_escape(character) for character in text]) + '"'


def shortened(value: object) -> str:
    """Shows a value in an error message, but not all of a long one."""
    return trimmed(repr(value))


def trimmed(text: str) -> str:
    """Shows text in an error message, but not all of a long one."""
    return text if len(text) <= 80 else f"{text[:80]}…"  # noqa: PLR2004 - a line of a terminal


def _is_bytes(text: str) -> bool:
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") == text
    except UnicodeEncodeError:
        return False


def _escape(character: str) -> str:
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if character.isprintable() and character != _REPLACEMENT:
        return character
    code = ord(character)
    if code < 0x80:  # noqa: PLR2004 - ASCII
        return f"\\x{code:02x}"
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - the end of the basic plane


@remembered
def is_bare_metric_name(name: str) -> bool:
    """Whether a metric name can stand before the braces without quotes."""
    return _METRIC_NAME.fullmatch(name) is not None and name.lower() not in _NO_METRIC_NAMES


@remembered
def is_function_name(name: str) -> bool:
    """Whether a word followed by a parenthesis is a call on every parser, and nothing else."""
    return _LABEL_NAME.fullmatch(name) is not None and name.lower() not in _KEYWORDS


@remembered
def spell_label(name: str) -> str:
    """Spells a label name for the braces of a selector."""
    return name if _LABEL_NAME.fullmatch(name) else quote(name)


@remembered
def spell_labels(names: tuple[str, ...]) -> str:
    """Spells label names for ``by``, ``on`` and their like.

    >>> print(spell_labels(("job", "k8s.pod", "inf")))
    job, "k8s.pod", "inf"
    """
    return ", ".join(
        name if _LABEL_NAME.fullmatch(name) and name.lower() not in _NO_GROUPING_LABELS else quote(name)
        for name in names
    )


def exact_text(value: Any, what: str) -> str:
    """Takes a caller's text as it is, or refuses what UTF-8 cannot carry.

    Raises:
        PromQLTypeError: It is no text.
        UnsafeNameError: It has lone surrogates, which no server could get.
    """
    if not isinstance(value, str):
        fix = f": write {str(value)!r}" if type(value) is int else ""
        raise PromQLTypeError(f"{what} must be text (str), not {type(value).__name__} {shortened(value)}{fix}")
    # Subclasses, such as members of an Enum, may print as something else.
    text = value if type(value) is str else str.__str__(value)
    if not text.isascii() and _SURROGATE.search(text):
        raise UnsafeNameError(f"{what} {shortened(text)} has lone surrogates, which are no text that UTF-8 could carry")
    return text


def label_name(name: Any, what: str) -> str:
    """Takes a caller's label name; any text but the empty one can be written."""
    text = exact_text(name, what)
    if not text:
        raise UnsafeNameError(f"{what} must not be empty")
    return text


def label_names(names: tuple[Any, ...], what: str) -> tuple[str, ...]:
    """Takes a caller's label names for ``by``, ``on`` and their like."""
    for name in names:
        if type(name) is not str or not name or not name.isascii():
            if isinstance(name, (list, tuple, set, frozenset)):
                raise PromQLTypeError(
                    f"{what} must be text (str), not {type(name).__name__}: put a star before it, *{shortened(name)}"
                )
            return tuple([label_name(name, what) for name in names])
    return names


def quote_regex(text: str) -> str:
    r"""Spells an RE2 pattern that matches exactly *text*.

    >>> print(quote_regex("10.0.0.1:9090"))
    10\.0\.0\.1:9090
    """
    return _REGEX_OPERATORS.sub(r"\\\g<0>", text)
