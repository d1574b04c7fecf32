"""What a platform keeps in its database: projects, their containers, and the users who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_DNS, UUID, uuid5


@dataclass(frozen=True)
class Load:
    """The work that a container does: shares of a core, MiB of memory, and kB per second."""

    cores: float
    memory: int
    traffic: int


@dataclass(frozen=True)
class Container:
    """A container; without a load it waits to be started."""

    name: str
    load: Load | None = None

    @property
    def kernel_id(self) -> UUID:
        """What identifies it in Prometheus."""
        return uuid5(NAMESPACE_DNS, f"kernel.{self.name}")


@dataclass(frozen=True)
class Project:
    """A project, to which containers belong and which users are members of."""

    name: str
    containers: tuple[Container, ...]

    @property
    def id(self) -> UUID:
        """What identifies it in Prometheus."""
        return uuid5(NAMESPACE_DNS, f"project.{self.name}")


VISION = Project(
    "vision",
    (
        Container("train-images", Load(cores=0.35, memory=160, traffic=600)),
        Container("label-images", Load(cores=0.12, memory=80, traffic=250)),
        Container("notebook", Load(cores=0.03, memory=40, traffic=20)),
        Container("train-next"),
    ),
)
SPEECH = Project(
    "speech",
    (
        Container("transcribe", Load(cores=0.15, memory=110, traffic=400)),
        Container("align", Load(cores=0.05, memory=60, traffic=100)),
    ),
)
BILLING = Project(
    "billing",
    (
        Container("invoices", Load(cores=0.10, memory=70, traffic=300)),
        Container("reports", Load(cores=0.05, memory=50, traffic=80)),
    ),
)

PROJECTS = {project.name: project for project in (VISION, SPEECH, BILLING)}
MEMBERS = {"research": (VISION, SPEECH), "finance": (BILLING,)}
"""The projects that each user is a member of."""
