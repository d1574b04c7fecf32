"""The command line ``prometheus-querier``: what the library can do, for people at a terminal and for scripts.

Nothing here is needed by the library, and nothing is loaded before the command that needs it.
"""

PROGRAM = "prometheus-querier"

COMPLETE = "_PROMETHEUS_QUERIER_COMPLETE"
"""The environment variable by which a shell asks what may come next."""
