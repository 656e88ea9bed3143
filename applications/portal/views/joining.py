"""Coming to act for an organisation: search it, ask, prove who one is, accept an invitation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Invitation, MembershipRequest, User
from applications.accounts.selectors import has_signatory, memberships_of
from applications.accounts.services.inviting import accept_invitation, acceptance_refusal, invitation_of
from applications.accounts.services.joining import (
    CODE_TRIES,
    add_evidence,
    ask_to_join,
    code_refusal,
    try_code,
    useful_role,
    withdraw_request,
)
from applications.core.errors import DomainError
from applications.core.files import discard, store_upload
from applications.core.models import StoredFile
from applications.portal.access import posted, signed_in
from applications.portal.forms.joining import AskForm, CodeForm, EvidenceForm, SearchForm
from applications.portal.presenters.members import open_invitations, own_requests, request_row
from applications.territory.models import Organisation

FOUND = 12
GONE = 410
PDF_ONLY = "Ce document doit être un PDF."


@vary_on_headers("X-Partial")
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Search one's organisation; what one asked and for whom one acts are there too."""
    user, now = signed_in(request), timezone.now()
    form = SearchForm(request.GET or None)
    found = search(form.text) if form.is_bound else []
    context: dict[str, Any] = {
        "form": form,
        "text": form.text if form.is_bound else "",
        "found": found[:FOUND],
        "is_cut": len(found) > FOUND,
    }
    if "X-Partial" in request.headers:
        return render(request, "portal/_join_results.html", context)
    context |= {
        "memberships": list(memberships_of(user).order_by("pk")),
        "requests": own_requests(user, now),
        "invitations": open_invitations(user, now),
    }
    return render(request, "portal/join.html", context)


def search(text: str) -> list[Organisation]:
    found = Organisation.objects.active().search(text).select_related("departement", "commune", "epci")
    return list(found[: FOUND + 1])


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, siren: str) -> HttpResponse:
    """Ask to act for an organisation. What an election's minutes prove is told where nobody signs yet."""
    user = signed_in(request)
    organisation = get_object_or_404(Organisation.objects.active().select_related("departement"), siren=siren)
    waiting = MembershipRequest.objects.filter(user=user, organisation=organisation, state=RequestState.PENDING)
    if (pending := waiting.first()) is not None:
        return redirect("portal:join_request", pending.pk)
    roles = [role for role in Role if useful_role(user, organisation, role) is not None]
    is_first = not has_signatory(organisation)
    form = AskForm(posted(request), request.FILES or None, is_first=is_first, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            asked = send_request(organisation, form, user)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "Votre demande est envoyée. Un courriel vous préviendra de la réponse.")
            return redirect("portal:join_request", asked.pk)
    context = {"form": form, "organisation": organisation, "is_first": is_first, "has_roles": bool(roles)}
    return render(request, "portal/ask.html", context)


def send_request(organisation: Organisation, form: AskForm, user: User) -> MembershipRequest:
    data = form.cleaned_data
    upload = data.get("evidence")
    role = Role(data["role"])
    stored = store_pdf(upload, "evidence") if upload and role == Role.SIGNATORY else None
    try:
        return ask_to_join(organisation, role, actor=user, message=data["message"], evidence=stored)
    except DomainError:
        if stored is not None:
            discard(stored)
        raise


def store_pdf(upload: "UploadedFile[Any]", field: str) -> StoredFile:
    """Keep a PDF. Raises `DomainError`, told next to `field`, for anything else."""
    try:
        stored = store_upload(upload)
    except DomainError as error:
        raise DomainError(error.message, field=field) from error
    if stored.media_type != "application/pdf":
        discard(stored)
        raise DomainError(PDF_ONLY, field=field)
    return stored


@require_http_methods(["GET", "HEAD", "POST"])
def join_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one's own request: where it stands, the code to type (sent here), the minutes to join (`join_evidence`)."""
    asked = own_request(request, pk)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid() and check_code(request, asked, form):
        return redirect("portal:join_request", pk)
    return request_page(request, asked, code_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def join_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Join the minutes of the election to one's request, or replace them."""
    asked = own_request(request, pk)
    form = EvidenceForm(posted(request), request.FILES or None)
    if request.method != "POST" or (form.is_valid() and join_minutes(request, asked, form)):
        return redirect("portal:join_request", pk)
    return request_page(request, asked, evidence_form=form)


def request_page(
    request: HttpRequest,
    asked: MembershipRequest,
    *,
    code_form: CodeForm | None = None,
    evidence_form: EvidenceForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    is_pending = asked.state == RequestState.PENDING
    is_region = is_pending and not has_signatory(asked.organisation)
    context = {
        "row": request_row(asked, now),
        "asked": asked,
        "organisation": asked.organisation,
        "is_pending": is_pending,
        "for_region": is_region,
        "may_prove": is_region and asked.role == Role.SIGNATORY,
        "wants_code": is_pending and not code_refusal(asked, now),
        "code_refusal": code_refusal(asked, now) if asked.code_hash and not asked.code_confirmed_at else "",
        "tries_left": CODE_TRIES - asked.code_attempts,
        "code_form": code_form or CodeForm(),
        "evidence_form": evidence_form or EvidenceForm(),
        "form": code_form or evidence_form,
    }
    return render(request, "portal/join_request.html", context)


def own_request(request: HttpRequest, pk: int) -> MembershipRequest:
    rows = MembershipRequest.objects.select_related("organisation__departement", "user", "evidence", "answered_by")
    return get_object_or_404(rows, pk=pk, user=signed_in(request))


def check_code(request: HttpRequest, asked: MembershipRequest, form: CodeForm) -> bool:
    try:
        tried = try_code(asked, code=form.cleaned_data["code"], actor=asked.user, now=timezone.now())
    except DomainError as error:
        form.add_error("code", error.message)
        return False
    if tried.code_confirmed_at is None:
        asked.code_attempts = tried.code_attempts
        form.add_error("code", "Ce n’est pas le code qui a été envoyé. Vérifiez chaque signe.")
        return False
    messages.success(request, "Le code est confirmé. La Région peut maintenant accepter votre demande.")
    return True


def join_minutes(request: HttpRequest, asked: MembershipRequest, form: EvidenceForm) -> bool:
    stored = None
    try:
        stored = store_pdf(form.cleaned_data["evidence"], "evidence")
        add_evidence(asked, evidence=stored, actor=asked.user)
    except DomainError as error:
        if stored is not None:
            discard(stored)
        form.add_error("evidence", error.message)
        return False
    messages.success(request, "Le procès-verbal est joint à votre demande.")
    return True


@require_POST
def join_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = own_request(request, pk)
    try:
        withdraw_request(asked, actor=asked.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Votre demande est retirée.")
    return redirect("portal:join")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever holds its link; accept it, once, with the invited address's account."""
    found = invitation_of(token)
    refusal = dead_link(found)
    if found is None or refusal:
        code = GONE if found else 404
        return render(request, "portal/invitation_gone.html", {"refusal": refusal}, status=code)
    user = request.user if isinstance(request.user, User) else None
    if user is not None:
        refusal = acceptance_refusal(found, user, timezone.now())
        if request.method == "POST" and not refusal:
            try:
                accept_invitation(found, actor=user, now=timezone.now())
            except DomainError as error:
                return render(request, "portal/invitation_gone.html", {"refusal": error.message}, status=410)
            messages.success(request, f"Vous agissez maintenant pour {found.organisation.forms.the}.")
            return redirect("portal:desk")
    context = {"invitation": found, "refusal": refusal, "token": token, "person": user}
    return render(request, "portal/invitation.html", context)


def dead_link(found: Invitation | None) -> str:
    """Say why a link does not serve any more, whoever follows it."""
    if found is None:
        return "Ce lien n’est pas celui d’une invitation\u00a0: vérifiez qu’il est entier."
    if found.accepted_at is not None:
        return "Cette invitation a déjà servi\u00a0: un lien ne sert qu’une fois."
    if found.revoked_at is not None:
        return "Cette invitation est annulée."
    if not found.is_open(timezone.now()):
        return "Cette invitation a plus de quatorze jours."
    return ""
