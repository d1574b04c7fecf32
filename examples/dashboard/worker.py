"""One container: a real process that computes, holds memory and moves bytes in waves, until its standard input ends."""

from __future__ import annotations

import itertools
import math
import mmap
import os
import select
import socket
import struct
import sys
import time

TICK = 0.1
TICKS_PER_WAVE = 900


def connection() -> tuple[socket.socket, socket.socket]:
    """Makes both ends of a TCP connection on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = socket.create_connection(server.getsockname())
        return near, server.accept()[0]


def move(sender: socket.socket, receiver: socket.socket, count: int) -> int:
    """Sends that many bytes, in pieces that fit into the buffers in between."""
    for start in range(0, count, 16384):
        piece = bytes(min(16384, count - start))
        sender.sendall(piece)
        receiver.recv(len(piece), socket.MSG_WAITALL)
    return count


def mebibyte() -> mmap.mmap:
    """Takes memory that goes back to the system when it is dropped; it is there because it has been written to."""
    piece = mmap.mmap(-1, 2**20)
    piece.write(b"." * 2**20)
    return piece


def work(cores: float, memory: int, traffic: int, counted: str) -> None:
    """Uses shares of a core, MiB and kB per second; counts the bytes of the near end in a file."""
    near, far = connection()
    counters = os.open(counted, os.O_WRONLY)
    received = sent = 0
    ballast: list[mmap.mmap] = []
    for tick in itertools.count():
        wave = 0.6 + 0.4 * math.sin(math.tau * tick / TICKS_PER_WAVE + memory)
        busy_until = time.process_time() + TICK * cores * wave
        del ballast[int(memory * wave) :]
        ballast.extend(mebibyte() for _ in range(len(ballast), int(memory * wave)))
        received += move(far, near, int(TICK * wave * traffic * 1000))
        sent += move(near, far, int(TICK * wave * traffic * 300))
        os.pwrite(counters, struct.pack("QQ", received, sent), 0)
        while time.process_time() < busy_until:
            pass
        if select.select([sys.stdin], [], [], TICK * (1 - cores * wave))[0]:
            return


if __name__ == "__main__":
    work(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
