"""Wiring only: settings, URLs, Celery, WSGI."""

from securite_region.celery import app as celery_app

__all__ = ["celery_app"]
