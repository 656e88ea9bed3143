"""Small pieces that several desks show alike: a place, a link, the state of a letter."""

from datetime import date
from typing import Any

from django.contrib.admin.utils import quote
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications.backoffice.list_filters import ValueFilter
from applications.backoffice.templatetags.office import tag
from applications.calls.enums import MeasureKind
from applications.core.dates import date_text, datetime_long, paris_day
from applications.core.french import curly
from applications.core.jobs import JobStatus
from applications.core.models import StoredFile
from applications.decisions.enums import Outcome
from applications.decisions.models import Decision, Letter
from applications.territory.models import Organisation

OUTCOME_TONES = {Outcome.GRANTED: "ok", Outcome.REFUSED: "no", Outcome.ADJOURNED: "wait"}
FAILED = models.Q(letter__job_status=JobStatus.FAILED)
READY = models.Q(letter__job_status=JobStatus.DONE)
NOTIFIED = models.Q(letter__notified_at__isnull=False)


def place(organisation: Organisation) -> SafeString:
    """« Lunel 34 », the département framed: 367 communes share their name with another."""
    return format_html('{} <span class="dep">{}</span>', curly(organisation.name), organisation.departement_id)


def short_day(value: date | None) -> str:
    """Return « 01/10/2025 », as lists write dates, a dash when there is none."""
    return f"{paris_day(value):%d/%m/%Y}" if value is not None else "–"


def page_url(obj: models.Model) -> str:
    """Return the address of an object's page here, empty when it has none."""
    try:
        return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[quote(obj.pk)])
    except NoReverseMatch:
        return ""


def link(obj: models.Model, text: Any = None) -> SafeString:
    """Return a link to an object's page, or its name alone when it has none."""
    url, words = page_url(obj), curly(str(obj)) if text is None else text
    return format_html('<a href="{}">{}</a>', url, words) if url else format_html("{}", words)


def file_links(stored: StoredFile) -> SafeString:
    """Return the two links of a document: read it, keep it."""
    url = reverse("core:file", args=[stored.pk])
    return format_html(
        '<a href="{0}">Ouvrir<span class="visually-hidden">\u00a0: {1}</span></a> · '
        '<a href="{0}?telecharger">Télécharger<span class="visually-hidden">\u00a0: {1}</span></a>',
        url,
        stored.name,
    )


def letter_tag(letter: Letter) -> SafeString:
    """Return where a decision's letter stands: asked for, rendered, or known to the organisation."""
    if letter.notified_at is not None:
        return tag("ok", "Notifiée")
    if letter.job_status == JobStatus.FAILED:
        return tag("no", "En échec")
    if letter.job_status == JobStatus.DONE:
        return tag("done", "Prête")
    return tag("wait", "En préparation")


def letter_lines(decision: Decision) -> list[tuple[str, Any]]:
    """Return what a page says of a decision and of its letter."""
    letter = decision.letter
    lines: list[tuple[str, Any]] = [
        ("Décision", link(decision, f"n°\u00a0{decision.number}")),
        ("Prise le", date_text(decision.decided_on)),
        ("Lettre", letter_tag(letter)),
    ]
    if letter.file is not None:
        lines += [("PDF", file_links(letter.file)), ("Empreinte SHA-256", letter.file.sha256)]
    if letter.notified_at is not None:
        lines.append(("Notifiée", f"{datetime_long(letter.notified_at)}, par {letter.notified_by}"))
    if letter.job_status == JobStatus.FAILED:
        lines.append(("Dernière erreur", letter.last_error))
    return lines


def outcome_tag(outcome: str) -> SafeString:
    known = Outcome(outcome)
    return tag(OUTCOME_TONES[known], str(known.label))


class LetterFilter(ValueFilter):
    title = "lettre"
    parameter_name = "lettre"
    states = {
        "notifiee": ("Notifiée", NOTIFIED),
        "prete": ("Prête", READY & ~NOTIFIED),
        "attente": ("En préparation", ~READY & ~FAILED),
        "echec": ("En échec", FAILED),
    }

    def offered(self) -> list[tuple[str, str]]:
        return [(value, words) for value, (words, _) in self.states.items()]

    def narrow(self, queryset: models.QuerySet[Any], value: str) -> models.QuerySet[Any]:
        return queryset.filter(self.states[value][1])


class MeasureFilter(ValueFilter):
    title = "mesure"
    parameter_name = "mesure"
    lookup = "dossier__measure__kind"

    def offered(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in MeasureKind.choices]
