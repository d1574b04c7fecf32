"""Which of the two decoders reads the frames of remote read: the compiled one where it was built, else ``frames``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from prometheus_querier.results.implementations import load

if TYPE_CHECKING:
    from .frames import FrameSeries


class FrameDecoder(Protocol):
    """What both decoders do; ``frames`` says it in detail."""

    def decode_frame(self, frame: bytes, start_ms: int, end_ms: int, /) -> list[FrameSeries]:
        """Decodes the series of a frame."""
        ...

    def crc32c(self, data: bytes, /) -> int:
        """Computes the checksum of a frame."""
        ...


CHOSEN = cast("FrameDecoder", load("remote_read.frames"))
