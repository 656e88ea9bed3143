"""The documents of a dossier, sorted by what is left to do."""

from dataclasses import dataclass
from datetime import datetime

from applications.calls.enums import DocumentCondition
from applications.core.dates import date_long
from applications.core.models import StoredFile
from applications.dossiers.enums import ReviewState
from applications.dossiers.models import Attachment, CompletionRequest, Dossier
from applications.dossiers.selectors import DocumentState, document_states, open_completion_request
from applications.portal.act_forms import UploadForm
from applications.portal.presenters.wording import Tag, moment

MISSING = Tag("Manquante", "tag-danger")
TO_GIVE = Tag("À fournir", "tag-you")
TO_REPLACE = Tag("À remplacer", "tag-you")
RECEIVED = Tag("Reçue", "tag-region")
ACCEPTED = Tag("Acceptée", "tag-ok")
OPTIONAL = Tag("Facultative", "tag-plain")


@dataclass(frozen=True)
class JoinedFile:
    """A file of a document: `sent` says when and by whom."""

    pk: int
    stored: StoredFile
    sent: str


@dataclass(frozen=True)
class DocumentRow:
    """A document: its state, its files, the form that joins more of them (None when it is closed)."""

    code: str
    label: str
    help_text: str
    why: str
    confidential: bool
    tag: Tag
    motive: str
    files: tuple[JoinedFile, ...]
    form: UploadForm | None


@dataclass(frozen=True)
class DocumentsPage:
    """`to_give` waits for a file; `optional` may wait for ever; `given` has what it needs."""

    to_give: tuple[DocumentRow, ...]
    optional: tuple[DocumentRow, ...]
    given: tuple[DocumentRow, ...]
    received: int
    required: int
    due: str


def documents_page(dossier: Dossier, now: datetime, *, refused: UploadForm | None = None) -> DocumentsPage:
    """Return the page's rows; `refused` is the bound form of the document whose files were just refused."""
    states = document_states(dossier)
    request = open_completion_request(dossier)
    rows = [(state, document_row(state, request, now, refused)) for state in states]
    waiting = [row for state, row in rows if is_waiting(state, request)]
    required = [state for state in states if state.required]
    return DocumentsPage(
        to_give=tuple(waiting),
        optional=tuple(row for state, row in rows if not state.attachments and row not in waiting),
        given=tuple(row for state, row in rows if state.attachments and row not in waiting),
        received=sum(not state.missing for state in required),
        required=len(required),
        due=date_long(request.due_on) if request is not None else "",
    )


def is_waiting(state: DocumentState, request: CompletionRequest | None) -> bool:
    """Tell whether a file is expected: the document is missing, or asked again and not answered yet."""
    return state.missing or (motive_of(state, request) != "" and not is_answered(state, request))


def is_answered(state: DocumentState, request: CompletionRequest | None) -> bool:
    return request is not None and any(one.added_at >= request.requested_at for one in state.attachments)


def motive_of(state: DocumentState, request: CompletionRequest | None) -> str:
    """Return why the Région asks for this document, or nothing when it does not."""
    if request is None:
        return ""
    return next((item.reason for item in request.items.all() if item.document_id == state.document.pk), "")


def document_row(
    state: DocumentState, request: CompletionRequest | None, now: datetime, refused: UploadForm | None
) -> DocumentRow:
    document = state.document
    form = refused if refused is not None and refused.code == document.code else UploadForm(code=document.code)
    return DocumentRow(
        code=document.code,
        label=document.label,
        help_text=document.help_text,
        why=why_asked(DocumentCondition(document.condition)),
        confidential=document.public_security,
        tag=tag_of(state, request),
        motive=motive_of(state, request),
        files=tuple(joined_file(attachment, now) for attachment in state.attachments),
        form=form if state.editable else None,
    )


def tag_of(state: DocumentState, request: CompletionRequest | None) -> Tag:
    if motive_of(state, request) and not is_answered(state, request):
        return TO_REPLACE if state.attachments else TO_GIVE
    if state.missing:
        return MISSING
    if not state.attachments:
        return OPTIONAL
    states = {attachment.review_state for attachment in state.attachments}
    if ReviewState.TO_REPLACE in states:
        return TO_REPLACE
    return ACCEPTED if states == {ReviewState.ACCEPTED} else RECEIVED


def why_asked(condition: DocumentCondition) -> str:
    """Return the condition that makes the document owed, as a sentence, or nothing when it always is."""
    if condition in {DocumentCondition.ALWAYS, DocumentCondition.OPTIONAL}:
        return ""
    label = condition.label
    return f"Demandée {label[:1].lower()}{label[1:]}."


def joined_file(attachment: Attachment, now: datetime) -> JoinedFile:
    sent = f"envoyé {moment(attachment.added_at, now)} par {attachment.added_by}"
    return JoinedFile(attachment.pk, attachment.file, sent)
