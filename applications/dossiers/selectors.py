"""Reading a dossier: what is open, what is owed, what is joined."""

from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from applications.calls.documents import DocumentFacts, is_required
from applications.calls.enums import DocumentCondition
from applications.calls.models import Question, RequiredDocument
from applications.dossiers.enums import FundingState, Occupancy, Opinion, Permit, ReviewState, Section, Status
from applications.dossiers.fields import DETAILS_MODELS, with_followers
from applications.dossiers.models import (
    Attachment,
    CompletionRequest,
    ContactDetails,
    DocumentPromise,
    Dossier,
    MobilePostDetails,
    PremisesDetails,
    ProjectDetails,
    PublicSpaceDetails,
)
from applications.dossiers.models.documents import AttachmentQuerySet
from applications.dossiers.workflow import EDITABLE, FOLLOWED


@dataclass(frozen=True)
class DocumentState:
    """A document of the measure, whether this dossier owes it, and the files joined so far.

    `editable`: a file may be joined. `removable`: one may be renamed or taken out. `may_follow`: the organisation may
    still announce it for later. `promised`: it did, and the filing does not wait for it. `follow_until`: the last day
    on which what follows is taken, None when the call lets nothing follow.
    """

    document: RequiredDocument
    required: bool
    attachments: tuple[Attachment, ...]
    editable: bool
    removable: bool
    may_follow: bool
    promised: bool
    follow_until: date | None

    @property
    def missing(self) -> bool:
        return self.required and not self.attachments

    @property
    def blocking(self) -> bool:
        """Whether the dossier cannot be filed without it."""
        return self.missing and not self.promised


def details_model(
    dossier: Dossier,
) -> type[MobilePostDetails] | type[PremisesDetails] | type[PublicSpaceDetails]:
    """Return the model of the dossier's own questions, one per kind of measure."""
    return DETAILS_MODELS[dossier.measure.kind]


def contact_of(dossier: Dossier) -> ContactDetails | None:
    return getattr(dossier, "contactdetails", None)


def project_of(dossier: Dossier) -> ProjectDetails | None:
    return getattr(dossier, "projectdetails", None)


def details_of(dossier: Dossier) -> MobilePostDetails | PremisesDetails | PublicSpaceDetails | None:
    return getattr(dossier, details_model(dossier).__name__.lower(), None)


def read_whole(dossier: Dossier) -> None:
    """Read at once what a page that shows and checks the whole dossier asks for again and again."""
    names = ("contactdetails", "projectdetails", details_model(dossier).__name__.lower(), "expenses", "fundings")
    prefetch_related_objects([dossier], *names)


def open_completion_request(dossier: Dossier) -> CompletionRequest | None:
    """Return the request that waits for the organisation's answer, with its items, or None."""
    if dossier.status != Status.INCOMPLETE:
        return None
    return dossier.completion_requests.waiting().prefetch_related("items__document").first()


def is_open_draft(dossier: Dossier) -> bool:
    """Tell whether the draft may still change: once its call is closed it can only be read."""
    return dossier.status in EDITABLE and timezone.now() < dossier.measure.call.closes_at


def may_edit_section(dossier: Dossier, section: Section) -> bool:
    """Tell whether something of a section may change: in an open draft, or when the Région asked for it."""
    return open_questions(dossier, section) != frozenset()


def open_questions(dossier: Dossier, section: Section) -> frozenset[str] | None:
    """Return the questions of a section that may change, by name: None for all of them, empty for none.

    In a filed dossier these are the ones that the Région asks for, and those that hang on them.
    """
    if is_open_draft(dossier):
        return None
    request = open_completion_request(dossier)
    items = request.items.all() if request is not None else ()
    asked = {item.field for item in items if item.section == section}
    return None if "" in asked else with_followers(asked)


def may_edit_document(dossier: Dossier, document: RequiredDocument) -> bool:
    """Tell whether a file may be joined: as `may_change_document`, or because the document was to follow.

    A retired question takes no new file in a draft.
    """
    if is_open_draft(dossier) and Question.objects.filter(document=document, retired_at__isnull=False).exists():
        return False
    return may_change_document(dossier, document) or (
        is_awaited(dossier, document) and dossier.promises.filter(document=document).exists()
    )


def may_change_document(dossier: Dossier, document: RequiredDocument) -> bool:
    """Tell whether a document's files may change: in an open draft, or when the Région asked for it."""
    if is_open_draft(dossier):
        return True
    request = open_completion_request(dossier)
    return request is not None and any(item.document_id == document.pk for item in request.items.all())


def can_follow(dossier: Dossier, document: RequiredDocument) -> bool:
    """Tell whether the call takes this document after the filing, and still does today, its last day included."""
    last = dossier.measure.call.follow_until
    return document.may_follow and last is not None and timezone.localdate() <= last


def is_awaited(dossier: Dossier, document: RequiredDocument) -> bool:
    """Tell whether a document that was announced may still be joined to this dossier, filed and not decided yet.

    What the organisation knows decides: a vote that is not notified closes nothing, or it would be told.
    """
    return dossier.published_status in FOLLOWED and can_follow(dossier, document)


def document_facts(dossier: Dossier) -> DocumentFacts:
    """Return what the dossier says so far that decides of its conditional documents."""
    contact = contact_of(dossier)
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
        obtained_funding=any(line.state == FundingState.OBTAINED for line in dossier.fundings.all()),
    )


def document_states(dossier: Dossier) -> list[DocumentState]:
    """Return every document of the dossier's measure that is owed, optional or joined, in order."""
    facts = document_facts(dossier)
    request = open_completion_request(dossier)
    asked = {item.document_id for item in request.items.all()} if request is not None else set()
    promised = set(dossier.promises.values_list("document_id", flat=True))
    is_draft = is_open_draft(dossier)
    joined: dict[int, list[Attachment]] = {}
    for attachment in dossier.attachments.in_force().select_related("file", "added_by").order_by("pk"):
        joined.setdefault(attachment.document_id, []).append(attachment)
    states = []
    for document in dossier.measure.documents.select_related("question"):
        is_due = document.pk in asked or is_asked(dossier, document, is_joined=document.pk in joined)
        required = is_due and is_required(DocumentCondition(document.condition), facts)
        is_optional = is_due and document.condition == DocumentCondition.OPTIONAL
        if not (required or document.pk in joined or document.pk in asked or is_optional):
            continue
        announced, removable = document.pk in promised, is_draft or document.pk in asked
        follows = can_follow(dossier, document)
        states.append(
            DocumentState(
                document=document,
                required=required,
                attachments=tuple(joined.get(document.pk, ())),
                editable=(is_due and removable) or (announced and is_awaited(dossier, document)),
                removable=removable,
                may_follow=required and is_draft and follows and document.pk not in joined,
                # Once filed, what was announced is announced: only its day passes.
                promised=announced and (follows or dossier.submitted_at is not None),
                follow_until=dossier.measure.call.follow_until if document.may_follow else None,
            )
        )
    return states


def is_asked(dossier: Dossier, document: RequiredDocument, *, is_joined: bool) -> bool:
    """Tell whether the form asks for a document (its `question` joined): a retired question asks for nothing more.

    A question added after a dossier was filed asks nothing of it: only what it joined then is its own.
    """
    question = getattr(document, "question", None)
    if question is None:
        return True
    return question.retired_at is None and (dossier.submitted_at is None or is_joined)


def promises_owed(dossier: Dossier) -> list[DocumentPromise]:
    """Return the documents that were to follow the filing and that no file answers yet."""
    joined = dossier.attachments.in_force().values("document")
    return list(dossier.promises.select_related("document").exclude(document__in=joined))


def awaited_documents(dossier: Dossier) -> list[RequiredDocument]:
    """Return the announced documents that may still be joined to a filed dossier, and are not."""
    owed = [promise.document for promise in promises_owed(dossier)]
    return [document for document in owed if is_awaited(dossier, document)]


def is_late(dossier: Dossier, attachment: Attachment) -> bool:
    """Tell whether a file came after the dossier's first filing."""
    return dossier.submitted_at is not None and attachment.added_at > dossier.submitted_at


def reusable_attachments(dossier: Dossier, limit: int = 3) -> dict[str, list[Attachment]]:
    """Return, by document code, what the other dossiers of the same organisation hold: the latest `limit` of each.

    Only files in force, that the Région did not ask to replace, and that this dossier does not have for that document.
    """
    own = set(dossier.attachments.in_force().values_list("document__code", "file__sha256"))
    found: dict[str, list[Attachment]] = {}
    for attachment in reusable(dossier).select_related("dossier", "document", "file").order_by("-added_at", "-pk"):
        code = attachment.document.code
        others = found.setdefault(code, [])
        known = (code, attachment.file.sha256)
        if known not in own and len(others) < limit:
            own.add(known)
            others.append(attachment)
    return found


def reusable(dossier: Dossier) -> "AttachmentQuerySet":
    """Keep what may be taken again for `dossier`: files of its own organisation only, whoever asks."""
    return (
        Attachment.objects.in_force()
        .filter(
            dossier__organisation=dossier.organisation_id, document__code__in=dossier.measure.documents.values("code")
        )
        .exclude(dossier=dossier.pk)
        .exclude(dossier__status=Status.ABANDONED)
        .exclude(review_state=ReviewState.TO_REPLACE)
    )
