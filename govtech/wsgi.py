"""The application for a WSGI server: gunicorn govtech.wsgi:application."""

from __future__ import annotations

from govtech.app import create_app
from govtech.config import load

application = create_app(load())
