"""Removes every guard of the transports in turn, and expects a test to turn red each time.

    python scripts/mutate_guards.py            all of them: some minutes
    python scripts/mutate_guards.py deadline   those whose name holds the word

The package and its tests are copied first; the tree itself stays as it is. Run it once per release.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TRANSPORT = "prometheus_querier/transport"
FAULTS = "tests/transport/test_pooled_faults.py"
CLIENT = "tests/client/test_client_faults.py"
POOLED = "tests/transport/test_pooled.py"
BODIES = "tests/transport/test_pooled_bodies.py"


class Guard(NamedTuple):
    """One guard: the text that is it, what stands there without it, and the tests that must notice."""

    name: str
    module: str
    text: str
    without: str
    tests: str


GUARDS = [
    Guard("deadline of reading", "wire", "call.deadline.wait(call.read_timeout)", "call.read_timeout", f"{FAULTS} -k drip"),
    Guard(
        "deadline of sending", "urllib3_pool", "call.deadline.wait(call.read_timeout)", "None", "tests/transport/test_pooled_connecting.py -k sending"
    ),
    Guard(
        "deadline of connecting",
        "wire",
        "call.deadline.wait(call.connect_timeout)",
        "call.connect_timeout",
        "tests/transport/test_pooled_connecting.py",
    ),
    Guard("deadline of unpacking", "packing", "if call.deadline.spent:", "if False:", f"{BODIES} -k bomb"),
    Guard(
        "deadline of a given session", "requests_session", "if call.deadline.spent:", "if False:",
        "tests/transport/test_requests_session.py -k drip",
    ),
    Guard(
        "deadline of retries", "retrying", "left is not None and seconds >= left", "False",
        "tests/transport/test_retrying.py -k deadline",
    ),
    Guard(
        "deadline after a delay", "retrying", "(left is not None and left <= 0)", "False",
        "tests/transport/test_retrying.py -k overslept",
    ),
    Guard("limit of bytes decoded", "packing", "if left < 0:", "if False:", f"{FAULTS} -k 'bomb or endless'"),
    Guard("limit of bytes on the wire", "wire", "if call.received > call.limit:", "if False:", f"{FAULTS} -k flood"),
    Guard("limit of a claimed length", "pooled", "answer.length > limit", "False", f"{FAULTS} -k claimed"),
    Guard("limit of an error's body", "pooled", "piece[: ERROR_BODY_BYTES - len(body)]", "piece", f"{BODIES} -k mebibyte"),
    Guard("limit of a form", "encoding", "if len(body) > MAX_FORM_BYTES:", "if False:", "tests/transport/test_encoding.py"),
    Guard("limit of a URL", "encoding", "if len(target) > MAX_TARGET_BYTES:", "if False:", "tests/transport/test_encoding.py"),
    Guard("limit of a chunk's line", "framing", "file.readline(_CHUNK_LINE)", "file.readline()", f"{FAULTS} -k flood"),
    Guard("limit of trailers", "framing", "range(_TRAILERS)", "range(10**9)", f"{FAULTS} -k flood_trailers"),
    Guard("headers in strict letters", "head", "not _NAME.fullmatch(name)", "False", f"{FAULTS} -k header_with"),
    Guard("headers without control characters", "head", "or _CONTROL.search(value)", "", f"{FAULTS} -k header_with"),
    Guard("limit of headers", "head", "if len(headers) == _HEADERS:", "if False:", f"{FAULTS} -k many_headers"),
    Guard("limit of a header", "head", "file.readline(_LINE)", "file.readline()", f"{FAULTS} -k long"),
    Guard("heads that are cut off", "wire", "cut_off() if call.at_end else error", "error",
          f"{FAULTS} -k cut"),
    Guard("bodies that are cut off", "framing", "            raise cut_off()\n        length", "            return\n        length",
          f"{FAULTS} -k trunc_cl"),
    Guard("chunks that are cut off", "framing", "if len(chunk) < left + 2:", "if False:", f"{FAULTS} -k trunc_chunked"),
    Guard("chunks that are longer than they say", "framing", 'if not chunk.endswith(b"\\r\\n"):', "if False:", f"{FAULTS} -k chunk_without"),
    Guard("gzip that is cut off", "packing", "    if begun:\n", "    if False:\n", f"{FAULTS} -k trunc_gzip"),
    Guard("codings that nobody asked for", "packing", 'not {"gzip", "x-gzip"}.issuperset(packed)', "False",
          f"{FAULTS} -k unasked"),
    Guard("codings without end", "packing", "len(packed) > _CODINGS", "False", f"{FAULTS} -k chain"),
    Guard("lengths that contradict", "framing", "if lengths or not _LENGTH.fullmatch(length):", "if False:",
          f"{FAULTS} -k length"),
    Guard("length and chunks at once", "framing", 'codings != ["chunked"] or lengths', "False", f"{FAULTS} -k 'length or coding'"),
    Guard("chunk sizes in strict digits", "framing", "[0-9A-Fa-f]{1,16}", "[+0-9A-Fa-f]{1,16}", f"{FAULTS} -k bad_chunk"),
    Guard("other protocols", "head", "if status == HTTPStatus.SWITCHING_PROTOCOLS:", "if False:", f"{FAULTS} -k upgrade"),
    Guard("interim responses", "head", "if status >= HTTPStatus.OK:", "if True:",
          f"{FAULTS} -k interim"),
    Guard("bytes after an answer", "answers", "complete and not held(self._response.fp, self._call)", "complete",
          f"{POOLED} -k follows"),
    Guard("closing what is half read", "answers", "        if not complete:\n            lease.close()\n", "", POOLED),
    Guard("resending over a dead connection", "pooled", "if not call.went_stale or", "if True or", f"{POOLED} -k dead"),
    Guard("resending over a new connection", "urllib3_pool", "not current.get().fresh and", "True and", f"{POOLED} -k dead"),
    Guard("resending only before a byte came", "wire", "self.reused and self.received == 0 and", "self.reused and",
          f"{POOLED} -k byte"),
    Guard("never resending a PUT", "pooled", 'or request.method == "PUT"', "", f"{POOLED} -k put"),
    Guard("never repeating a PUT", "retrying", 'repeatable = request.method != "PUT"', "repeatable = True",
          "tests/transport/test_retrying.py -k put"),
    Guard("no redirects", "requests_session", "allow_redirects=False", "allow_redirects=True",
          "tests/transport/test_requests_session.py -k redirect"),
    Guard("no redirects in our session", "requests_session", "class _Session(requests.Session):\n    def get_redirect_target",
          "class _Session(requests.Session):\n    def unused", f"{CLIENT} -k redirect"),
    Guard("no cookies", "requests_session", "        self._session.cookies.set_policy(_NO_COOKIES)\n", "",
          "tests/transport/test_requests_session.py -k cookie"),
    Guard("no environment", "settings", "    if trust_env:\n", "    if True:\n", "tests/transport/test_settings.py"),
    Guard("authentication before netrc", "requests_session", "if is_ours else None", "if False else None",
          "tests/transport/test_requests_session.py -k netrc"),
    Guard("processes apart", "process", "self._pid != os.getpid()", "False", "tests/transport/test_process.py"),
    Guard("full jitter", "retrying", "limit * random()", "limit", "tests/transport/test_retrying.py -k spread"),
    Guard("budget of repeats", "retrying", "if self._left < cost:", "if False:", "tests/transport/test_retrying.py -k Budget"),
    Guard("paths", "encoding", "check_path(request.path)", "request.path", "tests/transport/test_urls.py"),
    Guard("dots in paths", "urls", 'decoded in {".", ".."} or', "", "tests/transport/test_urls.py"),
    Guard("paths that requests rewrites", "requests_session", "if prepared.path_url.partition", "if False and prepared.path_url.partition",
          "tests/transport/test_requests_session.py -k path"),
    Guard("headers of requests", "encoding", "        check_headers(request.headers)\n", "", "tests/transport/test_headers.py"),
    Guard("headers of transports", "settings", "    check_headers(given.items())\n", "", "tests/transport/test_settings.py"),
    Guard("tenants apart", "headers", "or not _TENANT.fullmatch(each)", "", "tests/transport/test_headers.py"),
    Guard("no traces of HTTP libraries", "failures", "error.__traceback__ = error.__context__ = error.__cause__ = None", "pass",
          f"{FAULTS} -k 'garbage or reset'"),
    Guard("secrets in words", "secrets", "return \"Secret('****')\"", "return f'Secret({self._text})'",
          "tests/transport/test_secrets.py"),
    Guard("secrets in pickles", "secrets", 'raise TypeError("a secret cannot', 'return (Secret, (self._text,)); TypeError("a secret cannot',
          "tests/transport/test_secrets.py"),
    Guard("verification", "tls", "return ssl.create_default_context(cafile=path)", "return ssl._create_unverified_context()",
          "tests/transport/test_tls.py -k 'unknown or anothers'"),
    Guard("one warning without verification", "urllib3_pool", "        self.is_verified = True\n", "",
          "tests/transport/test_tls.py -k warns"),
    Guard("closing idle connections", "pooled", "        self.pool.close()\n", "", f"{POOLED} -k End"),
    Guard("closing what is being read", "pooled", "                body.abandon()\n", "                pass\n", f"{POOLED} -k End"),
    Guard("refusing after the end", "pooled", '        if self._closed:\n            raise ClientClosedError("the transport is closed',
          '        if False:\n            raise ClientClosedError("the transport is closed', "tests/testing/test_transport_contract.py -k 'GivenSession and final'"),
    Guard("GET remembered only when it worked", "fallback", "if response.status == HTTPStatus.OK:", "if True:",
          "tests/transport/test_fallback.py"),
    Guard("no long URLs", "fallback", "<= MAX_FORM", "<= 10**9", "tests/transport/test_fallback.py"),
    Guard("harmless observers", "observing", "            except Exception:", "            except ZeroDivisionError:",
          "tests/transport/test_observing.py"),
]  # fmt: skip


def main(word: str) -> int:
    survivors = []
    chosen = [guard for guard in GUARDS if word in guard.name]
    for guard in chosen:
        started = time.monotonic()
        red = turns_red(guard)
        print(f"{'red' if red else 'GREEN':6}{time.monotonic() - started:6.1f} s  {guard.name}", flush=True)
        if not red:
            survivors.append(guard.name)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} guards are watched by a test")
    return bool(survivors)


def turns_red(guard: Guard) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("prometheus_querier", "tests"):
            shutil.copytree(ROOT / name, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "setup.cfg", folder)
        module = Path(folder, TRANSPORT, f"{guard.module}.py")
        source = module.read_text("utf-8")
        if guard.text not in source:
            raise SystemExit(f"{guard.name}: {guard.module}.py no longer holds {guard.text!r}")
        module.write_text(source.replace(guard.text, guard.without), "utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--timeout", "10"]
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [*command, *shlex.split(guard.tests)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        # A test that hangs is red too, even where the plugin that ends it ends pytest with it.
        red = done.returncode == 1 or "Timeout (>" in done.stdout
        if not red and done.returncode != 0:
            raise SystemExit(
                f"{guard.name}: pytest ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            )
        return red


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
