"""The communes and EPCI, as the territory's files give them: read here, changed by loading the files."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from applications.backoffice.list_filters import Choice, ValueFilter
from applications.backoffice.pages import Line, OfferedAct, PageAdmin, Panel
from applications.backoffice.scope import agent_of
from applications.core.dates import date_text
from applications.core.french import curly
from applications.core.identifiers import group
from applications.core.money import format_number
from applications.territory.enums import OrganisationKind
from applications.territory.models import Departement, Organisation
from applications.territory.services import set_official_email

EMPTY = "–"


class DepartementFilter(ValueFilter):
    title, parameter_name = "département", "departement"
    lookup = "departement"

    def offered(self) -> Iterable[Choice]:
        return [(departement.code, str(departement)) for departement in Departement.objects.all()]


class KindFilter(ValueFilter):
    title, parameter_name = "type", "type"

    def offered(self) -> Iterable[Choice]:
        return [(value, str(label).capitalize()) for value, label in OrganisationKind.choices]

    def narrow(self, queryset: models.QuerySet[Any], value: str) -> models.QuerySet[Any]:
        return queryset.filter(epci__isnull=value != OrganisationKind.EPCI)


class OfficialEmailForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique officielle",
        required=False,
        help_text=(
            "Relevez-la vous-même, dans l’annuaire de l’administration ou sur le site de la collectivité, jamais dans "
            "une demande\u00a0: le code qui prouve une première personne signataire y est envoyé."
        ),
    )


class SetOfficialEmail(OfferedAct):
    model = Organisation
    slug = "adresse-officielle"
    permission = "accounts.answer_request"
    title = "Fixer l’adresse officielle"
    button = "Enregistrer l’adresse"
    done = "L’adresse officielle est enregistrée."
    form_class = OfficialEmailForm

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.object.official_email}

    def act(self, form: forms.Form) -> None:
        set_official_email(self.object, email=form.cleaned_data["email"], actor=agent_of(self.request))


@admin.register(Organisation)
class OrganisationAdmin(PageAdmin):
    acts = (SetOfficialEmail,)
    list_display = ("full", "departement", "kind_name", "siren", "siret_number", "population")
    list_filter = (DepartementFilter, KindFilter)
    search_fields = ("search_text",)
    search_help_text = "Nom, code postal, code INSEE ou SIREN"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return Organisation.objects.select_related("departement", "commune__epci", "epci")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def facts(self, obj: Organisation) -> Iterable[Line]:
        return (
            ("Type", str(obj.kind.label).capitalize()),
            ("SIREN", obj.siren),
            ("SIRET", group(obj.siret) if obj.siret else EMPTY),
            ("Population municipale", format_number(Decimal(obj.population_municipale))),
            ("Population totale", format_number(Decimal(obj.population_totale))),
        )

    def panels(self, obj: Organisation) -> Iterable[Panel]:
        lines: list[Line] = [
            ("Nom complet", curly(obj.full_name)),
            ("Département", obj.departement),
            ("Adresse officielle", obj.official_email or EMPTY),
        ]
        if obj.commune is not None:
            lines += [
                ("Intercommunalité", curly(obj.commune.epci.name)),
                ("Code INSEE", obj.commune.code_insee),
                ("Codes postaux", obj.commune.postcodes),
            ]
        if obj.retired_on is not None:
            lines.append(("Retirée du référentiel", date_text(obj.retired_on)))
        return (Panel("Référentiel", lines),)

    @admin.display(description="nom", ordering="search_text")
    def full(self, organisation: Organisation) -> str:
        return curly(organisation.name)

    @admin.display(description="type")
    def kind_name(self, organisation: Organisation) -> str:
        return str(organisation.kind.label).capitalize()

    @admin.display(description="SIRET", ordering="siret")
    def siret_number(self, organisation: Organisation) -> str:
        return organisation.siret or EMPTY

    @admin.display(description="population", ordering="population_municipale")
    def population(self, organisation: Organisation) -> str:
        return format_number(Decimal(organisation.population_municipale))
