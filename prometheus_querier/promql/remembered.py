"""Answers that are remembered, but only of short questions: hostile text must not fill the memory."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")

_MOST, _LONGEST = 1024, 256


def remembered(function: Callable[[_Question], _Answer]) -> Callable[[_Question], _Answer]:
    """Remembers what a pure function answered to questions of up to 256 characters, some thousand of them.

    >>> @remembered
    ... def shout(word):
    ...     print("once")
    ...     return word.upper()
    >>> shout("a"), shout("a")
    once
    ('A', 'A')
    """
    known: dict[_Question, _Answer] = {}

    @wraps(function)
    def ask(question: _Question) -> _Answer:
        try:
            return known[question]
        except KeyError:
            pass
        answer = function(question)
        if _length(question) <= _LONGEST:
            if len(known) >= _MOST:
                known.clear()
            known[question] = answer
        return answer

    return ask


def _length(question: Any) -> int:
    if isinstance(question, str):
        return len(question)
    if isinstance(question, tuple):
        return sum(map(_length, question))
    return len(repr(question))
