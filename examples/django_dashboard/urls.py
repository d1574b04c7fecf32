"""Where things are."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.static import serve

from prometheus_querier.integrations.django.views import health

from . import views

urlpatterns = [
    path("", views.page),
    path("api/overview", views.api_overview),
    path("api/explore", views.api_explore),
    path("login", LoginView.as_view(template_name="login.html")),
    path("logout", LogoutView.as_view()),
    path("health/prometheus", health),
    # For the example alone: elsewhere the web server in front serves static files.
    path("static/<path:path>", serve, {"document_root": settings.SHARED / "static"}),
]
