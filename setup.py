"""What setup.cfg cannot say: the compiled decoder, left out where it cannot be built, and where the README's links lead."""

import os
import re
import sys
import sysconfig
from pathlib import Path
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError, CCompilerError

# "no" leaves the extension out; "yes" makes it an error when it cannot be built.
WANTED = os.environ.get("PROMETHEUS_QUERIER_EXTENSION", "where possible")
# One binary serves Python 3.11 and all later ones, but for those without the global interpreter lock.
STABLE = not sysconfig.get_config_var("Py_GIL_DISABLED")
SOURCES = "prometheus_querier/results/native"
# The workflow that publishes knows the repository, so that the README's links lead there from PyPI, too.
REPOSITORY = os.environ.get("PROMETHEUS_QUERIER_REPOSITORY", "")


class BuildWherePossible(build_ext):
    """Builds the extension, or says in one line that it is left out."""

    def build_extension(self, ext: Extension) -> None:
        """Builds one extension, with the options of the compiler at hand."""
        microsoft = self.compiler.compiler_type == "msvc"
        ext.extra_compile_args = ["/std:c++17", "/O2", "/EHsc"] if microsoft else ["-std=c++17", "-O2", "-g0"]
        try:
            super().build_extension(ext)
        except (BaseError, CCompilerError, OSError) as error:
            if WANTED == "yes":
                raise
            reason = str(error).partition("\n")[0]
            sys.stderr.write(
                f"prometheus-querier is built without its compiled decoder, Python will decode: {reason}\n"
            )


def published(repository: str) -> dict[str, Any]:
    """The README with absolute links, pictures among them, and the links that PyPI shows beside it."""
    tag = "v" + Path("prometheus_querier/_version.py").read_text("utf-8").split('"')[-2]
    readme = Path("README.md").read_text("utf-8")
    readme = re.sub(r"(!\[[^]]*\]\()(?!https?:)", rf"\1{repository}/raw/{tag}/", readme)
    readme = re.sub(r"\]\((?!https?:)", f"]({repository}/blob/{tag}/", readme)
    urls = {
        "Source": repository,
        "Changelog": f"{repository}/blob/{tag}/CHANGELOG.md",
        "Issues": f"{repository}/issues",
    }
    return {"long_description": readme, "project_urls": urls}


decoder = Extension(
    "prometheus_querier.results._decoder",
    [f"{SOURCES}/decoder.cpp"],
    depends=[f"{SOURCES}/{name}.hpp" for name in ("frames", "objects", "scan")],
    language="c++",
    define_macros=[("Py_LIMITED_API", "0x030B0000")] if STABLE else [],
    py_limited_api=STABLE,
    optional=WANTED != "yes",
)

setup(
    ext_modules=[] if WANTED == "no" else [decoder],
    cmdclass={"build_ext": BuildWherePossible},
    **published(REPOSITORY) if REPOSITORY else {},
    options={"bdist_wheel": {"py_limited_api": "cp311"}} if STABLE and WANTED != "no" else {},
)
