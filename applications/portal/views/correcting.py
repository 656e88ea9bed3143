"""Answering the Région's request: confirming an answer as it is, calling the signatories."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications.core.errors import DomainError
from applications.dossiers.selectors import open_completion_request
from applications.dossiers.services.correcting import call_signatories, confirm_unchanged
from applications.portal.access import posted, visit
from applications.portal.forms.correcting import ConfirmForm, ReadyForm
from applications.portal.presenters.asked import asked_item, filed_words
from applications.portal.views.dossier import done, page


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Ask why an answer stands as it was filed, then confirm it; refused, the page comes back with what was typed."""
    seen = visit(request.user, public_id)
    waiting = open_completion_request(seen.dossier)
    items = waiting.items.all() if waiting is not None else ()
    item = next((one for one in items if one.pk == pk and one.document_id is None), None)
    if item is None:
        if waiting is None and seen.dossier.completion_requests.filter(items=pk).exists():
            messages.info(request, "La demande de complément est close.")
            return redirect("portal:dossier", public_id)
        raise Http404
    form = ConfirmForm(posted(request), initial={"comment": item.confirmation})
    if form.is_valid():
        try:
            confirm_unchanged(item, comment=form.cleaned_data["comment"], actor=seen.user)
        except DomainError as error:
            form.add_error("comment" if error.field == "comment" else None, error.message)
        else:
            messages.success(request, "La réponse est confirmée sans changement.")
            return redirect("portal:dossier", public_id)
    context = page(seen) | {
        "form": form,
        "item": asked_item(seen.dossier, item, is_answered=False),
        "filed": filed_words(seen.dossier, item),
    }
    return render(request, "portal/confirm_item.html", context)


@require_POST
def call(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the signatories that the answer is ready: to read and to send."""
    seen = visit(request.user, public_id)
    form = ReadyForm(request.POST)
    if form.is_valid():
        message = form.cleaned_data["message"]
        success = "La ou le signataire reçoit un courriel avec un lien vers cette page."
        done(request, lambda: call_signatories(seen.dossier, actor=seen.user, message=message), success)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("portal:review", public_id)
