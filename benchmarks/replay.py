"""A server that sends saved bodies at a given pace: ``python benchmarks/replay.py DIRECTORY`` prints its port.

The first two parts of a path choose the body, a file's name, and the pace in megabytes a second; 0 is as fast as it
goes. It runs as a process of its own, so that it takes no time from who is measured but that of the machine.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from pathlib import Path

PIECE = 1 << 16


def serve(directory: Path) -> None:
    bodies = {path.name: path.read_bytes() for path in directory.iterdir()}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=converse, args=(connection, bodies), daemon=True).start()


def converse(connection: socket.socket, bodies: dict[str, bytes]) -> None:
    with connection, connection.makefile("rb") as lines:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while request := lines.readline():
            length = 0
            while (line := lines.readline().strip().lower()) and line:
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            lines.read(length)
            _, name, pace, *_ = request.split(b" ")[1].decode().split("/")
            send(connection, bodies[name], float(pace) * 1e6)


def send(connection: socket.socket, body: bytes, pace: float) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode())
    view = memoryview(body)
    start = time.monotonic()
    for at in range(0, len(body), PIECE):
        connection.sendall(view[at : at + PIECE])
        if pace and (ahead := (at + PIECE) / pace - (time.monotonic() - start)) > 0:
            time.sleep(ahead)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
