"""The dashboard in Flask: users in memory, a session in a signed cookie, and the extension that holds the client.

Its configuration is the environment: ``DASHBOARD_PROMETHEUS_URL``, ``DASHBOARD_SECRET_KEY``, and in ``DASHBOARD_USERS``
a table of users and the hashes of their passwords.
"""

from __future__ import annotations

from flask import Flask

from .views import dashboard, prometheus


def create_app() -> Flask:
    app = Flask(__name__, static_folder="../dashboard/static", template_folder="../dashboard/templates")
    app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE="Lax", USERS={})
    app.config.update(PROMETHEUS_TIMEOUT=10, PROMETHEUS_POOL_SIZE=32)
    app.config.from_prefixed_env("DASHBOARD")
    prometheus.init_app(app)
    app.register_blueprint(dashboard)
    return app
