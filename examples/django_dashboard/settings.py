"""Settings; what differs from place to place comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(__file__).parent.parent / "dashboard"

PROMETHEUS = {"default": {"URL": os.environ["DASHBOARD_PROMETHEUS_URL"], "TIMEOUT": 10, "POOL_SIZE": 32}}

SECRET_KEY = os.environ["DASHBOARD_SECRET_KEY"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("DASHBOARD_SESSION_COOKIE_SECURE") != "false"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DASHBOARD_DATABASE"]}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "UTC"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "prometheus_querier.integrations.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django_dashboard.views.protect",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [SHARED / "templates"]}]
ROOT_URLCONF = "django_dashboard.urls"
LOGIN_URL = LOGOUT_REDIRECT_URL = "/login"
LOGIN_REDIRECT_URL = "/"
