"""Reading everything again, then filing, or answering the Région."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.accounts.enums import Role
from applications.accounts.selectors import members_of
from applications.core.errors import DomainError, Problem
from applications.dossiers.checks import filing_problems, filing_warnings
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.dossiers.selectors import open_completion_request, read_whole
from applications.dossiers.services.filing import answer_completion, file_dossier
from applications.portal.access import Visit, posted, visit
from applications.portal.act_forms import DeclarationForm, HandOverForm
from applications.portal.presenters.changes import changes_to_read
from applications.portal.presenters.links import problem_links
from applications.portal.presenters.reading import editable_sections, typed_reading
from applications.portal.presenters.tasks import last_passing
from applications.portal.presenters.wording import is_missed
from applications.portal.views.dossier import page

DRAFTS = frozenset({Status.DRAFT, Status.AWAITING_SIGNATURE})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show all that the dossier says and what stops its filing; file it, or send the answer, when a signatory does."""
    seen = visit(request.user, public_id)
    if not is_open(seen.dossier):
        return already_filed(request, seen)
    form = DeclarationForm(posted(request), dossier=seen.dossier)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        seen.require_signatory()
        if form.is_valid():
            try:
                commit(seen, form, timezone.now())
            except DomainError as error:
                if has_moved_on(seen.dossier):
                    return already_filed(request, seen)
                problems = error.problems
            else:
                messages.success(request, success_of(seen.dossier))
                return redirect("portal:receipt", public_id)
    return render(request, "portal/review.html", review_context(seen, form, problems))


def is_open(dossier: Dossier) -> bool:
    """Whether the organisation may still read this page as its own writing: not filed, or asked to complete."""
    return dossier.published_status in DRAFTS | {Status.ABANDONED} or open_completion_request(dossier) is not None


def has_moved_on(dossier: Dossier) -> bool:
    """Whether somebody filed or answered in the meantime: a double click, or another signatory."""
    return (
        Dossier.objects.filter(pk=dossier.pk, submitted_at__isnull=False)
        .exclude(published_status=dossier.published_status)
        .exists()
    )


def already_filed(request: HttpRequest, seen: Visit) -> HttpResponse:
    """Read: lead to what was filed. Sent again: say that it is filed, and lead to the one receipt."""
    if request.method != "POST":
        return redirect("portal:reading", seen.dossier.public_id)
    reference = Dossier.objects.values_list("reference", flat=True).get(pk=seen.dossier.pk)
    messages.info(
        request, f"Ce dossier est déjà déposé, sous la référence {reference}. Rien n’a été envoyé de nouveau."
    )
    return redirect("portal:receipt", seen.dossier.public_id)


def commit(seen: Visit, form: DeclarationForm, now: datetime) -> None:
    """File the draft, or answer the completion request, as the dossier's public state says."""
    act = answer_completion if seen.dossier.published_status == Status.INCOMPLETE else file_dossier
    act(
        seen.dossier,
        signatory=seen.user,
        electronic_notification=form.cleaned_data["electronic_notification"],
        now=now,
    )


def success_of(dossier: Dossier) -> str:
    if dossier.published_status == Status.INCOMPLETE:
        return "La réponse est envoyée. L’examen du dossier reprend."
    return "Le dossier est déposé. La Région l’a reçu."


def review_context(seen: Visit, form: DeclarationForm, refused: tuple[Problem, ...]) -> dict[str, Any]:
    """Return the page; `refused` are the problems that a filing just met, shown first, instead of the list."""
    now = timezone.now()
    dossier = seen.dossier
    read_whole(dossier)
    asked = open_completion_request(dossier)
    missed = is_missed(dossier, now)
    abandoned = dossier.published_status == Status.ABANDONED
    checked_at = now if asked is None else dossier.submitted_at or now
    editable = frozenset() if missed or abandoned else editable_sections(dossier)
    problems = () if abandoned or refused else filing_problems(dossier, checked_at, request=asked)
    return page(seen) | {
        "form": form,
        "reading": typed_reading(dossier, editable),
        "refused": problem_links(dossier, refused),
        "problems": problem_links(dossier, problems),
        "warnings": problem_links(dossier, () if abandoned else filing_warnings(dossier, checked_at)),
        "asked": asked,
        "is_missed": missed,
        "is_abandoned": abandoned,
        "is_awaiting": dossier.published_status == Status.AWAITING_SIGNATURE,
        "may_commit": not missed and not abandoned,
        "passing": last_passing(dossier, now),
        "changes": changes_to_read(dossier, now) if dossier.published_status in DRAFTS else None,
        "signatories": members_of(dossier.organisation, Role.SIGNATORY),
        "hand_over_form": HandOverForm(),
    }
