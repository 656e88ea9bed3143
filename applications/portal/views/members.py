"""The people of an organisation: who acts, who asks, who is invited, who leaves."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.accounts.enums import RequestState, Role
from applications.accounts.models import Invitation, Membership, MembershipRequest
from applications.accounts.selectors import signed_alone_by, signs_alone
from applications.accounts.services.inviting import invite, invite_again, revoke_invitation
from applications.accounts.services.joining import accept_request, refuse_request
from applications.accounts.services.members import remove_member
from applications.accounts.services.opening import close_account, rename
from applications.core.errors import DomainError
from applications.core.files import discard
from applications.portal.access import posted, signed_in
from applications.portal.forms.joining import AloneForm, CloseAccountForm, InviteForm, NameForm, RefusalForm
from applications.portal.places import Place, place
from applications.portal.presenters.members import (
    invitation_rows,
    member_rows,
    open_dossiers,
    period,
    requests_to_answer,
)
from applications.portal.views.joining import store_pdf


@require_safe
def members(request: HttpRequest, siren: str) -> HttpResponse:
    here = place(request, siren)
    current, former = member_rows(here)
    signs = here.is_signatory
    context = {
        "account": here.account,
        "organisation": here.organisation,
        "is_signatory": signs,
        "members": current,
        "former": former,
        "requests": requests_to_answer(here.organisation) if signs else [],
        "invitations": invitation_rows(here.organisation, timezone.now()) if signs else [],
    }
    return render(request, "portal/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def request_answer(request: HttpRequest, siren: str, pk: int) -> HttpResponse:
    """Show a signatory what somebody asked, to accept it (`request_accept`) or to refuse it here, with the reason."""
    here, asked = request_to(request, siren, pk)
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            refuse_request(asked, reason=form.cleaned_data["reason"], actor=here.user, now=timezone.now())
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"La demande de {asked.user} est refusée. Un courriel lui donne le motif.")
        return redirect("portal:members", siren)
    context = {
        "account": here.account,
        "organisation": here.organisation,
        "asked": asked,
        "is_pending": asked.state == RequestState.PENDING,
        "form": form,
    }
    return render(request, "portal/request_answer.html", context)


@require_POST
def request_accept(request: HttpRequest, siren: str, pk: int) -> HttpResponse:
    here, asked = request_to(request, siren, pk)
    try:
        accept_request(asked, actor=here.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{asked.user} agit maintenant pour la collectivité. Un courriel lui est envoyé.")
    return redirect("portal:members", siren)


def request_to(request: HttpRequest, siren: str, pk: int) -> tuple[Place, MembershipRequest]:
    """Return what was asked of the organisation that one signs for."""
    here = place(request, siren)
    here.require_signatory()
    rows = MembershipRequest.objects.select_related("user", "organisation")
    return here, get_object_or_404(rows, pk=pk, organisation=here.organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: HttpRequest, siren: str) -> HttpResponse:
    here = place(request, siren)
    here.require_signatory()
    form = InviteForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            invited = send_invitation(here, form)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(
                request, f"L’invitation part à {invited.email}. Elle sert une fois, pendant 14\u00a0jours."
            )
            return redirect("portal:members", siren)
    context = {"account": here.account, "organisation": here.organisation, "form": form}
    return render(request, "portal/invite.html", context)


def send_invitation(here: Place, form: InviteForm) -> Invitation:
    """Keep the delegation, then invite; a file that nothing points to is taken away again."""
    data = form.cleaned_data
    stored = store_pdf(data["mandate"], "mandate") if data["mandate"] else None
    try:
        return invite(
            here.organisation,
            email=data["email"],
            role=Role(data["role"]),
            ends_on=data["ends_on"],
            mandate=stored,
            actor=here.user,
            now=timezone.now(),
        )
    except DomainError:
        if stored is not None:
            discard(stored)
        raise


@require_POST
def invitation_again(request: HttpRequest, siren: str, pk: int) -> HttpResponse:
    return on_invitation(request, siren, pk, invite_again, "Un autre lien part\u00a0; le précédent ne sert plus.")


@require_POST
def invitation_revoke(request: HttpRequest, siren: str, pk: int) -> HttpResponse:
    return on_invitation(
        request, siren, pk, revoke_invitation, "L’invitation est annulée\u00a0: son lien ne sert plus."
    )


def on_invitation(request: HttpRequest, siren: str, pk: int, act: Callable[..., Invitation], done: str) -> HttpResponse:
    here = place(request, siren)
    here.require_signatory()
    invitation = get_object_or_404(Invitation, pk=pk, organisation=here.organisation)
    try:
        act(invitation, actor=here.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("portal:members", siren)


@require_http_methods(["GET", "HEAD", "POST"])
def member_end(request: HttpRequest, siren: str, pk: int) -> HttpResponse:
    """End one's own membership, or somebody else's as a signatory; the only signatory's is confirmed twice."""
    here = place(request, siren)
    rows = Membership.objects.current().select_related("user", "organisation")
    membership = get_object_or_404(rows, pk=pk, organisation=here.organisation)
    is_own = membership.user_id == here.user.pk
    if not is_own:
        here.require_signatory()
    is_alone = signs_alone(membership)
    form = AloneForm(posted(request), is_alone=is_alone)
    if request.method == "POST" and form.is_valid():
        try:
            remove_member(membership, knows_alone=form.knows, actor=here.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("portal:members", siren)
        who = "Vous n’agissez" if is_own else f"{membership.user} n’agit"
        messages.success(request, f"{who} plus pour {here.organisation.forms.the}.")
        return redirect("portal:desk") if is_own else redirect("portal:members", siren)
    context = {
        "account": here.account,
        "organisation": here.organisation,
        "membership": membership,
        "period": period(membership.starts_on, membership.ends_on),
        "is_own": is_own,
        "is_alone": is_alone,
        "dossiers": open_dossiers([here.organisation]) if is_alone else [],
        "form": form,
    }
    return render(request, "portal/member_end.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def close_account_page(request: HttpRequest) -> HttpResponse:
    """Close one's own account, with its password, after reading what becomes of the dossiers."""
    user = signed_in(request)
    alone = signed_alone_by(user)
    form = CloseAccountForm(posted(request), user=user, is_alone=bool(alone))
    if request.method == "POST" and form.is_valid():
        try:
            close_account(user, knows_alone=form.knows, now=timezone.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            logout(request)
            messages.success(request, "Votre compte est fermé, et votre adresse effacée.")
            return redirect("portal:home")
    context = {"form": form, "alone": alone, "dossiers": open_dossiers(alone), "is_agent": user.is_staff}
    return render(request, "account/close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def name_page(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = NameForm(posted(request), initial={"display_name": user.display_name})
    if request.method == "POST" and form.is_valid():
        rename(user, display_name=form.cleaned_data["display_name"], actor=user)
        messages.success(request, "Votre nom est enregistré.")
        return redirect("portal:account_name")
    return render(request, "account/name.html", {"form": form})
