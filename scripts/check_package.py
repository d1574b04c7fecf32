"""Checks what is about to be published, as strangers will get it: check_package.py FOLDER.

The folder holds one sdist and one wheel. The sdist has every file of the repository and no other. The wheel is
installed, alone, into a clean environment of each Python at hand; the sdist with a C++ compiler, and as if there were
none. A strict mypy reads a user's program against the installed wheel. Built with PROMETHEUS_QUERIER_REPOSITORY, all
links of the README are absolute.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECK = Path(__file__).with_name("check_installed.py")
# Of no use outside the repository.
LEFT_OUT = (".ci/", ".gitattributes", ".github/", ".gitignore")
# What only packages have.
ADDED = ("PKG-INFO", "prometheus_querier.egg-info/")
WITHOUT_COMPILER = {"CC": "no-compiler-here", "CXX": "no-compiler-here"}

PROGRAM = """
import prometheus_querier as pq
from prometheus_querier import promql as q

def seconds(client: pq.PrometheusClient) -> float:
    reveal_type(client.query_range(q.rate(q.metric("up")["5m"]), pq.QueryTimeRange.last("1h")))
    return client.query("time()").scalar()

q.rate(q.metric("up"))
"""
EXPECTED = [
    'Revealed type is "prometheus_querier.results.matrix.MatrixResult"',
    'Argument 1 to "rate" has incompatible type "InstantSelector"; expected "RangeVector"',
]


def main(folder: str) -> int:
    dist = Path(folder).resolve()
    (sdist,), (wheel,) = dist.glob("*.tar.gz"), dist.glob("*.whl")
    check_sdist(sdist)
    check_wheel(wheel)
    found = pythons()
    subprocess.run([sys.executable, "-m", "abi3audit", "--strict", wheel], check=True)
    for python in found:
        check_installed(python, wheel, "compiled", typed=python == found[0])
    check_installed(found[0], sdist, "pure", WITHOUT_COMPILER)
    check_installed(found[-1], sdist, "compiled", {"PROMETHEUS_QUERIER_EXTENSION": "yes"})
    return 0


def pythons() -> list[str]:
    """One interpreter of each supported Python; where there is no shell to find them, the one that runs this."""
    if os.name == "nt":
        return [sys.executable]
    found = subprocess.run([ROOT / "scripts" / "find_pythons"], check=True, capture_output=True, text=True)
    return found.stdout.split()


def check_sdist(sdist: Path) -> None:
    if not (ROOT / ".git").exists():
        print(f"{sdist.name}: this is no repository to compare it with")
        return
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames() if not archive.getmember(name).isdir()}
    inside = {name for name in inside if not name.startswith(ADDED)}
    listed = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    wanted = {name for name in listed.splitlines() if not name.startswith(LEFT_OUT)}
    stray, missing = sorted(inside - wanted), sorted(wanted - inside)
    assert (stray, missing) == ([], []), f"{sdist.name}: stray {stray[:5]}, missing {missing[:5]}"
    print(f"{sdist.name}: the repository's {len(wanted)} files and no other")


def check_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    tops = {name.partition("/")[0] for name in names}
    stray = [top for top in tops if top != "prometheus_querier" and not top.endswith(".dist-info")]
    assert not stray, f"{wheel.name}: stray {stray}"
    assert "-cp311-abi3-" in wheel.name, f"{wheel.name}: one wheel of a platform serves every Python from 3.11 on"
    repository = os.environ["PROMETHEUS_QUERIER_REPOSITORY"]
    relative = re.findall(r"\]\((?!https?:)[^)]*\)", metadata)
    assert not relative, f"{wheel.name}: links that lead nowhere from PyPI: {relative}"
    for link in (f"({repository}/blob/v", f"({repository}/raw/v", f"Project-URL: Source, {repository}\n"):
        assert link in metadata, f"{wheel.name}: no {link} in its metadata"


def check_installed(
    python: str, package: Path, decoder: str, environment: dict[str, str] | None = None, *, typed: bool = False
) -> None:
    with tempfile.TemporaryDirectory() as clean:
        subprocess.run([python, "-m", "venv", clean], check=True)
        inside = str(Path(clean, "Scripts" if os.name == "nt" else "bin", "python"))
        # What was built before, perhaps with a compiler, must not come from a cache.
        install = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir", package]
        subprocess.run(install, check=True, cwd=clean, env={**os.environ, **(environment or {})})
        print(f"{package.name}: ", end="", flush=True)
        subprocess.run([inside, "-I", CHECK, decoder], check=True, cwd=clean)
        if typed:
            check_types(inside, Path(clean))


def check_types(inside: str, folder: Path) -> None:
    program = folder / "program.py"
    program.write_text(PROGRAM, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", inside, program]
    said = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder).stdout
    unsaid = [words for words in EXPECTED if words not in said]
    assert not unsaid, f"types of the installed package: {said}"
    assert said.count("error:") == 1, said


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
