"""What tests of code that asks Prometheus need: a transport without a network, and a real server for a moment."""

from . import answers
from .fake import Answer, FakeTransport
from .history import History, SampleSeries, openmetrics
from .local_prometheus import LocalPrometheus

__all__ = ["Answer", "FakeTransport", "History", "LocalPrometheus", "SampleSeries", "answers", "openmetrics"]
