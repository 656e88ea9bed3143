"""The forms of the people's accounts: their addresses, their roles, what the portal refuses."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group

from applications.accounts.models import User
from applications.accounts.roles import ROLES
from applications.accounts.services import check_account
from applications.backoffice.acts import add_problems
from applications.core.errors import DomainError

ROLE_NAMES = {
    "consultation": "Consultation",
    "instructeur": "Instruction",
    "responsable": "Responsabilité du service",
    "finance": "Finances",
    "administrateur": "Administration du portail",
}
STAFF_ONLY = "Seuls les agents de la Région ont un rôle."
TAKEN = "Un compte existe déjà avec cette adresse électronique."


class RoleBoxes(forms.CheckboxSelectMultiple):
    template_name = "backoffice/widgets/role_boxes.html"


class RolesField(forms.ModelMultipleChoiceField):
    """The roles of an agent, by the names that people know."""

    def __init__(self, **kwargs: Any) -> None:
        roles = Group.objects.filter(name__in=ROLES)
        super().__init__(roles, label="Rôles", required=False, widget=RoleBoxes, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return ROLE_NAMES.get(str(obj.name), str(obj.name))


class OpenAccountForm(forms.ModelForm):
    groups = RolesField()

    class Meta:
        model = User
        fields = ("email", "display_name", "is_staff")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(TAKEN)
        return email

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("groups") and not self.cleaned_data.get("is_staff"):
            self.add_error("groups", STAFF_ONLY)
        return self.cleaned_data


class AccountForm(forms.ModelForm):
    """`editor`, who fills the form, is set by the admin class on its copy."""

    editor: User
    groups = RolesField()

    class Meta:
        model = User
        fields = ("display_name", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["groups"] = list(self.instance.groups.all())

    def clean(self) -> dict[str, Any]:
        super().clean()
        wanted = [group.name for group in self.cleaned_data.get("groups", ())]
        try:
            is_active = bool(self.cleaned_data.get("is_active"))
            check_account(self.instance, is_active=is_active, groups=wanted, changed_by=self.editor)
        except DomainError as error:
            add_problems(self, error)
        return self.cleaned_data
