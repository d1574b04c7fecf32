"""Configuration of gunicorn: the client is used before the workers are forked, so that they inherit its connections."""

preload_app = True
workers = 4
threads = 16
control_socket_disable = True
loglevel = "warning"


def when_ready(server):
    """Asks Prometheus in the process that is about to fork."""
    application = server.app.wsgi()
    if hasattr(application, "app_context"):
        from flask_dashboard.views import prometheus

        with application.app_context():
            answer = prometheus.get_client().query("1 + 1")
    else:
        from prometheus_querier.integrations.django import get_client

        answer = get_client().query("1 + 1")
    server.log.warning("asked before the fork: %s", answer.value)
