"""Messages with the Région, and asking to start before the vote."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.core.errors import DomainError
from applications.core.files import stored_for
from applications.dossiers.enums import Status
from applications.dossiers.services.exchange import ask_early_start, mark_read, write_to_region
from applications.portal.access import Visit, posted, visit
from applications.portal.forms.exchange import EarlyStartForm, MessageForm
from applications.portal.presenters.decisions import published_decisions
from applications.portal.presenters.exchange import start_of, thread_of
from applications.portal.views.dossier import page

UNFILED = "La Région ne voit pas encore ce dossier\u00a0: écrivez-lui par courriel ou par téléphone."


@require_http_methods(["GET", "HEAD", "POST"])
def message_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the thread, whose reading marks the Région's messages; write to it. What is refused stays typed."""
    seen = visit(request.user, public_id)
    if not Status(seen.dossier.published_status).is_filed:
        messages.info(request, UNFILED)
        return redirect("portal:dossier", public_id)
    if request.method == "POST":
        form = MessageForm(request.POST, request.FILES)
        if form.is_valid() and send(seen, form):
            messages.success(request, "Message envoyé. La Région reçoit un courriel.")
            return HttpResponseRedirect(f"{reverse('portal:messages', args=[public_id])}#messages")
    else:
        form = MessageForm()
        read_all(seen)
    context = page(seen) | {"form": form, "thread": thread_of(seen.dossier, timezone.now())}
    return render(request, "portal/messages.html", context)


def send(seen: Visit, form: MessageForm) -> bool:
    """Store the files, then send; on a refusal, say why on the form and leave no file behind."""
    try:
        with stored_for(form.cleaned_data["uploads"]) as files:
            write_to_region(seen.dossier, body=form.cleaned_data["body"], files=files, actor=seen.user)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def read_all(seen: Visit) -> None:
    """Mark what the Région wrote as read; a reading that finds nothing new writes nothing."""
    if seen.dossier.messages.filter(from_region=True, read_at=None).exists():
        mark_read(seen.dossier, actor=seen.user, from_region=True, now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def early_start(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether works may start, and let a signatory ask to start before the vote."""
    seen = visit(request.user, public_id)
    now = timezone.now()
    form = EarlyStartForm(posted(request))
    if request.method == "POST":
        seen.require_signatory()
        if form.is_valid():
            try:
                ask_early_start(seen.dossier, actor=seen.user, today=timezone.localdate(), **form.cleaned_data)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                messages.success(request, "Demande envoyée. La Région vous répondra ici et par courriel.")
                return redirect("portal:early_start", public_id)
    decision = published_decisions(seen.user, [seen.dossier]).get(seen.dossier.pk)
    context = page(seen) | {"form": form, "start": start_of(seen.dossier, decision, now)}
    return render(request, "portal/early_start.html", context)
