"""``python -m prometheus_querier.cli`` is the command ``prometheus-querier``."""

from .main import main

main()
