"""Reading a dossier: what is open, what is owed, what is joined."""

from dataclasses import dataclass

from applications.calls.documents import DocumentFacts, is_required
from applications.calls.enums import DocumentCondition, MeasureKind
from applications.calls.models import RequiredDocument
from applications.dossiers.enums import FundingState, Occupancy, Opinion, Permit, Section, Status
from applications.dossiers.models import (
    Attachment,
    CompletionRequest,
    ContactDetails,
    Dossier,
    MobilePostDetails,
    PremisesDetails,
    PublicSpaceDetails,
)
from applications.dossiers.workflow import EDITABLE

DETAILS_MODELS: dict[str, type[MobilePostDetails] | type[PremisesDetails] | type[PublicSpaceDetails]] = {
    MeasureKind.MOBILE_POST: MobilePostDetails,
    MeasureKind.PREMISES: PremisesDetails,
    MeasureKind.PUBLIC_SPACE: PublicSpaceDetails,
}


@dataclass(frozen=True)
class DocumentState:
    """A document of the measure, whether this dossier owes it, and the files joined so far."""

    document: RequiredDocument
    required: bool
    attachments: tuple[Attachment, ...]
    editable: bool

    @property
    def missing(self) -> bool:
        return self.required and not self.attachments


def details_model(
    dossier: Dossier,
) -> type[MobilePostDetails] | type[PremisesDetails] | type[PublicSpaceDetails]:
    """Return the model of the dossier's own questions, one per kind of measure."""
    return DETAILS_MODELS[dossier.measure.kind]


def details_of(dossier: Dossier) -> MobilePostDetails | PremisesDetails | PublicSpaceDetails | None:
    return details_model(dossier).objects.filter(dossier=dossier).first()


def open_completion_request(dossier: Dossier) -> CompletionRequest | None:
    """Return the request that waits for the organisation's answer, with its items, or None."""
    if dossier.status != Status.INCOMPLETE:
        return None
    return dossier.completion_requests.filter(answered_at=None).prefetch_related("items__document").first()


def may_edit_section(dossier: Dossier, section: Section) -> bool:
    """Tell whether a section may change: in a draft, or when the Région asked for it."""
    if dossier.status in EDITABLE:
        return True
    request = open_completion_request(dossier)
    return request is not None and any(item.section == section for item in request.items.all())


def may_edit_document(dossier: Dossier, document: RequiredDocument) -> bool:
    """Tell whether a document may change: in a draft, or when the Région asked for it."""
    if dossier.status in EDITABLE:
        return True
    request = open_completion_request(dossier)
    return request is not None and any(item.document_id == document.pk for item in request.items.all())


def document_facts(dossier: Dossier) -> DocumentFacts:
    """Return what the dossier says so far that decides of its conditional documents."""
    contact = ContactDetails.objects.filter(dossier=dossier).first()
    details = details_of(dossier)
    premises = details if isinstance(details, PremisesDetails) else None
    space = details if isinstance(details, PublicSpaceDetails) else None
    return DocumentFacts(
        coordination_agreement=contact is not None and contact.coordination_agreement,
        cameras=space is not None and space.cameras,
        leased=premises is not None and premises.occupancy != Occupancy.OWNED,
        permit_granted=premises is not None and premises.permit == Permit.GRANTED,
        roadway_permission=space is not None and space.roadway_permission == Permit.GRANTED,
        safety_opinion=space is not None and space.safety_opinion == Opinion.OBTAINED,
        obtained_funding=dossier.fundings.filter(state=FundingState.OBTAINED).exists(),
    )


def document_states(dossier: Dossier) -> list[DocumentState]:
    """Return every document of the dossier's measure that is owed, optional or joined, in order."""
    facts = document_facts(dossier)
    request = open_completion_request(dossier)
    asked = {item.document_id for item in request.items.all()} if request is not None else set()
    joined: dict[int, list[Attachment]] = {}
    for attachment in dossier.attachments.in_force().select_related("file", "added_by").order_by("pk"):
        joined.setdefault(attachment.document_id, []).append(attachment)
    return [
        DocumentState(
            document=document,
            required=is_required(DocumentCondition(document.condition), facts),
            attachments=tuple(joined.get(document.pk, ())),
            editable=dossier.status in EDITABLE or document.pk in asked,
        )
        for document in dossier.measure.documents.all()
        if document.pk in joined
        or document.pk in asked
        or document.condition == DocumentCondition.OPTIONAL
        or is_required(DocumentCondition(document.condition), facts)
    ]
