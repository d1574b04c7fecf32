"""How gunicorn runs either dashboard: the application is loaded once, then forked into workers with many threads.

The client knows when it finds itself in a forked process, and connects anew; nothing needs to be done for that.
"""

preload_app = True
workers = 2
threads = 8
control_socket_disable = True
loglevel = "warning"
limit_request_line = 8190  # as long as it may be: a query of one's own is in it
