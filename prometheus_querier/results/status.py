"""What a server says of itself: configuration, build, process and notifications."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from .records import Answer, Record, member

_RELEASE = re.compile(r"v?([0-9]{1,6})\.([0-9]{1,6})(?:\.([0-9]{1,6}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration(Answer):
    """A configuration, or a part of it, as it is in effect.

    Attributes:
        yaml: YAML, with defaults filled in and secrets masked.
    """

    yaml: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildInfo(Answer):
    """What the server is and how it was built.

    Attributes:
        version: The version; relatives of Prometheus give their own, or an invented one.
        revision: The commit that it was built from.
        branch: The branch that it was built from.
        build_user: Who built it.
        build_date: When, such as ``20251030-07:26:10``.
        go_version: The compiler.
        application: The product, where it is not Prometheus and says so (Mimir).
    """

    version: str
    revision: str = ""
    branch: str = ""
    build_user: str = ""
    build_date: str = ""
    go_version: str = ""
    application: str = ""

    @property
    def release(self) -> tuple[int, int, int] | None:
        """The version as numbers, which compare; ``None`` when it begins with none.

        >>> BuildInfo(version="3.5.3+ds1").release
        (3, 5, 3)
        """
        found = _RELEASE.match(self.version)
        return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeInfo(Answer):
    """The server's process.

    Attributes:
        start_time: When it started.
        cwd: Its working directory.
        hostname: Its host (Prometheus 3.2 and later).
        server_time: Its clock (3.2 and later).
        reload_config_success: Whether the last reading of the configuration succeeded.
        last_config_time: When the configuration was last read.
        corruption_count: How many corruptions of the write-ahead log it met.
        goroutine_count: How many goroutines it has.
        gomaxprocs: How many processors it uses.
        gomemlimit: The memory that it tries to stay within, in bytes; 0 when it does not say.
        gogc: How much garbage may accumulate, in percent, as text.
        godebug: Debugging settings of Go's runtime.
        storage_retention: How long, or how much, is kept: such as ``15d`` or ``15d or 10GB``.
    """

    start_time: datetime | None = None
    cwd: str = member("CWD", default="")
    hostname: str = ""
    server_time: datetime | None = None
    reload_config_success: bool = False
    last_config_time: datetime | None = None
    corruption_count: int = 0
    goroutine_count: int = 0
    gomaxprocs: int = member("GOMAXPROCS", default=0)
    gomemlimit: int = member("GOMEMLIMIT", default=0)
    gogc: str = member("GOGC", default="")
    godebug: str = member("GODEBUG", default="")
    storage_retention: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification(Record):
    """What the server wants its operator to know.

    Attributes:
        text: The message.
        date: When it was raised.
        active: Whether it still holds.
    """

    text: str
    date: datetime | None = None
    active: bool = False
