"""Feeds the compiled decoder with broken answers under AddressSanitizer, and compares it with its twins in Python.

    python scripts/fuzz_decoder.py [SECONDS] [SEED]

Builds the extension with the address and undefined-behaviour sanitizers into a temporary directory, then mutates
answers for so many seconds. Ends with the number of inputs, or at the first difference, crash or report.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from array import array
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MATRIX = [
    b'{"metric":{"__name__":"up","job":"a"},"values":[[1,"1"],[2.5,"0.1"],[3,"NaN"]]}',
    b'{"metric":{"job":"b\\u003c"},"values":[[1,"1e+300"],[2.5,"-0"],[3,"-Inf"]]}',
    b'{"metric":{},"values":[[1,"17976931348623157"],[2.5,"5e-324"],[4,"+Inf"],[5,"123456789012345678901234567890"]]}',
    b'{"metric":{"\xc3\xa9":"\xf0\x9f\x98\x80"},"values":[[1,"2"]],"histograms":[[2,{"count":"1","sum":"2"}]]}',
    b'{"metric":{"a":"b","c":"d"},"histograms":[[2,{"count":"1","sum":"2","buckets":[[0,"1","2","1"]]}]]}',
]
VECTOR = [
    b'{"metric":{"__name__":"up","job":"a"},"value":[1,"1"]}',
    b'{"metric":{"job":"b\\\\"},"value":[1.5,"-1.5e-7"]}',
    b'{"metric":{},"value":[1,"NaN"]}',
    b'{"metric":{"a":"b"},"histogram":[1,{"count":"1","sum":"2"}]}',
]
TOKENS = [
    *(
        b'"',
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b":",
        b"\\",
        b"-",
        b".",
        b"e",
        b"0",
        b"9",
        b"\x00",
        b"\xff",
        b" ",
        b"]]}",
        b"]}",
    ),
    *(
        b'{"metric":',
        b',"values":[',
        b',"value":',
        b'],["',
        b"NaN",
        b"Inf",
        b"1e999",
        b"9" * 30,
        b"\xed\xa0\x80",
        b"\\ud800",
    ),
]


def mutate(text: bytes, rng: random.Random) -> bytes:
    changed = bytearray(text)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 1, 2, 6))):
        at = rng.randrange(len(changed) + 1)
        way = rng.randrange(6)
        if way == 0:
            changed[at : at + 1] = rng.choice(TOKENS)
        elif way == 1:
            changed[at:at] = rng.choice(TOKENS)
        elif way == 2:
            del changed[at : at + rng.randrange(1, 20)]
        elif way == 3:
            changed[at:at] = changed[at : at + rng.randrange(1, 60)]
        elif way == 4:
            del changed[at:]
        elif at < len(changed):
            changed[at] ^= 1 << rng.randrange(8)
    return bytes(changed)


def fuzz(extension: Path, seconds: float, seed: int) -> None:
    from prometheus_querier.errors import MalformedResponseError
    from prometheus_querier.results import decode_query, implementations, pure, streams
    from prometheus_querier.results.remote_read import frames

    spec = spec_from_file_location("prometheus_querier.results._decoder", extension)
    compiled = module_from_spec(spec)
    spec.loader.exec_module(compiled)
    streams._ENOUGH = 1  # noqa: SLF001 - so that short bodies are cut too

    # One series of a real answer of remote read, without the length and checksum that would find the damage first.
    chunks = (ROOT / "tests" / "data" / "remote_read" / "chunks.bin").read_bytes()[6:1200]

    def frame_outcome(implementation: object, frame: bytes) -> object:
        try:
            found = implementation.decode_frame(frame, 0, 1 << 60)
        except (ValueError, OverflowError):
            return "malformed"
        return [(labels, times.tobytes(), values.tobytes(), *rest) for labels, times, values, *rest in found]

    def outcome(implementation: object, pieces: list[bytes]) -> str:
        implementations.CHOSEN = implementation
        try:
            result = decode_query(pieces).data
        except MalformedResponseError:
            return "malformed"
        # Written out, NaN equals NaN and -0 differs from 0.
        return repr(result and [[getattr(item, name) for name in item.__slots__] for item in result])

    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    count = malformed = 0
    times = None
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for _ in range(100):
            kind, elements = rng.choice((("matrix", MATRIX), ("vector", VECTOR)))
            region = b",".join(rng.choices(elements, k=rng.randrange(1, 5)))
            body = b'{"status":"success","data":{"resultType":"%s","result":[%s]}}' % (kind.encode(), region)
            body = mutate(body, rng)
            region = mutate(region, rng)
            # The memory of an array ends where its bytes end, so that reading beyond is seen.
            _, times = compiled.decode_matrix(array("B", region), times)
            compiled.decode_vector(array("B", region))
            cut = rng.randrange(len(body) + 1)
            pieces = [body[:cut], body[cut:]]
            expected = outcome(pure, pieces)
            if outcome(compiled, pieces) != expected:
                sys.exit(f"differs: {pieces!r}")
            if count % 10 == 0:
                frame = mutate(chunks, rng)
                compiled.crc32c(array("B", frame))
                if frame_outcome(compiled, frame) != frame_outcome(frames, frame):
                    sys.exit(f"differs: {frame!r}")
            malformed += expected == "malformed"
            count += 1
    print(f"{count} inputs, {malformed} of them malformed: no report, no difference (seed {seed})")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 1_000_000
    if built := os.environ.get("FUZZED_EXTENSION"):
        fuzz(Path(built), seconds, seed)
        return
    sanitize = "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g -O1"
    with tempfile.TemporaryDirectory() as directory:
        build = [sys.executable, "setup.py", "-q", "build_ext", "--build-lib", directory, "--build-temp", directory]
        wanted = {**os.environ, "CFLAGS": sanitize, "LDFLAGS": sanitize, "PROMETHEUS_QUERIER_EXTENSION": "yes"}
        subprocess.run(build, cwd=ROOT, env=wanted, check=True)
        extension = next(Path(directory).rglob("_decoder*.so"))
        if b"__asan_init" not in extension.read_bytes():
            sys.exit("the extension was built without the sanitizer")
        library = subprocess.run(
            ["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True
        ).stdout.strip()
        stdcpp = subprocess.run(
            ["gcc", "-print-file-name=libstdc++.so"], capture_output=True, text=True, check=True
        ).stdout.strip()
        environment = {
            **os.environ,
            "FUZZED_EXTENSION": str(extension),
            "LD_PRELOAD": f"{library} {stdcpp}",
            "ASAN_OPTIONS": "detect_leaks=0",  # the interpreter's own are many
            "PYTHONMALLOC": "malloc",
        }
        sys.exit(
            subprocess.run([sys.executable, __file__, str(seconds), str(seed)], check=False, env=environment).returncode
        )


if __name__ == "__main__":
    main()
