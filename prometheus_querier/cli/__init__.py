"""The command line ``prometheus-querier``: what the library can do, for people at a terminal and for scripts.

Nothing here is needed by the library, and nothing is loaded before the command that needs it.
"""

PROGRAM = "prometheus-querier"
