"""From rows to what the papers say: the frame is frozen with the filing, and read back with it."""

from typing import Any

import msgspec
from django.conf import settings

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.calls.enums import StartRule
from applications.core.text import printable
from applications.dossiers.models import Dossier, Filing
from applications.dossiers.papers.data import Applicant, CallTerms, Filed, FiledContent, Frame, Service
from applications.territory.models import Organisation


def frozen_frame(dossier: Dossier, signatory: User) -> dict[str, Any]:
    """Return what surrounds a filing made now, as the JSON of `Filing.content["frame"]`.

    Raises ValueError for a dossier that is not filed.
    """
    if dossier.submitted_at is None:
        raise ValueError("A filing gives its dossier a date.")
    call = dossier.measure.call
    frame = Frame(
        applicant=applicant_of(dossier.organisation),
        call=CallTerms(
            title=call.title,
            rules_version=call.rules_version,
            start_rule=StartRule(call.start_rule),
            start_months=call.start_months,
            completion_months=call.completion_months,
        ),
        service=region_service(),
        signatory=str(signatory),
        is_mandated=is_mandated(signatory, dossier.organisation),
        first_filed_at=dossier.submitted_at,
        silence_months=settings.SILENCE_MONTHS,
        documents=dict(dossier.measure.documents.values_list("code", "label")),
        is_demo=settings.DEMO_MODE,
    )
    content: dict[str, Any] = msgspec.to_builtins(frame)
    return content


def applicant_of(organisation: Organisation) -> Applicant:
    return Applicant(
        names=organisation.forms,
        is_epci=organisation.is_epci,
        departement=organisation.departement.full_name,
        population_municipale=organisation.population_municipale,
        population_totale=organisation.population_totale,
    )


def region_service() -> Service:
    region = settings.REGION
    return Service(
        name=region["name"],
        service=region["service"],
        address=tuple(region["address"]),
        phone=region["phone"],
        email=region["email"],
    )


def is_mandated(signatory: User, organisation: Organisation) -> bool:
    own = Membership.objects.current().filter(user=signatory, organisation=organisation, role=Role.SIGNATORY)
    return own.exists() and not own.filter(mandate=None).exists()


def filed_of(filing: Filing) -> Filed:
    """Return what a filing froze. Raises `msgspec.ValidationError` for a content of another shape."""
    return Filed(
        number=filing.number,
        filed_at=filing.filed_at,
        sha256=filing.sha256,
        content=msgspec.convert(printed(filing.content), FiledContent),
    )


def printed(value: Any) -> Any:
    """Return JSON whose texts are fit to print."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printed(inner) for key, inner in value.items()}
    return [printed(inner) for inner in value] if isinstance(value, list) else value
