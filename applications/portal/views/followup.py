"""After the filing: the receipt, what was filed, and withdrawing."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications.dossiers.services.drafting import withdraw
from applications.dossiers.workflow import WITHDRAWABLE
from applications.portal.access import posted, visit
from applications.portal.act_forms import WithdrawForm
from applications.portal.presenters.papers import papers_of
from applications.portal.presenters.reading import frozen_reading
from applications.portal.presenters.receipt import receipt_of
from applications.portal.views.dossier import done, page


@require_safe
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Prove the filing: reference, date and hour, hash of the content, and what it is not worth."""
    seen = visit(request.user, public_id)
    if seen.dossier.submitted_at is None:
        raise Http404
    context = page(seen) | {
        "receipt": receipt_of(seen.dossier, settings.SILENCE_MONTHS),
        "papers": papers_of(seen.dossier),
    }
    return render(request, "portal/receipt.html", context)


@require_safe
def reading(request: HttpRequest, public_id: str, number: int | None = None) -> HttpResponse:
    """Show what a filing froze: the latest one unless told."""
    seen = visit(request.user, public_id)
    filings = list(seen.dossier.filings.select_related("signatory"))
    wanted = [one for one in filings if number in {None, one.number}]
    if not wanted:
        raise Http404
    filing = wanted[-1]
    context = page(seen) | {
        "filing": filing,
        "others": [one for one in filings if one != filing],
        "reading": frozen_reading(seen.dossier, filing),
    }
    return render(request, "portal/reading.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask why, then withdraw a filed dossier: a signatory only."""
    seen = visit(request.user, public_id)
    seen.require_signatory()
    if seen.dossier.published_status not in WITHDRAWABLE:
        messages.info(request, "Ce dossier ne peut pas être retiré ici. Écrivez à la Région.")
        return redirect("portal:dossier", public_id)
    form = WithdrawForm(posted(request))

    def act() -> None:
        withdraw(seen.dossier, actor=seen.user, reason=form.cleaned_data["reason"])

    if form.is_valid() and done(request, act, "Le dossier est retiré."):
        return redirect("portal:dossier", public_id)
    return render(request, "portal/withdraw.html", page(seen) | {"form": form})
