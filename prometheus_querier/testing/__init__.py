"""What tests of code that asks Prometheus need: transports without a network, and a real server for a moment."""

from . import answers
from .fake import Answer, FakeTransport
from .history import History, SampleSeries, openmetrics
from .local_prometheus import LocalPrometheus
from .recording import RecordingTransport
from .replaying import ReplayTransport
from .sandbox import PrometheusSandbox

__all__ = [
    "Answer",
    "FakeTransport",
    "History",
    "LocalPrometheus",
    "PrometheusSandbox",
    "RecordingTransport",
    "ReplayTransport",
    "SampleSeries",
    "answers",
    "openmetrics",
]
