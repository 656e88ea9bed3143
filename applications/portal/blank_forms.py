"""Blank forms on demand: written once per content and process, one at a time, whoever asks and however often."""

import hashlib
from collections.abc import Callable
from threading import Lock

from django.core.cache import cache
from django.utils.module_loading import import_string

from applications.dossiers.papers.blank import BlankForm

# Imported when a form is first asked for: the PDF library costs a web process a second and forty megabytes.
RENDERER = "applications.dossiers.papers.blank_rendering.render_blank"
KEPT_SECONDS = 24 * 60 * 60
writing = Lock()


def blank_pdf(form: BlankForm) -> bytes:
    """Return the form as PDF bytes. A form that changed is another content: nothing is ever out of date."""
    key = f"blank-form:{hashlib.sha256(repr(form).encode()).hexdigest()}"
    with writing:
        known: bytes | None = cache.get(key)
        if known is None:
            render: Callable[[BlankForm], bytes] = import_string(RENDERER)
            known = render(form)
            cache.set(key, known, KEPT_SECONDS)
    return known
