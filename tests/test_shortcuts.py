"""The shortcuts of the factories leave what the services leave."""

from typing import Any

import pytest
from django.utils import timezone

from applications.accounts.models import User
from applications.accounts.services import grant_membership, open_account
from applications.decisions.models import AgendaItem
from applications.decisions.services.agenda import schedule
from applications.dossiers.models import Dossier, SectionDraft, StatusChange
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import file_dossier
from applications.dossiers.services.review import declare_admissible
from applications.review.enums import Advice
from applications.review.models import Assessment, EligibleExpense, Score
from applications.review.selectors import criteria_of
from applications.review.services import close_assessment, give_scores, propose, set_eligible_base
from tests import factories as f

# What no two dossiers share: keys, instants, people, random identifiers, hashes.
OWN = {
    "id",
    "at",
    "dossier",
    "item",
    "expense",
    "public_id",
    "reference",
    "organisation",
    "search_text",
    "sha256",
    "criterion",
    "session",
}
MODELS = (Dossier, SectionDraft, StatusChange, EligibleExpense, Score, Assessment, AgendaItem)


def lived(measure: Any) -> Dossier:
    """Carry a dossier to an agenda through every service."""
    dossier = f.a_draft(measure)
    actor, officer = dossier.created_by, f.an_agent("instructeur")
    values = (
        ("contact", f.contact_values(dossier)),
        ("project", f.project_values()),
        ("details", f.DETAILS[dossier.measure.kind]),
        ("financing", f.financing_values()),
    )
    for section, typed in values:
        save_section(dossier, f.Section(section), raw={}, values=typed, version=0, actor=actor)
    attach(dossier, dossier.measure.documents.get(), f.a_stored_file(), actor=actor)
    file_dossier(dossier, signatory=actor, electronic_notification=True, now=timezone.now())
    declare_admissible(dossier, actor=officer)
    for _ in range(2):
        marks = {criterion.pk: (4, "Vu.") for criterion in criteria_of(dossier)}
        give_scores(dossier, marks, reviewer=f.an_agent("instructeur"))
    lines = {expense.pk: (expense.amount, "") for expense in dossier.expenses.all()}
    amount = set_eligible_base(dossier, lines, actor=officer).computed_amount
    propose(dossier, amount=amount, override_reason="", advice=Advice.FAVOURABLE, advice_text="", actor=officer)
    close_assessment(dossier, actor=officer)
    schedule(dossier, f.a_session(), actor=f.an_agent("responsable"))
    return Dossier.objects.get(pk=dossier.pk)


def rows(model: Any, dossier: Dossier) -> list[dict[str, Any]]:
    path = {"Dossier": "pk", "EligibleExpense": "expense__dossier"}.get(model.__name__, "dossier")
    found = model.objects.filter(**{path: dossier.pk}).order_by("pk")
    return [
        {
            field.name: getattr(row, field.attname)
            for field in model._meta.concrete_fields
            if field.name not in OWN and not field.name.endswith(("_at", "_by", "_on", "actor", "reviewer"))
        }
        for row in found
    ]


def account(user: User) -> dict[str, Any]:
    [address], [membership] = user.emailaddress_set.values(), user.memberships.values()
    own = {"id", "user_id", "email"}
    return {
        "user": (user.is_staff, user.is_active, user.has_usable_password(), user.display_name, user.email),
        "groups": list(user.groups.values_list("name", flat=True)),
        "address": (address["email"] == user.email, address["verified"], address["primary"]),
        "membership": {name: value for name, value in membership.items() if name not in own},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("password", [None, "un mot de passe"])
def test_quick_account_is_what_the_services_open(password: str | None):
    organisation = f.a_commune_organisation()
    fields = {"display_name": "Élue", "is_staff": True, "groups": ["finance", "instructeur"], "password": password}
    slow = open_account(actor=None, email="Un@Commune.example", **fields)
    grant_membership(slow, organisation, f.Role.EDITOR, actor=None)
    quick = f.a_member(organisation, f.Role.EDITOR, email="Deux@Commune.example", **fields)
    expected = account(slow)
    expected["user"] = (*expected["user"][:-1], "deux@commune.example")
    assert account(quick) == expected


@pytest.mark.django_db
def test_shortcut_leaves_what_the_services_leave():
    measure = f.a_measure()
    slow, quick = lived(measure), f.a_scheduled_dossier(measure)
    assert {model.__name__: rows(model, quick) for model in MODELS} == {
        model.__name__: rows(model, slow) for model in MODELS
    }
    filings = [dossier.filings.get() for dossier in (quick, slow)]
    contents = [{**filing.content, "reference": "", "organisation": "", "documents": ""} for filing in filings]
    for content in contents:
        content["contact"] = {**content["contact"], "siret": ""}
        content["frame"] = {**content["frame"], "signatory": "", "first_filed_at": ""}
    assert contents[0] == contents[1]
