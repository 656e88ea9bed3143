"""The alert at the opening of a call: asked without an account, confirmed and ended by a link received by mail.

These pages use neither session nor account: they need no CSRF token, and so set no cookie. A forged sending does no
more than anybody can do with the form. A link only shows a page with a button, because mail scanners follow links.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from applications.calls.models import CallAlert
from applications.calls.services import ask_alert, confirm_alert, end_alert
from applications.core.errors import DomainError
from applications.portal.access import posted
from applications.portal.forms.alerts import AlertForm
from applications.portal.throttling import is_too_often

MOST_REQUESTS, IN_SECONDS = 10, 3600


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest) -> HttpResponse:
    """Ask for an address. The answer is the same for an address that is known already."""
    form, code = AlertForm(posted(request)), 200
    if form.is_valid():
        if not is_too_often(request, "alert", most=MOST_REQUESTS, seconds=IN_SECONDS):
            ask_alert(form.cleaned_data["email"], now=timezone.now())
            return redirect("portal:alert_sent")
        form.add_error(None, "Trop de demandes depuis votre connexion\u00a0: réessayez dans une heure.")
        code = 429
    return render(request, "portal/alert.html", {"form": form}, status=code)


@login_not_required
@require_safe
def alert_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/alert_sent.html")


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    return by_link(request, token, "confirm", lambda: confirm_alert(token, now=timezone.now()))


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    return by_link(request, token, "stop", lambda: end_alert(token))


def by_link(request: HttpRequest, token: str, act: str, do: Callable[[], Any]) -> HttpResponse:
    """Show what the button will do, or do it and say so; a link without effect says why."""
    context: dict[str, Any] = {"act": act, "done": False, "refusal": ""}
    if request.method == "POST":
        try:
            do()
        except DomainError as refusal:
            context["refusal"] = refusal.message
        else:
            context["done"] = True
    elif not CallAlert.objects.filter(token=token).exists():
        context["refusal"] = "Cette alerte n’existe plus\u00a0: l’adresse est déjà effacée."
    return render(request, "portal/alert_link.html", context)
