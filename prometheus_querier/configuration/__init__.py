"""From what is written down to a client: options in the environment, in settings and in profiles, under one set of names."""

from .clients import Clients
from .environment import connect_from_env
from .problems import Problem, ProblemKind
from .server_options import ServerOptions

__all__ = ["Clients", "Problem", "ProblemKind", "ServerOptions", "connect_from_env"]
