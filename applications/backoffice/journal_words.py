"""What the journal says: each verb, key and coded value of an audit event in French.

A service that records a new verb or key gives its words here; a test reads every service and compares.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

from applications.accounts.enums import Role
from applications.core.dates import date_text, datetime_long
from applications.core.models import AuditEvent
from applications.core.money import format_eur, format_rate
from applications.decisions.enums import Outcome
from applications.dossiers.enums import Section, Status
from applications.review.enums import Advice

VERBS = {
    "account.changed": "Compte modifié",
    "account.opened": "Compte ouvert",
    "assessment.base_set": "Assiette fixée",
    "assessment.closed": "Évaluation close",
    "assessment.proposed": "Aide proposée",
    "assessment.reopened": "Évaluation rouverte",
    "attachment.added": "Pièce jointe",
    "attachment.removed": "Pièce retirée",
    "completion.answered": "Complément déposé",
    "completion.requested": "Complément demandé",
    "decision.notified": "Décision notifiée",
    "dossier.abandoned": "Brouillon abandonné",
    "dossier.admissible": "Dossier déclaré recevable",
    "dossier.assigned": "Dossier affecté",
    "dossier.filed": "Dossier déposé",
    "dossier.handed_over": "Dossier remis à la signature",
    "dossier.inadmissible": "Dossier déclaré irrecevable",
    "dossier.moved": "Changement d’état",
    "dossier.opened": "Brouillon ouvert",
    "dossier.published": "État communiqué à la collectivité",
    "dossier.scheduled": "Dossier inscrit à une séance",
    "dossier.scored": "Dossier noté",
    "dossier.taken_back": "Dossier repris avant signature",
    "dossier.taken_up_again": "Dossier ajourné repris",
    "dossier.unscheduled": "Dossier retiré de l’ordre du jour",
    "dossier.withdrawn": "Dossier retiré",
    "grants.exported": "Subventions exportées",
    "job.retried": "Traitement relancé",
    "membership.ended": "Rattachement terminé",
    "membership.granted": "Rattachement accordé",
    "object.added": "Réglage ajouté",
    "object.changed": "Réglage modifié",
    "section.saved": "Section enregistrée",
    "session.deliberation_recorded": "Délibération enregistrée",
    "session.moved": "Séance déplacée",
    "territory.loaded": "Territoire chargé",
    "vote.recorded": "Vote enregistré",
}
KEYS = {
    "added": "ajouts",
    "advice": "avis",
    "amount": "montant",
    "changed": "modifications",
    "count": "lignes",
    "document": "pièce",
    "eligible_base": "assiette éligible",
    "email": "adresse électronique",
    "error": "erreur",
    "filters": "filtres",
    "format": "format",
    "groups": "rôles",
    "items": "éléments demandés",
    "marks": "notes par critère",
    "measure": "mesure",
    "number": "numéro",
    "organisation": "collectivité (SIREN)",
    "outcome": "vote",
    "reason": "motif",
    "reference": "référence",
    "request": "demande de complément",
    "retired": "retraits",
    "role": "rôle",
    "score": "note sur 100",
    "section": "section",
    "session": "séance",
    "sha256": "empreinte SHA-256",
    "signatories": "signataires prévenus",
    "sirets_erased": "SIRET effacés",
    "status": "état",
    "total": "total",
    "unchanged": "sans changement",
    "user": "personne",
    "version": "version",
}
CHOICES: Mapping[str, type[models.TextChoices]] = {
    "advice": Advice,
    "outcome": Outcome,
    "role": Role,
    "section": Section,
    "status": Status,
}
AMOUNTS = {"amount", "eligible_base", "total"}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")
NOTHING = "–"
SEPARATOR = "\u00a0; "
CENTS, BASIS_POINTS = 2, 4


@dataclass(frozen=True)
class Change:
    """One line of an event: what it is about, what it was, what it became."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        if self.before == NOTHING:
            return f"{self.label}\u00a0: {self.after}"
        return f"{self.label}\u00a0: {self.before} → {self.after}"


def verb_of(event: AuditEvent) -> str:
    return VERBS.get(event.verb, event.verb)


def model_of(event: AuditEvent) -> type[models.Model] | None:
    """Return the model of the event's object, None when it has none or no longer exists."""
    try:
        return apps.get_model(event.object_label)
    except (LookupError, ValueError):
        return None


def object_name(event: AuditEvent) -> str:
    """Return « Dossier n° 12 »: the kind and the key of the object, without reading it."""
    model = model_of(event)
    if model is None:
        return NOTHING
    return f"{capfirst(model._meta.verbose_name)} n°\u00a0{event.object_id}"


def changes_of(event: AuditEvent) -> list[Change]:
    model = model_of(event)
    keys = dict.fromkeys([*event.before, *event.after])
    return [
        Change(
            label_of(key, model),
            value_of(key, event.before.get(key), model),
            value_of(key, event.after.get(key), model),
        )
        for key in keys
    ]


def describe(event: AuditEvent) -> str:
    """Return an event as one sentence: « Réglage modifié : Taux : 30 % → 35 % »."""
    changes = [change for change in changes_of(event) if change.before != change.after]
    if not changes:
        return verb_of(event)
    return f"{verb_of(event)}\u00a0: {SEPARATOR.join(str(change) for change in changes)}"


def field_of(key: str, model: type[models.Model] | None) -> "models.Field[Any, Any] | None":
    if model is None:
        return None
    try:
        field = model._meta.get_field(key)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def label_of(key: str, model: type[models.Model] | None) -> str:
    if key in KEYS:
        return str(capfirst(KEYS[key]))
    field = field_of(key, model)
    return str(capfirst(str(field.verbose_name) if field is not None else key))


def value_of(key: str, value: Any, model: type[models.Model] | None) -> str:
    """Return a JSON value as a person reads it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return SEPARATOR.join(
            f"{KEYS.get(name, name)}\u00a0: {value_of(name, item, None)}" for name, item in value.items()
        )
    field = field_of(key, model)
    coded = dict(CHOICES[key].choices) if key in CHOICES else dict(getattr(field, "flatchoices", ()))
    return str(coded[value]) if value in coded else number_or_day(key, str(value), field)


def number_or_day(key: str, text: str, field: "models.Field[Any, Any] | None") -> str:
    places = getattr(field, "decimal_places", None)
    if key in AMOUNTS or places == CENTS:
        return with_decimal(text, format_eur)
    if places == BASIS_POINTS:
        return with_decimal(text, format_rate)
    if ISO_DAY.fullmatch(text):
        return date_text(date.fromisoformat(text))
    if ISO_INSTANT.fullmatch(text):
        return datetime_long(datetime.fromisoformat(text))
    return text


def with_decimal(text: str, write: Callable[[Decimal], str]) -> str:
    try:
        return write(Decimal(text))
    except InvalidOperation:
        return text
