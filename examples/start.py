"""``make example-flask``, ``make example-django``: a platform with real processes, and the dashboard that shows them.

python examples/start.py flask|django [OPTION OF GUNICORN ...]
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.inventory import MEMBERS
from dashboard.machine import platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
APPLICATIONS = {"flask": "flask_dashboard:create_app()", "django": "django_dashboard.wsgi"}


def main(framework: str, options: list[str]) -> None:
    passwords = {user: secrets.token_urlsafe(9) for user in MEMBERS}
    address = f"127.0.0.1:{free_port(int(os.environ.get('PORT', '8000')))}"
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="dashboard-"))
        url = os.environ.get("PROMETHEUS_URL") or stack.enter_context(platform()).url
        os.environ |= {
            "DASHBOARD_PROMETHEUS_URL": url,
            "DASHBOARD_SECRET_KEY": secrets.token_urlsafe(),
            "DASHBOARD_SESSION_COOKIE_SECURE": "false",  # there is no TLS on loopback
        }
        if framework == "flask":
            keep_in_configuration(passwords)
        else:
            keep_in_database(passwords, Path(directory) / "users.sqlite3")
        server = stack.enter_context(gunicorn(APPLICATIONS[framework], address, options))
        print(f"\nThe dashboard is at http://{address}/ and asks the Prometheus at {url}. Log in as")
        for user, password in passwords.items():
            names = " and ".join(project.name for project in MEMBERS[user])
            print(f"    user {user:<10} password {password}   to see {names}")
        print("Charts fill from the right, as time passes. Ctrl-C ends everything.", flush=True)
        sys.exit(server.wait())


def keep_in_configuration(passwords: Mapping[str, str]) -> None:
    """Puts the hashes of the passwords into the configuration of the Flask application."""
    from werkzeug.security import generate_password_hash

    hashes = {user: generate_password_hash(password) for user, password in passwords.items()}
    os.environ["DASHBOARD_USERS"] = json.dumps(hashes)


def keep_in_database(passwords: Mapping[str, str], database: Path) -> None:
    """Makes the database of the Django application, with the users, and a group for each project."""
    os.environ |= {"DASHBOARD_DATABASE": str(database), "DJANGO_SETTINGS_MODULE": "django_dashboard.settings"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth.models import Group, User

    for user, password in passwords.items():
        groups = [Group.objects.get_or_create(name=project.name)[0] for project in MEMBERS[user]]
        User.objects.create_user(user, password=password).groups.set(groups)


@contextlib.contextmanager
def gunicorn(application: str, address: str, options: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Runs the web server, and comes back when it listens."""
    configuration = str(HERE / "dashboard" / "gunicorn.conf.py")
    arguments = ["--config", configuration, "--bind", address, *options, application]
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.serve", *arguments],
        cwd=HERE,
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for this program
    )
    try:
        while process.poll() is None and not listens(address):
            time.sleep(0.1)
        if process.poll() is not None:
            sys.exit("gunicorn did not start; it says why above.")
        yield process
    finally:
        process.communicate()  # closes its input, as the system does when this program is killed


def listens(address: str) -> bool:
    host, _, port = address.partition(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port))):
        return True
    return False


def free_port(wanted: int) -> int:
    """Gives the wanted port, or another where it is taken."""
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)) as server:
            return server.getsockname()[1]
    raise AssertionError


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # all of them end it like Ctrl-C
    if sys.argv[1:2] not in ([framework] for framework in APPLICATIONS):
        sys.exit(__doc__)
    try:
        main(sys.argv[1], sys.argv[2:])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; nothing is left running.")
