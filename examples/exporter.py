"""Publishes the utilization of this machine's real processes, the way a container platform's agent does.

Every process stands for a container. What the kernel does not tell is not made up:

* It counts network bytes for the machine, not for a process. ``net_rx`` and ``net_tx`` are therefore published once,
  for one more "container" that stands for the whole machine.
* It knows no projects, and not every owner has a name: those labels are ``undefined``.

Who starts processes may know more than the kernel, and says so with a ``Container``.

Run it alone with ``python examples/exporter.py 9300``, and let a Prometheus server scrape ``127.0.0.1:9300``.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import psutil
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

UNDEFINED = "undefined"
HOST = socket.gethostname()
CORES = psutil.cpu_count() or 1
OWNER_LABELS = ["agent_id", "kernel_id", "session_id", "user_id", "project_id"]


def stable_id(kind: str, name: object) -> str:
    """Gives the same UUID for the same thing of this machine, every time."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{kind}.{name}.{HOST}"))


MACHINE_KERNEL_ID = stable_id("machine", psutil.boot_time())


def kernel_id(process: psutil.Process) -> str:
    """Identifies a process even when its pid is given to another one later."""
    return stable_id("process", f"{process.pid}.{process.create_time()}")


@dataclass(frozen=True)
class Container:
    """What is known of a process by whoever started it.

    Attributes:
        kernel_id: Identifies the container.
        project_id: The project that it belongs to.
        traffic: A file in which the process counts its bytes: received and sent, native 64-bit numbers.
    """

    kernel_id: str
    project_id: str
    traffic: Path

    def usage(self) -> dict[str, dict[str, float]]:
        """Measures the network of a container in bytes."""
        received, sent = struct.unpack("QQ", self.traffic.read_bytes())
        return {"net_rx": {"current": received}, "net_tx": {"current": sent}}


def owner(process: psutil.Process, container: Container | None) -> list[str]:
    """Gives the values of ``OWNER_LABELS`` for a process."""
    try:
        session = stable_id("session", os.getsid(process.pid))
    except OSError:
        session = UNDEFINED
    name = process.username()
    # Where the uid has no name, psutil gives the number.
    user = UNDEFINED if name.isdecimal() else stable_id("user", name)
    kernel, project = (container.kernel_id, container.project_id) if container else (kernel_id(process), UNDEFINED)
    return [HOST, kernel, session, user, project]


def usage(process: psutil.Process) -> dict[str, dict[str, float]]:
    """Measures a process: CPU time in milliseconds since it started, and memory in bytes."""
    times = process.cpu_times()
    cpu = (times.user + times.system) * 1000
    cpu_capacity = max(time.time() - process.create_time(), 0.001) * 1000 * CORES
    memory, memory_capacity = process.memory_info().rss, psutil.virtual_memory().total
    return {
        "cpu_util": {"current": cpu, "capacity": cpu_capacity, "pct": 100 * cpu / cpu_capacity},
        "mem": {"current": memory, "capacity": memory_capacity, "pct": 100 * memory / memory_capacity},
    }


class UtilizationCollector:
    """Measures everything anew for each scrape; ``containers`` tells by pid what is known of processes."""

    def __init__(self, containers: Mapping[int, Container]) -> None:
        self._containers = containers

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yields the four metrics of an agent."""
        container = GaugeMetricFamily(
            "backendai_container_utilization",
            "Utilization of containers: CPU time in ms, memory in bytes, network in bytes.",
            labels=["container_metric_name", "value_type", *OWNER_LABELS],
        )
        process = GaugeMetricFamily(
            "backendai_process_utilization",
            "Utilization of the processes in containers.",
            labels=["process_metric_name", "value_type", *OWNER_LABELS, "container_id", "pid"],
        )
        for running in psutil.process_iter():
            # A process may end, or may not be looked at, at any moment.
            with contextlib.suppress(psutil.Error), running.oneshot():
                if running.memory_info().rss == 0:
                    continue  # a thread of the kernel
                known = self._containers.get(running.pid)
                labels, measured = owner(running, known), usage(running) | (known.usage() if known else {})
                for metric, values in measured.items():
                    for value_type, value in values.items():
                        container.add_metric([metric, value_type, *labels], value)
                    process.add_metric([metric, "current", *labels, UNDEFINED, str(running.pid)], values["current"])
        yield process
        yield from self._machine(container)
        yield container

    def _machine(self, container: GaugeMetricFamily) -> Iterator[GaugeMetricFamily]:
        """Yields the metrics of the node and its devices, and adds the machine's network bytes to its container's."""
        network = psutil.net_io_counters()
        memory = psutil.virtual_memory()
        cores = [(core.user + core.system) * 1000 for core in psutil.cpu_times(percpu=True)]
        traffic = {"net_rx": network.bytes_recv, "net_tx": network.bytes_sent}
        for metric, value in traffic.items():
            labels = [metric, "current", HOST, MACHINE_KERNEL_ID, UNDEFINED, UNDEFINED, UNDEFINED]
            container.add_metric(labels, value)
        node = GaugeMetricFamily(
            "node_utilization", "Utilization of the machine.", labels=["node_metric_name", "node_id"]
        )
        for metric, value in {"cpu_util": sum(cores), "mem": memory.total - memory.available, **traffic}.items():
            node.add_metric([metric, HOST], value)
        yield node
        device = GaugeMetricFamily(
            "backendai_device_utilization",
            "Utilization of devices: CPU time of each core in ms.",
            labels=["device_metric_name", "agent_id", "device_id", "value_type"],
        )
        for number, value in enumerate(cores):
            device.add_metric(["cpu_util", HOST, f"cpu-{number}", "current"], value)
        yield device


@contextlib.contextmanager
def serve(port: int = 0, containers: Mapping[int, Container] = MappingProxyType({})) -> Iterator[str]:
    """Serves the metrics on loopback for as long as the ``with`` block runs, and gives the address to scrape."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(UtilizationCollector(containers))
    server, thread = start_http_server(port, addr="127.0.0.1", registry=registry)
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt), serve(int(sys.argv[1]) if len(sys.argv) > 1 else 9300) as address:
        print(f"http://{address}/metrics — Ctrl-C ends it")
        threading.Event().wait()
