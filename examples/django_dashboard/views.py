"""The page and its two endpoints; users see the projects whose groups they are in."""

from __future__ import annotations

import logging
from functools import wraps
from typing import TYPE_CHECKING

from dashboard.inventory import PROJECTS
from dashboard.questions import METRICS, RANGES, Question, explore, failure, overview
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from prometheus_querier.errors import PrometheusQuerierError
from prometheus_querier.integrations.django import get_client

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dashboard.inventory import Project
    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)


@never_cache
@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    shown = {"projects": projects(request), "ranges": RANGES.items(), "metrics": METRICS.items()}
    return render(request, "dashboard.html", {"username": request.user.get_username(), **shown})


def projects(request: HttpRequest) -> list[Project]:
    """The projects of the user."""
    groups = set(request.user.groups.values_list("name", flat=True))
    return [project for name, project in PROJECTS.items() if name in groups]


def api(view: Callable[[HttpRequest], dict[str, Any]]) -> Callable[[HttpRequest], HttpResponse]:
    """Makes a view of what gives columns, and tells of failures."""

    @never_cache
    @login_required
    @require_GET
    @wraps(view)
    def answered(request: HttpRequest) -> JsonResponse:
        try:
            return JsonResponse(view(request))
        except PrometheusQuerierError as error:
            logger.warning("%s: %s", type(error).__name__, error)
            words, status = failure(error)
            return JsonResponse(words, status=status)

    return answered


@api
def api_overview(request: HttpRequest) -> dict[str, Any]:
    return overview(get_client(), Question.of(request.GET, projects(request)))


@api
def api_explore(request: HttpRequest) -> dict[str, Any]:
    return explore(get_client(), Question.of(request.GET, projects(request)), request.GET.get("query", ""))


def protect(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: nothing but the application's own scripts and styles runs on its pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = (
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
        return response

    return middleware
