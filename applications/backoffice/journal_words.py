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
from applications.dossiers.enums import ReminderKind, Section, Status
from applications.review.enums import Advice

VERBS = {
    "account.changed": "Compte modifié",
    "account.closed": "Compte fermé par sa ou son titulaire",
    "account.opened": "Compte ouvert",
    "account.renamed": "Nom changé par sa ou son titulaire",
    "account.signed_up": "Compte créé par sa ou son titulaire",
    "alert.asked": "Alerte demandée",
    "alert.confirmed": "Alerte confirmée",
    "alert.ended": "Alerte arrêtée, adresse effacée",
    "alert.forgotten": "Alertes jamais confirmées, adresses effacées",
    "assessment.base_set": "Assiette fixée",
    "assessment.closed": "Évaluation close",
    "assessment.proposed": "Aide proposée",
    "assessment.reopened": "Évaluation rouverte",
    "attachment.added": "Pièce jointe",
    "attachment.removed": "Pièce retirée",
    "attachment.renamed": "Pièce renommée",
    "attachment.reused": "Pièce reprise d’un autre dossier",
    "call.announced": "Ouverture de l’appel annoncée",
    "completion.answered": "Complément déposé",
    "completion.confirmed": "Réponse confirmée sans changement",
    "completion.handed_over": "Réponse remise à la signature",
    "completion.reminded": "Rappel de complément envoyé",
    "completion.requested": "Complément demandé",
    "decision.notified": "Décision notifiée",
    "document.promised": "Pièce annoncée pour plus tard",
    "document.unpromised": "Annonce d’une pièce retirée",
    "dossier.abandoned": "Brouillon abandonné",
    "dossier.admissible": "Dossier déclaré recevable",
    "dossier.assigned": "Dossier affecté",
    "dossier.closing_reminded": "Rappel de clôture envoyé",
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
    "early_start.answered": "Réponse au démarrage anticipé",
    "early_start.asked": "Démarrage anticipé demandé",
    "election.moved": "Date d’élection corrigée",
    "election.recorded": "Élection enregistrée",
    "grants.exported": "Subventions exportées",
    "invitation.accepted": "Invitation acceptée",
    "invitation.revoked": "Invitation annulée",
    "invitation.sent": "Invitation envoyée",
    "invitation.sent_again": "Invitation renvoyée",
    "job.retried": "Traitement relancé",
    "membership.end_announced": "Fin de rattachement annoncée",
    "membership.ended": "Rattachement terminé",
    "membership.granted": "Rattachement accordé",
    "membership.removed": "Rattachement terminé par la collectivité",
    "message.read": "Messages lus",
    "message.sent": "Message envoyé",
    "object.added": "Réglage ajouté",
    "object.changed": "Réglage modifié",
    "organisation.official_email_set": "Adresse officielle fixée",
    "promise.reminded": "Rappel de pièce à suivre envoyé",
    "question.retired": "Question retirée du formulaire",
    "question.taken_back": "Question posée de nouveau",
    "request.accepted": "Demande de rattachement acceptée",
    "request.code_sent": "Code envoyé à l’adresse officielle",
    "request.code_tried": "Code essayé",
    "request.evidence_added": "Procès-verbal joint à une demande",
    "request.made": "Rattachement demandé",
    "request.refused": "Demande de rattachement refusée",
    "request.withdrawn": "Demande de rattachement retirée",
    "rules.published": "Règlement publié",
    "section.saved": "Section enregistrée",
    "section.typed": "Saisie dans une section",
    "session.deliberation_recorded": "Délibération enregistrée",
    "session.moved": "Séance déplacée",
    "territory.loaded": "Territoire chargé",
    "vote.recorded": "Vote enregistré",
}
KEYS = {
    "added": "ajouts",
    "advice": "avis",
    "amount": "montant",
    "attempts": "essais",
    "changed": "modifications",
    "comment": "commentaire",
    "count": "lignes",
    "document": "pièce",
    "dossier": "dossier",
    "eligible_base": "assiette éligible",
    "email": "adresse électronique",
    "error": "erreur",
    "files": "fichiers",
    "filters": "filtres",
    "format": "format",
    "groups": "rôles",
    "item": "élément",
    "items": "éléments demandés",
    "marks": "notes par critère",
    "measure": "mesure",
    "messages": "messages",
    "members": "personnes prévenues",
    "memberships": "rattachements",
    "number": "numéro",
    "organisation": "collectivité (SIREN)",
    "outcome": "vote",
    "reason": "motif",
    "reference": "référence",
    "reminder": "rappel",
    "request": "demande de complément",
    "retired": "retraits",
    "right": "code juste",
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
    "reminder": ReminderKind,
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
