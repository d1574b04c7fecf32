"""How Sphinx makes a site of these documents: ``make docs`` builds it into ``build/docs``.

The documents are plain Markdown that reads well without Sphinx too. The pages below ``reference/`` are filled from the
docstrings by ``public_names.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from public_names import fill  # noqa: E402 - found by the path above

from prometheus_querier import __version__  # noqa: E402 - as above

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "prometheus-querier"
release = __version__
project_copyright = ""
html_show_copyright = False
html_show_sphinx = False
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
nitpicky = True
suppress_warnings = ["ref.python"]  # two public names are alike: the value types of PromQL, and those of a container
# No site but this one is asked when it is built, so that names of the standard library and of others lead nowhere.
# Type variables have no place of their own, and nobody but a client makes a Caller.
nitpick_ignore_regex = [
    ("py:.*", r"(?!prometheus_querier\.).*"),
    ("py:class", r"prometheus_querier\..*\.(R|T|T_co|Caller)"),
]

myst_heading_anchors = 4
myst_enable_extensions = ["smartquotes"]

autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
autodoc_preserve_defaults = True
maximum_signature_line_length = 150  # counted with the full names of types, which are not shown
python_use_unqualified_type_names = True
add_module_names = False
napoleon_numpy_docstring = False
napoleon_custom_sections = [("Attributes", "params_style")]
toc_object_entries_show_parents = "hide"

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
pygments_style = "friendly"
pygments_dark_style = "monokai"

html_theme = "furo"
html_title = "prometheus-querier"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_theme_options = {
    # The fonts of the reader's system: nothing is fetched from elsewhere.
    "light_css_variables": {"font-stack": "system-ui, sans-serif", "color-brand-primary": "#b5380f"},
    "dark_css_variables": {"color-brand-primary": "#ff8a5c"},
}


def setup(app: Sphinx) -> None:
    """Fills the pages of the reference while they are read."""
    app.connect("source-read", lambda _, __, source: source.__setitem__(0, fill(source[0])))
    app.connect("autodoc-process-docstring", _keep_colons, priority=400)


def _keep_colons(_app: Sphinx, what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Puts an empty comment before what would else be read as `type: description`, as napoleon does of attributes."""
    if what in {"attribute", "property", "data"} and lines:
        lines[:0] = ["..", ""]
