"""What a browser sends from a section's page, right unless changed, and what the answer's summary of errors says."""

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from applications.calls.enums import MeasureKind
from applications.dossiers.models import Dossier
from tests.factories import a_siret

CONTACT = {
    "contact_name": "Camille Martin",
    "contact_role": "Secrétaire de mairie",
    "contact_email": "mairie@lunel.example",
    "contact_phone": "+33 4 67 00 00 00",
    "police_force": "municipal",
    "officers": "2",
    "coordination_agreement": "no",
    "agreement_signed_on_day": "",
    "agreement_signed_on_month": "",
    "agreement_signed_on_year": "",
    "agreement_reason": "",
}
AGREEMENT = {
    "coordination_agreement": "yes",
    "agreement_signed_on_day": "15",
    "agreement_signed_on_month": "5",
    "agreement_signed_on_year": "2025",
}
PROJECT = {
    "title": "Poste mobile pour le littoral",
    "need": "Des faits,\r\nchaque été.",
    "aims": "Être présent.",
    "pooled": "no",
    "partners": "",
    "starts_on_day": "15",
    "starts_on_month": "5",
    "starts_on_year": "2027",
    "ends_on_day": "1",
    "ends_on_month": "12",
    "ends_on_year": "2027",
    "works_started": "no",
    "vat_recovered": "yes",
}
DETAILS: dict[str, dict[str, str]] = {
    MeasureKind.MOBILE_POST: {
        "vehicle": "van",
        "energy": "electric",
        "purchase": "new",
        "equipment": "Bureau d’accueil",
        "accessible": "yes",
        "territory": "Centre et hameaux",
        "communes_served": "3",
        "weekly_hours": "35",
        "officers_on_board": "4",
    },
    MeasureKind.PREMISES: {
        "nature": "renovation",
        "address": "Place de la Mairie",
        "surface": "1 200",
        "officers_hosted": "4",
        "public_reception": "yes",
        "occupancy": "leased",
        "lease_ends_on_day": "31",
        "lease_ends_on_month": "12",
        "lease_ends_on_year": "2036",
        "accessibility": "works",
        "permit": "requested",
    },
    MeasureKind.PUBLIC_SPACE: {
        "works": "lighting",
        "description": "Éclairage de la place",
        "address": "Place de la Halle",
        "latitude": "43,604261",
        "longitude": "\u22120.04584",
        "safety_opinion": "requested",
        "cameras": "yes",
        "prefect_authorisation": "requested",
        "roadway_permission": "not_needed",
    },
}
PLAN: dict[str, Any] = {
    "expense_label": ["Fourgon", "Aménagement"],
    "expense_amount": ["50 000", "28400,00 €"],
    "region": "23 520",
    "funding_kind": ["department", "state_detr"],
    "funding_label": ["Département de l’Hérault", ""],
    "funding_state": ["obtained", "refused"],
    "funding_amount": ["11 760", "10 000"],
    "own": "43120.00",
}
SUMMARY = re.compile(r'class="error-summary".*?<ul>(.*?)</ul>', re.DOTALL)
LINE = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)


def contact(dossier: Dossier, **changes: str) -> dict[str, str]:
    return {"siret": a_siret(dossier.organisation.siren), **CONTACT, **changes}


def url_of(dossier: Dossier, section: str) -> str:
    return f"/dossiers/{dossier.public_id}/sections/{section}/"


def send(client: Client, dossier: Dossier, section: str, data: dict[str, Any], **controls: Any) -> HttpResponse:
    """Press « Enregistrer et continuer » on a page opened before anyone saved, unless `controls` say otherwise."""
    buttons = controls or {"then": "continue"}
    return client.post(url_of(dossier, section), {"version": "0", **data, **buttons})


def checked(client: Client, dossier: Dossier, section: str) -> list[tuple[str, str]]:
    """Return the links of the summary of errors: the anchor, and what to do."""
    page = client.get(url_of(dossier, section), {"verifier": "1"})
    found = SUMMARY.search(page.content.decode())
    lines = LINE.findall(found[1]) if found else []
    return [(anchor, html.unescape(" ".join(text.split(" ")).strip())) for anchor, text in lines]
