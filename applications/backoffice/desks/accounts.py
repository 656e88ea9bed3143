"""The people who sign in. Only the portal's administrators come here; nothing is ever deleted."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from applications.accounts.models import Membership, User
from applications.accounts.services import change_account, open_account
from applications.backoffice.audited import AuditedAdmin
from applications.backoffice.desks.account_forms import ROLE_NAMES, AccountForm, OpenAccountForm
from applications.backoffice.list_filters import Choice, ValueFilter
from applications.backoffice.scope import agent_of


class RoleFilter(ValueFilter):
    title, parameter_name = "rôle", "role"
    lookup = "groups__name"

    def offered(self) -> Iterable[Choice]:
        return list(ROLE_NAMES.items())


@admin.register(User)
class UserAdmin(AuditedAdmin):
    list_display = ("display_name", "email", "is_staff", "role_names", "is_active", "last_seen")
    list_filter = ("is_staff", RoleFilter, "is_active")
    search_fields = ("display_name", "email")
    readonly_fields = ("email", "is_staff", "last_seen", "acts_for")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("email", "display_name", "is_staff", "groups")}),)
        names = ("email", "display_name", "is_active", "is_staff", "groups", "acts_for", "last_seen")
        return ((None, {"fields": names}),)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            return OpenAccountForm
        return type("BoundAccountForm", (AccountForm,), {"editor": agent_of(request)})

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        data = form.cleaned_data
        groups = [group.name for group in data["groups"]]
        if change:
            change_account(
                obj,
                display_name=data["display_name"],
                is_active=data["is_active"],
                groups=groups,
                actor=agent_of(request),
            )
            return
        opened = open_account(
            email=data["email"],
            display_name=data["display_name"],
            is_staff=data["is_staff"],
            groups=groups,
            actor=agent_of(request),
        )
        obj.pk = opened.pk
        self.message_user(
            request,
            f"Compte ouvert. La personne choisit son mot de passe par «\u00a0Mot de passe oublié\u00a0», "
            f"avec l’adresse {opened.email}.",
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing more: the service has written the roles."""

    @admin.display(description="rôles")
    def role_names(self, user: User) -> str:
        return ", ".join(ROLE_NAMES.get(group.name, group.name) for group in user.groups.all()) or "–"

    @admin.display(description="dernière connexion", ordering="last_login")
    def last_seen(self, user: User) -> str:
        return f"{timezone.localtime(user.last_login):%d/%m/%Y %H:%M}" if user.last_login else "Jamais"

    @admin.display(description="agit pour")
    def acts_for(self, user: User) -> str:
        current = Membership.objects.current().filter(user=user).select_related("organisation__departement")
        return ", ".join(f"{item.organisation} – {item.get_role_display()}" for item in current) or "–"
