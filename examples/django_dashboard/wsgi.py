"""What WSGI servers run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_dashboard.settings")
application = get_wsgi_application()
