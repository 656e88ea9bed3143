"""What the portal writes: the papers of a dossier, a blank form, a model of délibération, the règlement."""

import io
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.calls.enums import MeasureKind
from applications.calls.models import CallRules, Measure
from applications.core.files import FILE_POLICY
from applications.dossiers.papers.deliberation import MEDIA_TYPE, deliberation_docx, deliberation_of
from applications.portal.access import visit
from applications.portal.blank_forms import blank_pdf
from applications.portal.presenters.blank_form import blank_form_of
from applications.portal.presenters.home import current_call
from applications.portal.presenters.papers import papers_of
from applications.portal.presenters.rules import published_rules

KINDS = {kind.code: kind for kind in MeasureKind}


@require_safe
def papers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the list of a dossier's papers alone, for a page that waits for them."""
    seen = visit(request.user, public_id)
    if seen.dossier.submitted_at is None:
        raise Http404
    return render(request, "portal/_papers_list.html", {"papers": papers_of(seen.dossier)})


@require_safe
def deliberation(request: HttpRequest, public_id: str) -> FileResponse:
    """Send the model of délibération, filled with what the dossier says now."""
    seen = visit(request.user, public_id)
    content = deliberation_docx(deliberation_of(seen.dossier))
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename="Modèle de délibération.docx", content_type=MEDIA_TYPE
    )


@login_not_required
@require_safe
def blank_form(request: HttpRequest, call: str, code: str) -> FileResponse:
    """Send a measure's blank form."""
    if code not in KINDS:
        raise Http404
    measure = get_object_or_404(Measure.objects.select_related("call"), call__code=call, kind=KINDS[code])
    content = blank_pdf(blank_form_of(measure, is_demo=settings.DEMO_MODE))
    return pdf(io.BytesIO(content), f"Formulaire vierge {code} {call}.pdf")


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the règlement of the current call, its versions, and the blank form of each measure."""
    call = current_call(timezone.now())
    context = {
        "announced": call,
        "versions": published_rules(call) if call is not None else [],
        "measures": call.measures.select_related("call").order_by("pk") if call is not None else [],
    }
    return render(request, "portal/rules.html", context)


@login_not_required
@require_safe
def rules_file(request: HttpRequest, call: str, version: int) -> FileResponse:
    """Send a published version of a règlement; one that is not written yet does not exist."""
    found = get_object_or_404(
        CallRules.objects.select_related("file"), call__code=call, version=version, file__isnull=False
    )
    if found.file is None:
        raise Http404
    return pdf(found.file.file.open("rb"), found.file.name)


def pdf(content: Any, name: str) -> FileResponse:
    """Answer with a PDF, shown by the browser's own reader."""
    response = FileResponse(content, filename=name, content_type="application/pdf")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response
