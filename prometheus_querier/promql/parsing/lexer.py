"""Text to tokens: one compiled expression per place (outside, inside braces, inside brackets), linear in the text.

Knows spelling only: which words and signs mean what is the parser's business.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from prometheus_querier.errors import PromQLSyntaxError

WORD, NUMBER, STRING, END = "word", "number", "string", "end"
"""Kinds of tokens; a sign's kind is the sign itself."""

# A comment ends at a carriage return as well; a literal U+FFFD and lone surrogates stand for bytes that are not UTF-8.
_SKIP = r"(?:[ \t\r\n]++|#[^\r\n]*+)*+"
_STRING = (
    r'"[^"\\\n\ufffd\ud800-\udfff]*+(?:\\.[^"\\\n\ufffd\ud800-\udfff]*+)*+"'
    r"|'[^'\\\n\ufffd\ud800-\udfff]*+(?:\\.[^'\\\n\ufffd\ud800-\udfff]*+)*+'"
    r"|`[^`\ufffd\ud800-\udfff]*+`"
)
_NUMBER = r"0[xX][0-9a-zA-Z_.]*+|\.?[0-9](?:[eE][+-]|[0-9a-zA-Z_.])*+"
_LABEL = "[a-zA-Z_][a-zA-Z0-9_]*+"
_NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*+"


def _compile(word: str, number: str, string: str, sign: str) -> re.Pattern[str]:
    return re.compile(rf"{_SKIP}(?:({word})|({sign})|({number})|({string})|(\Z))")


_NOTHING = "(?!)"
_OUTSIDE = _compile(_NAME, _NUMBER, _STRING, r"==|!=|<=|>=|</|>/|[-+*/%^<>=(){}\[\],@]").match
_IN_BRACES = _compile(_LABEL, _NOTHING, _STRING, r"=~|!~|!=|=|[,{}]").match
# A colon is a sign of its own in brackets, and part of a name outside.
_IN_BRACKETS = _compile(_LABEL, _NUMBER, _NOTHING, r"[-+*/%^(),:\[\]]").match
_PLACES = {"{": _IN_BRACES, "}": _OUTSIDE, "[": _IN_BRACKETS, "]": _OUTSIDE}
_KINDS = (END, WORD, END, NUMBER, STRING, END)
_SIGN, _END = 2, 5

# Far beyond any query that people or programs have reason to write, and read in a second.
_MOST_TOKENS = 200_000
_NOT_UTF8 = re.compile("[\ufffd\ud800-\udfff]")


class Tokens(NamedTuple):
    """The tokens of a text as three columns of one length; the last token is the end."""

    kinds: list[str]
    values: list[str]
    starts: list[int]


def tokenize(text: str) -> Tokens:
    """Splits a text into tokens, without white space and comments.

    Raises:
        PromQLSyntaxError: A character that PromQL does not have at its place, or an unterminated string.

    >>> tokenize('up{job="api"}[5m]  # five minutes').kinds
    ['word', '{', 'word', '=', 'string', '}', '[', 'number', ']', 'end']
    """
    kinds: list[str] = []
    values: list[str] = []
    starts: list[int] = []
    match = _OUTSIDE
    position = 0
    for _ in range(_MOST_TOKENS):
        found = match(text, position)
        if found is None:
            raise _unreadable(text, position, match)
        index = found.lastindex or _END
        value = found[index]
        position = found.end()
        values.append(value)
        starts.append(position - len(value))
        if index == _SIGN:
            kinds.append(value)
            match = _PLACES.get(value, match)
        else:
            kinds.append(_KINDS[index])
            if index == _END:
                return Tokens(kinds, values, starts)
    raise PromQLSyntaxError.at(text, position, f"a query of more than {_MOST_TOKENS} words and signs")


_AFTER_SKIP = re.compile(_SKIP)
_HINTS = {
    "&": "write and",
    "|": 'write or; inside braces, alternatives are a regex: {job=~"a|b"}',
    ":": "a subquery is expr[range:step]",
    "$": "a variable of a dashboard must be replaced before the query is sent",
    "\u201c": 'use plain quotes: "…"',
    "\u201d": 'use plain quotes: "…"',
    "\u2018": "use plain quotes: '…'",
    "\u2019": "use plain quotes: '…'",
}


def _unreadable(text: str, position: int, place: object) -> PromQLSyntaxError:
    """Says what is wrong where no token can be read."""
    skipped = _AFTER_SKIP.match(text, position)
    position = skipped.end() if skipped else position
    character = text[position]
    if character in "\"'`":
        if place is _IN_BRACKETS:
            return PromQLSyntaxError.at(text, position, "unexpected string inside brackets", suggestion="write x[5m]")
        return _unterminated(text, position)
    if "~" in text[position : position + 2]:
        position -= character == "~"
        operator = text[position : position + 2]
        return PromQLSyntaxError.at(text, position, f"{operator} compares labels with a regex, inside braces only")
    if character == "!":
        return PromQLSyntaxError.at(text, position, "unexpected '!'", suggestion="not equal is written !=")
    where = " inside braces" if place is _IN_BRACES else " inside brackets" if place is _IN_BRACKETS else ""
    hint = _HINTS.get(character, "")
    if not hint and character.isalpha():
        hint = 'names with other letters than a to z are quoted inside braces: {"…"}'
    return PromQLSyntaxError.at(text, position, f"unexpected character {character!r}{where}", suggestion=hint)


def _unterminated(text: str, position: int) -> PromQLSyntaxError:
    raw = text[position] == "`"
    end = text.find("`" if raw else "\n", position + 1)
    strange = _NOT_UTF8.search(text, position, end if end > 0 else len(text))
    if strange:
        return PromQLSyntaxError.at(
            text,
            strange.start(),
            "a string with U+FFFD or a lone surrogate, which servers take for broken UTF-8",
            suggestion="" if raw else r"write \ufffd for the character U+FFFD",
        )
    hint = "" if raw or end < 0 else r"a line break inside quotes is written \n"
    return PromQLSyntaxError.at(text, position, "unterminated string", suggestion=hint)
