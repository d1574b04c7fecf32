"""What setup.cfg cannot say: the compiled decoder, which is left out where it cannot be built."""

import os
import sys
import sysconfig

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError, CCompilerError

# "no" leaves the extension out; "yes" makes it an error when it cannot be built.
WANTED = os.environ.get("PROMETHEUS_QUERIER_EXTENSION", "where possible")
# One binary serves Python 3.11 and all later ones, but for those without the global interpreter lock.
STABLE = not sysconfig.get_config_var("Py_GIL_DISABLED")
SOURCES = "prometheus_querier/results/native"


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
    options={"bdist_wheel": {"py_limited_api": "cp311"}} if STABLE and WANTED != "no" else {},
)
