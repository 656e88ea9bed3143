"""The documents of a dossier: what is missing, joining and removing files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from applications.core.errors import DomainError
from applications.dossiers.enums import Status
from applications.dossiers.services.documents import remove_attachment
from applications.portal.access import Visit, visit
from applications.portal.act_forms import UploadForm
from applications.portal.presenters.documents import documents_page
from applications.portal.presenters.links import document_url
from applications.portal.uploads import join_files
from applications.portal.views.dossier import page


@require_safe
def documents(request: HttpRequest, public_id: str) -> HttpResponse:
    return documents_view(request, visit(request.user, public_id))


def documents_view(request: HttpRequest, seen: Visit, *, refused: UploadForm | None = None) -> HttpResponse:
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
    seen = visit(request.user, public_id)
    document = get_object_or_404(seen.dossier.measure.documents, code=code)
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
    seen = visit(request.user, public_id)
    attachment = get_object_or_404(
        seen.dossier.attachments.select_related("document", "file"), pk=pk, document__code=code
    )
    if attachment.removed_at is None:
        try:
            remove_attachment(attachment, actor=seen.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("portal:documents", public_id)
    messages.success(request, f"Fichier retiré\u00a0: {attachment.file.name}.")
    return back_to(seen, code)


def back_to(seen: Visit, code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(document_url(seen.dossier, code))
