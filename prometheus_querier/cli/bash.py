"""Completion in bash, which breaks words at ``:`` and ``=``: names of recording rules have the one, options the other."""

from __future__ import annotations

import os
from typing import Any

from prometheus_querier.errors import MissingDependencyError

try:
    from click.shell_completion import BashComplete, CompletionItem, add_completion_class, split_arg_string
except ImportError as error:
    raise MissingDependencyError.of("click", "cli", "completion") from error

_BREAKS = frozenset({":", "="})
_SCRIPT = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORD="${COMP_WORDS[COMP_CWORD]}" \
%(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


@add_completion_class
class WholeWords(BashComplete):
    """Takes words as the shell will hand them over, and gives what is to stand in the place of what bash takes for one."""

    source_template = _SCRIPT
    _before = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Reads the words of the line, and the one that is begun."""
        line, word = os.environ["COMP_LINE"], os.environ["COMP_WORD"]
        words = split_arg_string(line)
        if not word and line[-1:].isspace():
            words.append("")
        begun = "" if word in _BREAKS else word
        if words[-1].endswith(begun):
            self._before = words[-1].removesuffix(begun)
        return words[1:-1], words[-1]

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Leaves out what stands before the last break, which bash leaves alone."""
        return f"{item.type},{item.value.removeprefix(self._before)}"
