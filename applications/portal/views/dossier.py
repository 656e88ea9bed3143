"""One dossier: the task list of a draft, the follow-up of a filed one, and what is done to a whole draft."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.accounts.enums import Role
from applications.accounts.selectors import members_of
from applications.core.errors import DomainError
from applications.dossiers.enums import Status
from applications.dossiers.selectors import awaited_documents
from applications.dossiers.services.drafting import abandon
from applications.dossiers.services.exchange import mark_read
from applications.dossiers.services.handing_over import hand_over, take_back
from applications.portal.access import Visit, posted, visit
from applications.portal.act_forms import HandOverForm, TakeBackForm
from applications.portal.forms.exchange import MessageForm
from applications.portal.presenters.closing import draft_line
from applications.portal.presenters.exchange import start_of, thread_of
from applications.portal.presenters.followup import follow_up
from applications.portal.presenters.known import known_facts
from applications.portal.presenters.mails import mails_of
from applications.portal.presenters.papers import papers_of
from applications.portal.presenters.plan import plan_of
from applications.portal.presenters.tasks import last_passing, task_list
from applications.portal.presenters.wording import is_missed


@require_safe
def dossier(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the page of the dossier's public state."""
    seen = visit(request.user, public_id)
    match seen.dossier.published_status:
        case Status.DRAFT | Status.AWAITING_SIGNATURE:
            return draft_page(request, seen)
        case Status.ABANDONED:
            context = page(seen) | {"passing": last_passing(seen.dossier, timezone.now())}
            return render(request, "portal/abandoned.html", context)
    now = timezone.now()
    follow = follow_up(seen.user, seen.dossier, now)
    unread = seen.dossier.messages.filter(from_region=True, read_at=None).count()
    context = page(seen) | {
        "follow": follow,
        "plan": plan_of(seen.dossier),
        "start": start_of(seen.dossier, follow.decision, now),
        "awaited": awaited_documents(seen.dossier),
        "thread": thread_of(seen.dossier, now),
        "unread": unread,
        "message_form": MessageForm(),
        "mails": mails_of(seen.dossier),
        "papers": papers_of(seen.dossier),
    }
    if unread:
        mark_read(seen.dossier, actor=seen.user, from_region=True, now=now)
    return render(request, "portal/followup.html", context)


def draft_page(request: HttpRequest, seen: Visit) -> HttpResponse:
    now = timezone.now()
    context = page(seen) | {
        "tasks": task_list(seen.dossier, now),
        "is_awaiting": seen.dossier.published_status == Status.AWAITING_SIGNATURE,
        "is_missed": is_missed(seen.dossier, now),
        "hand_over_form": HandOverForm(),
        "signatories": members_of(seen.dossier.organisation, Role.SIGNATORY),
        "known": known_facts(seen.dossier.organisation),
    }
    return render(request, "portal/draft.html", context)


def page(seen: Visit) -> dict[str, Any]:
    """Return what every page of a dossier says."""
    return {
        "dossier": seen.dossier,
        "is_signatory": seen.is_signatory,
        "account": seen.account,
        "line": draft_line(seen.dossier, timezone.now()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the draft to the signatories, with a word. Refused, the page comes back with what was typed."""
    seen = visit(request.user, public_id)
    if seen.dossier.published_status != Status.DRAFT:
        messages.info(request, "Ce dossier est déjà transmis.")
        return redirect("portal:dossier", public_id)
    form = HandOverForm(posted(request))
    if form.is_valid():
        try:
            hand_over(seen.dossier, actor=seen.user, message=form.cleaned_data["message"])
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Le brouillon est transmis. La ou le signataire reçoit un courriel.")
            return redirect("portal:dossier", public_id)
    context = page(seen) | {
        "form": form,
        "signatories": members_of(seen.dossier.organisation, Role.SIGNATORY),
    }
    return render(request, "portal/hand_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a draft that waits for its signature back to whoever prepares it."""
    seen = visit(request.user, public_id)
    if seen.dossier.published_status != Status.AWAITING_SIGNATURE:
        messages.info(request, "Ce dossier n’attend pas de signature.")
        return redirect("portal:dossier", public_id)
    form = TakeBackForm(posted(request))

    def send_back() -> None:
        take_back(seen.dossier, actor=seen.user, message=form.cleaned_data["message"])

    if form.is_valid() and done(request, send_back, "Le dossier est de nouveau un brouillon."):
        return redirect("portal:dossier", public_id)
    return render(request, "portal/take_back.html", page(seen) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def abandon_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a confirmation, then give the draft up."""
    seen = visit(request.user, public_id)
    if seen.dossier.published_status not in {Status.DRAFT, Status.AWAITING_SIGNATURE}:
        messages.info(request, "Ce dossier n’est plus un brouillon.")
        return redirect("portal:dossier", public_id)
    if request.method == "POST":
        done(
            request,
            lambda: abandon(seen.dossier, actor=seen.user),
            "Le brouillon est abandonné. Il reste lisible.",
        )
        return redirect("portal:dossier", public_id)
    return render(request, "portal/abandon.html", page(seen))


def done(request: HttpRequest, act: Callable[[], Any], success: str) -> bool:
    """Do an act that has no field to blame: say that it is done, or why it is not."""
    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
        return False
    messages.success(request, success)
    return True
