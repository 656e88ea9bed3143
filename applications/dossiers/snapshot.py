"""The content of a dossier as plain values: what a filing freezes, what a letter quotes."""

from typing import Any

from django.db import models

from applications.dossiers.models import Dossier
from applications.dossiers.questions import frozen_answers
from applications.dossiers.selectors import details_model


def snapshot(dossier: Dossier) -> dict[str, Any]:
    """Return all that the dossier says: parties, sections, answers, both sides of the plan, documents and their hashes.

    Values are those of the models (`Decimal`, dates); `DjangoJSONEncoder` turns them into JSON.
    """
    return {
        "reference": dossier.reference,
        "measure": {"call": dossier.measure.call.code, "kind": dossier.measure.kind},
        "organisation": {"name": dossier.organisation.full_name, "siren": dossier.organisation.siren},
        "contact": values_of(dossier.contactdetails),
        "project": values_of(dossier.projectdetails),
        "details": values_of(details_model(dossier).objects.get(dossier=dossier)),
        "answers": frozen_answers(dossier),
        "expenses": list(dossier.expenses.values("position", "label", "amount")),
        "fundings": list(dossier.fundings.values("position", "kind", "label", "amount", "state")),
        "documents": [
            {
                "document": attachment.document.code,
                "name": str(attachment),
                "size": attachment.file.size,
                "sha256": attachment.file.sha256,
            }
            for attachment in dossier.attachments.in_force().select_related("document", "file").order_by("pk")
        ],
    }


def values_of(details: models.Model) -> dict[str, Any]:
    return {
        field.name: getattr(details, field.attname) for field in details._meta.concrete_fields if not field.primary_key
    }
