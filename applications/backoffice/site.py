"""The admin site of the Région's agents: allauth is its only door, a second factor its key."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from applications.backoffice.access import has_authenticator, has_second_factor, second_factor_url
from applications.backoffice.home import home_context
from applications.backoffice.navigation import navigation
from applications.backoffice.scope import agent_of

STAFF_ONLY = "Cette partie du portail est réservée aux agents de la Région."
OFFICE_TARGET = "office_target"
ENROL = "Pour entrer dans l’instruction, activez d’abord la double authentification."
STEP_UP = "Pour entrer dans l’instruction, saisissez le code de votre application d’authentification."


class OfficeSite(AdminSite):
    site_header = "Instruction"
    site_title = "Instruction"
    index_title = "Accueil"
    index_template = "backoffice/home.html"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # What is deleted is deleted on its own page, one by one, after reading what goes with it.
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff who proved a second factor in this session; asked for every view of the site."""
        return super().has_permission(request) and has_second_factor(request)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send the person where they can become entitled. Nothing is shown, nothing posted here is read.

        Raises `PermissionDenied` for a signed-in person who is not an agent.
        """
        target = get_next_redirect_url(request) or reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(target, resolve_url(settings.LOGIN_URL))
        if not request.user.is_staff:
            raise PermissionDenied(STAFF_ONLY)
        if not has_second_factor(request):
            messages.info(request, STEP_UP if has_authenticator(request) else ENROL)
            # allauth's enrolment ends on the recovery codes, which are to be kept first: that page offers the way on.
            request.session[OFFICE_TARGET] = target
            return HttpResponseRedirect(second_factor_url(request, target))
        return HttpResponseRedirect(target)

    # The stubs promise a page of the admin's own where allauth answers.
    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Hand over to allauth, which signs out on POST and asks on GET."""
        return HttpResponseRedirect(reverse("account_logout"), preserve_request=True)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))

    password_change_done = password_change  # type: ignore[assignment]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits for this agent."""
        return super().index(request, {**home_context(agent_of(request)), **(extra_context or {})})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        home = reverse("admin:index", current_app=self.name)
        return {**context, **navigation(context["available_apps"], home, request.path)}
