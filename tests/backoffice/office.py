"""A back office of one list and two acts, to test what all of them share. It serves as a URLconf too."""

from typing import Any

from django import forms
from django.urls import URLPattern, include, path

from applications.backoffice.acts import ActView, act_paths
from applications.backoffice.mixins import OfficeAdmin, QuickView, amount_column
from applications.backoffice.site import OfficeSite
from applications.core.errors import DomainError, Problem
from applications.core.formfields import AmountField
from applications.dossiers.models import Dossier
from applications.dossiers.services.review import declare_inadmissible


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Motif", widget=forms.Textarea, help_text="Repris dans la lettre.", required=False)
    amount = AmountField(label="Montant", required=False)


class Reject(ActView):
    model = Dossier
    slug = "irrecevable"
    permission = "dossiers.check_dossier"
    title = "Déclarer irrecevable"
    button = "Déclarer irrecevable"
    done = "Le dossier est irrecevable."
    warning = "Cet acte ne peut pas être repris."
    form_class = ReasonForm

    def summary(self) -> list[tuple[str, Any]]:
        return [("Bénéficiaire", self.object.organisation.name)]

    def act(self, form: forms.Form) -> None:
        declare_inadmissible(self.object, actor=self.request.user, reason=form.cleaned_data["reason"])


class Doubt(Reject):
    """Always refused, for three reasons: one with a field, one with a field that the form has not, one without."""

    slug = "douter"
    warning = ""

    def act(self, form: forms.Form) -> None:
        problems = [Problem("Trop court.", field="reason"), Problem("Trop tôt.", field="day"), Problem("Trop tard.")]
        raise DomainError("Trop.", problems=problems)


class DossierAdmin(OfficeAdmin):
    list_display = ["reference", "organisation", "status", "asked_amount"]
    list_filter = ["status"]
    list_select_related = ["organisation"]
    search_fields = ["search_text"]
    asked_amount = amount_column("requested_amount", "demandé")
    quick_views = [
        QuickView("Tous"),
        QuickView("Déposés", "status__exact=submitted", lambda _: Dossier.objects.filter(status="submitted").count()),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [*act_paths(self, [Reject, Doubt]), *super().get_urls()]


site = OfficeSite(name="admin")
site.register(Dossier, DossierAdmin)

urlpatterns = [
    path("admin/", site.urls),
    path("compte/", include("allauth.urls")),
    path("", include("applications.core.urls")),
    path("", include("applications.portal.urls")),
]
