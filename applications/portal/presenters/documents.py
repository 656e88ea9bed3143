"""The documents of a dossier, sorted by what is left to do."""

from dataclasses import dataclass
from datetime import datetime

from applications.calls.enums import DocumentCondition
from applications.core.dates import date_long, date_text, paris_day
from applications.core.models import StoredFile
from applications.dossiers.enums import ReviewState
from applications.dossiers.models import Attachment, CompletionRequest, Dossier
from applications.dossiers.selectors import (
    DocumentState,
    document_states,
    is_late,
    open_completion_request,
    reusable_attachments,
)
from applications.portal.act_forms import RenameForm, UploadForm
from applications.portal.presenters.wording import Tag, moment

MISSING = Tag("Manquante", "tag-danger")
TO_GIVE = Tag("À fournir", "tag-you")
TO_REPLACE = Tag("À remplacer", "tag-you")
RECEIVED = Tag("Reçue", "tag-region")
ACCEPTED = Tag("Acceptée", "tag-ok")
OPTIONAL = Tag("Facultative", "tag-plain")
NOT_GIVEN = Tag("Non reçue", "tag-danger")


@dataclass(frozen=True)
class JoinedFile:
    """A file of a document: `sent` says when and by whom. `form` renames it, None when the file is settled."""

    pk: int
    stored: StoredFile
    title: str
    sent: str
    form: RenameForm | None


@dataclass(frozen=True)
class Reusable:
    """A file of another dossier of the organisation, that may serve again."""

    pk: int
    stored: StoredFile
    title: str
    dossier: str


@dataclass(frozen=True)
class DocumentRow:
    """A document: its state, its files, the form that joins more of them (None when it is closed).

    `follow_until` is the last day for a document that may still be announced, or that was. `follows` says which:
    « may » (to announce), « announced » (to take back), « awaited » (filed, to join), « broken » (too late) or nothing.
    """

    code: str
    label: str
    help_text: str
    why: str
    confidential: bool
    tag: Tag
    motive: str
    files: tuple[JoinedFile, ...]
    form: UploadForm | None
    reusable: tuple[Reusable, ...]
    follows: str
    follow_until: str


@dataclass(frozen=True)
class DocumentsPage:
    """`to_give` waits for a file, `to_follow` for one that was announced; `optional` may do without; `given` has it."""

    to_give: tuple[DocumentRow, ...]
    to_follow: tuple[DocumentRow, ...]
    optional: tuple[DocumentRow, ...]
    given: tuple[DocumentRow, ...]
    received: int
    required: int
    due: str


@dataclass(frozen=True)
class Look:
    """What every row of a page is written from."""

    dossier: Dossier
    request: CompletionRequest | None
    now: datetime
    refused: UploadForm | RenameForm | None
    reusable: dict[str, list[Attachment]]


def documents_page(dossier: Dossier, now: datetime, *, refused: UploadForm | RenameForm | None = None) -> DocumentsPage:
    """Return the page's rows; `refused` is the bound form of the document whose file was just refused."""
    states = document_states(dossier)
    request = open_completion_request(dossier)
    is_open = any(state.editable for state in states)
    look = Look(dossier, request, now, refused, reusable_attachments(dossier) if is_open else {})
    rows = [(state, document_row(state, look)) for state in states]
    waiting = [row for state, row in rows if is_waiting(state, request)]
    following = [row for state, row in rows if state.promised and state.missing and row not in waiting]
    left = [(state, row) for state, row in rows if row not in waiting and row not in following]
    required = [state for state in states if state.required]
    return DocumentsPage(
        to_give=tuple(waiting),
        to_follow=tuple(following),
        optional=tuple(row for state, row in left if not state.attachments),
        given=tuple(row for state, row in left if state.attachments),
        received=sum(not state.missing for state in required),
        required=len(required),
        due=date_long(request.due_on) if request is not None else "",
    )


def is_waiting(state: DocumentState, request: CompletionRequest | None) -> bool:
    """Tell whether a file is expected: the document is missing, or asked again and not answered yet."""
    return state.blocking or (motive_of(state, request) != "" and not is_answered(state, request))


def is_answered(state: DocumentState, request: CompletionRequest | None) -> bool:
    return request is not None and any(one.added_at >= request.requested_at for one in state.attachments)


def motive_of(state: DocumentState, request: CompletionRequest | None) -> str:
    """Return why the Région asks for this document, or nothing when it does not."""
    if request is None:
        return ""
    return next((item.reason for item in request.items.all() if item.document_id == state.document.pk), "")


def document_row(state: DocumentState, look: Look) -> DocumentRow:
    document = state.document
    refused = look.refused
    form = refused if isinstance(refused, UploadForm) and refused.code == document.code else None
    return DocumentRow(
        code=document.code,
        label=document.label,
        help_text=document.help_text,
        why=why_asked(DocumentCondition(document.condition)),
        confidential=document.public_security,
        tag=tag_of(state, look),
        motive=motive_of(state, look.request),
        files=tuple(joined_file(attachment, state, look) for attachment in state.attachments),
        form=(form or UploadForm(code=document.code)) if state.editable else None,
        reusable=tuple(
            Reusable(one.pk, one.file, str(one), one.dossier.reference or one.dossier.label)
            for one in look.reusable.get(document.code, ())
        )
        if state.editable
        else (),
        follows=follows_of(state, look),
        follow_until=date_text(state.follow_until) if state.follow_until is not None else "",
    )


def follows_of(state: DocumentState, look: Look) -> str:
    if not state.promised:
        return "may" if state.may_follow else ""
    if look.dossier.submitted_at is None:
        return "announced"
    if state.attachments:
        return ""
    return "awaited" if state.editable else "broken"


def tag_of(state: DocumentState, look: Look) -> Tag:
    if motive_of(state, look.request) and not is_answered(state, look.request):
        return TO_REPLACE if state.attachments else TO_GIVE
    if state.promised and state.missing:
        return announced_tag(state, look.now)
    if state.missing:
        return MISSING
    if not state.attachments:
        return OPTIONAL
    states = {attachment.review_state for attachment in state.attachments}
    if ReviewState.TO_REPLACE in states:
        return TO_REPLACE
    return ACCEPTED if states == {ReviewState.ACCEPTED} else RECEIVED


def announced_tag(state: DocumentState, now: datetime) -> Tag:
    """Return « À suivre jusqu’au 31 mars 2027 », or that its day is past."""
    if state.follow_until is None or paris_day(now) > state.follow_until:
        return NOT_GIVEN
    return Tag(f"À suivre jusqu’au {date_text(state.follow_until)}", "tag-warn")


def why_asked(condition: DocumentCondition) -> str:
    """Return the condition that makes the document owed, as a sentence, or nothing when it always is."""
    if condition in {DocumentCondition.ALWAYS, DocumentCondition.OPTIONAL}:
        return ""
    label = condition.label
    return f"Demandée {label[:1].lower()}{label[1:]}."


def joined_file(attachment: Attachment, state: DocumentState, look: Look) -> JoinedFile:
    sent = f"envoyé {moment(attachment.added_at, look.now)} par {attachment.added_by}"
    if state.promised and is_late(look.dossier, attachment):
        sent = f"reçu après le dépôt, {sent}"
    title, refused = str(attachment), look.refused
    if isinstance(refused, RenameForm) and refused.pk == attachment.pk:
        form: RenameForm | None = refused
    else:
        form = RenameForm(title=title, pk=attachment.pk) if state.removable else None
    return JoinedFile(attachment.pk, attachment.file, title, sent, form)
