"""The login, the page and its two endpoints; users see the projects that they are members of."""

from __future__ import annotations

import hmac
import secrets
from functools import wraps
from typing import TYPE_CHECKING, Any

from dashboard.inventory import MEMBERS
from dashboard.questions import METRICS, RANGES, Question, explore, failure, overview
from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash

from prometheus_querier.errors import PrometheusQuerierError
from prometheus_querier.integrations.flask import Prometheus

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.inventory import Project
    from flask.typing import ResponseReturnValue
    from flask.wrappers import Response

dashboard = Blueprint("dashboard", __name__)
prometheus = Prometheus()
NOBODY = generate_password_hash(secrets.token_hex())
"""What the password of an unknown user is compared with, so that it takes as long."""


@dashboard.before_request
def refuse_forged_forms() -> None:
    token = session.setdefault("csrf_token", secrets.token_hex()).encode()
    given = request.form.get("csrfmiddlewaretoken", "").encode()
    if request.method == "POST" and not hmac.compare_digest(given, token):
        abort(403)


@dashboard.after_request
def protect(response: Response) -> Response:
    """Nothing but the application's own scripts and styles runs on its pages, and nobody keeps what they show."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


@dashboard.errorhandler(PrometheusQuerierError)
def explain(error: PrometheusQuerierError) -> ResponseReturnValue:
    current_app.logger.warning("%s: %s", type(error).__name__, error)
    return failure(error)


@dashboard.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    form = request.form
    if form and check_password_hash(current_app.config["USERS"].get(form["username"], NOBODY), form["password"]):
        session.clear()
        session["user"] = form["username"]
        return redirect(url_for(".page"))
    return render_template("login.html", csrf_token=session["csrf_token"], form={"errors": bool(form)})


@dashboard.post("/logout")
def logout() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for(".login"))


def for_members(view: Callable[[tuple[Project, ...]], Any]) -> Callable[[], ResponseReturnValue]:
    """Gives a view the projects of who is logged in, and sends everybody else to the login."""

    @wraps(view)
    def checked() -> ResponseReturnValue:
        projects = MEMBERS.get(session.get("user", ""))
        return redirect(url_for(".login")) if projects is None else view(projects)

    return checked


@dashboard.get("/")
@for_members
def page(projects: tuple[Project, ...]) -> str:
    shown = {"projects": projects, "ranges": RANGES.items(), "metrics": METRICS.items()}
    return render_template("dashboard.html", username=session["user"], csrf_token=session["csrf_token"], **shown)


@dashboard.get("/api/overview")
@for_members
def api_overview(projects: tuple[Project, ...]) -> dict[str, Any]:
    return overview(prometheus.get_client(), Question.of(request.args, projects))


@dashboard.get("/api/explore")
@for_members
def api_explore(projects: tuple[Project, ...]) -> dict[str, Any]:
    return explore(prometheus.get_client(), Question.of(request.args, projects), request.args.get("query", ""))
