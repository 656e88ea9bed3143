"""The documents of a dossier: what is missing, joining, naming and removing files, announcing what will follow."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications.calls.models import RequiredDocument
from applications.core.errors import DomainError
from applications.dossiers.enums import Status
from applications.dossiers.models import Attachment
from applications.dossiers.selectors import reusable
from applications.dossiers.services.documents import (
    promise_document,
    remove_attachment,
    rename_attachment,
    reuse,
    take_promise_back,
)
from applications.portal.access import Visit, visit
from applications.portal.act_forms import RenameForm, UploadForm
from applications.portal.presenters.documents import documents_page
from applications.portal.presenters.links import document_url
from applications.portal.uploads import join_files
from applications.portal.views.dossier import page


@require_safe
def documents(request: HttpRequest, public_id: str) -> HttpResponse:
    return documents_view(request, visit(request.user, public_id))


def documents_view(
    request: HttpRequest, seen: Visit, *, refused: UploadForm | RenameForm | None = None
) -> HttpResponse:
    context = page(seen) | {
        "documents": documents_page(seen.dossier, timezone.now(), refused=refused),
        "form": refused,
        "is_asked": seen.dossier.published_status == Status.INCOMPLETE,
        "is_draft": seen.dossier.published_status in {Status.DRAFT, Status.AWAITING_SIGNATURE},
    }
    return render(request, "portal/documents.html", context)


@require_POST
def upload(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Join the files sent for a document. The refused ones are named next to it; the others are joined."""
    seen, document = visit_document(request, public_id, code)
    form = UploadForm(request.POST, request.FILES, code=code)
    if form.is_valid():
        joined, refusals = join_files(seen.dossier, document, form.cleaned_data["uploads"], actor=seen.user)
        for refusal in refusals:
            form.add_error("uploads", refusal)
        if joined:
            several = f"{joined} fichiers joints" if joined > 1 else "Fichier joint"
            messages.success(request, f"{several} à «\u00a0{document.label}\u00a0».")
    if form.errors:
        return documents_view(request, seen, refused=form)
    return back_to(seen, code)


@require_POST
def remove(request: HttpRequest, public_id: str, code: str, pk: int) -> HttpResponse:
    """Take a file out of the dossier. Already out, it is out: the page says the same thing."""
    seen, attachment = visit_attachment(request, public_id, code, pk)
    if attachment.removed_at is None:
        try:
            remove_attachment(attachment, actor=seen.user)
        except DomainError as error:
            messages.error(request, error.message)
            return back_to(seen, code)
    messages.success(request, f"Fichier retiré\u00a0: {attachment}.")
    return back_to(seen, code)


@require_POST
def rename(request: HttpRequest, public_id: str, code: str, pk: int) -> HttpResponse:
    """Give a file the name that the Région will read."""
    seen, attachment = visit_attachment(request, public_id, code, pk)
    form = RenameForm(request.POST, pk=pk)
    if form.is_valid():
        try:
            renamed = rename_attachment(attachment, form.cleaned_data["title"], actor=seen.user)
        except DomainError as error:
            form.add_error("title", error.message)
        else:
            messages.success(request, f"La Région verra ce fichier sous le nom «\u00a0{renamed}\u00a0».")
            return back_to(seen, code)
    return documents_view(request, seen, refused=form)


@require_POST
def take_again(request: HttpRequest, public_id: str, code: str, pk: int) -> HttpResponse:
    """Join the same file as another dossier of the organisation. Anybody else's does not exist."""
    seen, document = visit_document(request, public_id, code)
    source = get_object_or_404(reusable(seen.dossier), pk=pk)
    try:
        reuse(seen.dossier, document, source, actor=seen.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Fichier repris pour «\u00a0{document.label}\u00a0».")
    return back_to(seen, code)


@require_POST
def announce(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Say that a document will follow the filing."""
    seen, document = visit_document(request, public_id, code)
    try:
        promise_document(seen.dossier, document, actor=seen.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Pièce annoncée pour plus tard\u00a0: {document.label}.")
    return back_to(seen, code)


@require_POST
def take_back(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Say that an announced document will be joined before the filing after all."""
    seen, document = visit_document(request, public_id, code)
    try:
        take_promise_back(seen.dossier, document, actor=seen.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Pièce à joindre avant le dépôt\u00a0: {document.label}.")
    return back_to(seen, code)


def visit_document(request: HttpRequest, public_id: str, code: str) -> tuple[Visit, RequiredDocument]:
    """Return the visit of a dossier and one of its measure's documents, or raise `Http404`."""
    seen = visit(request.user, public_id)
    return seen, get_object_or_404(seen.dossier.measure.documents, code=code)


def visit_attachment(request: HttpRequest, public_id: str, code: str, pk: int) -> tuple[Visit, Attachment]:
    seen = visit(request.user, public_id)
    joined = seen.dossier.attachments.select_related("document", "file")
    return seen, get_object_or_404(joined, pk=pk, document__code=code)


def back_to(seen: Visit, code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(document_url(seen.dossier, code))
