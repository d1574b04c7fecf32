r"""RE2, the syntax of regular expressions in matchers: whether a pattern is valid, and whether it matches nothing at all.

Python's ``re`` is another language and can judge neither. This reads a pattern as Go's ``regexp/syntax`` does with Perl
flags: in one pass, without recursion. Names of Unicode classes and Go's limits on compiled size are not checked.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .remembered import remembered

_LITERALS = re.compile(r"[^\\.+*?()|\[{^$\ud800-\udfff]++")
_REPEAT = re.compile(r"[*+?]|\{(0|[1-9][0-9]*+)(?:(,)(0|[1-9][0-9]*+)?)?\}")
_GROUP = re.compile(r"\((?:\?(?:P?<(?P<name>[0-9A-Za-z_]++)>|[imsU]*+(?:-[imsU]++)?(?P<flags>[:)])))?")
_CHARACTER = r"0[0-7]{0,2}|[1-7][0-7]{1,2}|x(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]{1,8}\})|[afnrtv]|[!-/:-@\[-`{-~ \t\n\r\f\v]"
_CLASS = r"[dDsSwW]|[pP](?:[A-Za-z]|\{\^?[A-Za-z_]++\})"
_ESCAPE = re.compile(rf"\\(?:(?P<character>{_CHARACTER})|(?P<class>{_CLASS})|(?P<empty>[ABz])|(?P<never>b))")
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)", re.DOTALL)
_CLASS_ITEM = re.compile(rf"\\(?:(?P<character>{_CHARACTER})|(?P<class>{_CLASS}))|[^\\]", re.DOTALL)
_POSIX_CLASSES = frozenset({
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word", "xdigit",
})  # fmt: skip
_LITERAL = re.compile(r"[^\\.+*?()|\[\]{}^$]+|\||\\([^0-9A-Za-z])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROLS = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_LIMIT = 1000
"""RE2's limit of a repeat count, of the product of nested ones, and of nested groups."""


class BadRegexError(ValueError):
    """A pattern that RE2 refuses."""


@remembered
def matches_empty(pattern: str) -> bool:  # noqa: C901 - one branch for each sign of the syntax
    """Tells whether a pattern matches the empty string.

    Raises:
        BadRegexError: RE2 refuses the pattern.

    >>> matches_empty("a|b*"), matches_empty(".+"), matches_empty("a{0}")
    (True, False, True)
    """
    if _SURROGATE.search(pattern):
        raise BadRegexError("invalid UTF-8")
    # At the only place of an empty text, each assertion is either true or false: what matches it is exactly known.
    groups = [_Group()]
    names: set[str] = set()
    last_named_class = pattern.rfind(":]")
    position = 0
    repeated = False
    while position < len(pattern):
        found = _REPEAT.match(pattern, position)
        if found:
            position = _repeat(groups[-1].pieces, found, pattern, stacked=repeated)
            repeated = True
            continue
        repeated = False
        character = pattern[position]
        if character == "(":
            position = _open(groups, names, pattern, position)
        elif character == ")":
            if len(groups) == 1:
                raise BadRegexError("unexpected )")
            piece = groups.pop().closed()
            groups[-1].pieces.append(piece)
            position += 1
        elif character == "|":
            groups[-1].end_alternative()
            position += 1
        elif character == "[":
            position = _skip_class(pattern, position, last_named_class)
            groups[-1].pieces.append(_SOMETHING)
        elif character == "\\":
            position = _escape(groups[-1].pieces, pattern, position)
        elif character in "^$":
            groups[-1].pieces.append(_NOTHING)
            position += 1
        else:
            groups[-1].pieces.append(_SOMETHING)
            literals = _LITERALS.match(pattern, position)
            # A repeat takes the last character alone, which makes no difference here unless it is the only one.
            position = max(position + 1, literals.end() - 1) if literals else position + 1
    if len(groups) > 1:
        raise BadRegexError("missing closing )")
    return groups[0].closed().empty


def literal_alternatives(pattern: str) -> frozenset[str] | None:
    r"""The texts that a pattern matches, if it is nothing but texts with ``|`` between them; else None.

    >>> sorted(literal_alternatives(r"a\.b|c") or ()), literal_alternatives("a.b")
    (['a.b', 'c'], None)
    """
    alternatives = [""]
    position = 0
    while position < len(pattern):
        found = _LITERAL.match(pattern, position)
        if found is None:
            return None
        if found[0] == "|":
            alternatives.append("")
        else:
            alternatives[-1] += found[1] or found[0]
        position = found.end()
    return frozenset(alternatives)


class _Piece(NamedTuple):
    """A part of a pattern: whether it matches nothing, and the least limit that admits its nested repeat counts."""

    empty: bool
    repeats: int = 1


_NOTHING, _SOMETHING = _Piece(empty=True), _Piece(empty=False)


class _Group:
    """A group that is still open; the whole pattern is one."""

    __slots__ = ("empty", "pieces", "repeats")

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.empty = False
        self.repeats = 1

    def end_alternative(self) -> None:
        self.empty |= all(piece.empty for piece in self.pieces)
        self.repeats = max([self.repeats, *(piece.repeats for piece in self.pieces)])
        self.pieces = []

    def closed(self) -> _Piece:
        self.end_alternative()
        return _Piece(self.empty, self.repeats)


def _repeat(pieces: list[_Piece], found: re.Match[str], pattern: str, *, stacked: bool) -> int:
    sign = found[0]
    low, high = (1, -1) if sign == "+" else (0, -1)
    if sign[0] == "{":
        least, comma, most = found.groups()
        if len(least) > 4 or len(most or "") > 4:  # noqa: PLR2004 - over the limit by far
            raise BadRegexError(f"invalid repeat count {sign[:20]}")
        low = int(least)
        high = int(most) if most else -1 if comma else low
        if max(low, high) > _LIMIT or (most and low > high):
            raise BadRegexError(f"invalid repeat count {sign}")
    if stacked:
        raise BadRegexError(f"invalid nested repetition operator {sign}")
    if not pieces:
        raise BadRegexError(f"nothing to repeat before {sign}")
    inner = pieces[-1]
    repeats = 1 if high == 0 else max(low, high, 1) * inner.repeats
    if repeats > _LIMIT:
        raise BadRegexError(f"nested repeat counts exceed {_LIMIT}")
    empty = inner.empty or low == 0
    pieces[-1] = (_NOTHING if empty else _SOMETHING) if repeats == 1 else _Piece(empty, repeats)
    return found.end() + pattern.startswith("?", found.end())


def _open(groups: list[_Group], names: set[str], pattern: str, position: int) -> int:
    found = _GROUP.match(pattern, position)
    if found is None or (found.end() == position + 1 and pattern.startswith("?", position + 1)):
        raise BadRegexError(f"{pattern[position : position + 4]} is no group of RE2, which has no look-around")
    name = found["name"]
    if name is not None and name in names:
        raise BadRegexError(f"duplicate group name {name}")
    if name is not None:
        names.add(name)
    if found["flags"] != ")":
        if len(groups) > _LIMIT:
            raise BadRegexError(f"groups nest deeper than {_LIMIT}")
        groups.append(_Group())
    return found.end()


def _escape(pieces: list[_Piece], pattern: str, position: int) -> int:
    quoted = _QUOTED.match(pattern, position)
    if quoted:
        # A repeat after it takes the last character alone.
        pieces.extend([_SOMETHING] * min(len(quoted[1]), 2))
        return quoted.end()
    found = _ESCAPE.match(pattern, position)
    if found is None:
        raise _bad_escape(pattern, position)
    if found["character"]:
        _code(found["character"])
    pieces.append(_NOTHING if found["empty"] else _SOMETHING)
    return found.end()


def _skip_class(pattern: str, start: int, last_named_class: int) -> int:  # noqa: C901 - a class is a loop of cases
    position = start + 1 + pattern.startswith("^", start + 1)
    first = position
    low: int | None = None  # the start of a range whose end comes next
    while position < len(pattern):
        if pattern[position] == "]" and position > first:
            return position + 1
        if low is None and position + 2 <= last_named_class and pattern.startswith("[:", position):
            end = pattern.index(":]", position + 2)
            if pattern[position + 2 : end].removeprefix("^") not in _POSIX_CLASSES:
                raise BadRegexError(f"invalid character class {pattern[position : position + 20]}")
            position = end + 2
            continue
        found = _CLASS_ITEM.match(pattern, position)
        if found is None:
            raise _bad_escape(pattern, position)
        position = found.end()
        if found["class"]:
            if low is not None:
                raise BadRegexError(f"invalid character class range ending in {found[0]}")
            continue
        code = _code(found["character"]) if found["character"] else ord(found[0])
        if low is not None:
            if code < low:
                raise BadRegexError(f"invalid character class range ending in {found[0]}")
            low = None
        elif pattern.startswith("-", position) and pattern[position + 1 : position + 2] not in ("]", ""):
            low = code
            position += 1
    raise BadRegexError("missing closing ]")


def _code(escape: str) -> int:
    if escape in _CONTROLS:
        return _CONTROLS[escape]
    if escape[0] == "x":
        code = int(escape[1:].strip("{}"), 16)
        if code > 0x10FFFF:  # noqa: PLR2004 - the last of Unicode
            raise BadRegexError(f"invalid escape sequence \\{escape}")
        return code
    return int(escape, 8) if escape[0].isdigit() else ord(escape)


def _bad_escape(pattern: str, position: int) -> BadRegexError:
    if position + 1 == len(pattern):
        return BadRegexError("trailing backslash")
    return BadRegexError(f"invalid escape sequence {pattern[position : position + 2]}")
