"""Which of the two decoders reads the frames of remote read: the compiled one where it was built, else ``frames``."""

from __future__ import annotations

from typing import Protocol, cast

from prometheus_querier.results.implementations import load

from . import frames


class FrameDecoder(Protocol):
    """What both decoders do; ``frames`` says it in detail."""

    ENOUGH: int
    """Bytes of frames that are best decoded together."""

    def decode_frame(self, frame: bytes, start_ms: int, end_ms: int, /) -> list[frames.FrameSeries]:
        """Decodes the series of a frame."""
        ...

    def crc32c(self, data: bytes, /) -> int:
        """Computes the checksum of a frame."""
        ...


CHOSEN = cast("FrameDecoder", load("remote_read.frames"))


def is_quick() -> bool:
    """Whether remote read is faster here than JSON: in Python without numpy, taking bits apart is several times slower."""
    return CHOSEN is not frames or frames.has_numpy()
