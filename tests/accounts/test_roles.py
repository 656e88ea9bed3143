"""What each role of the Région may do: the whole table, read from the database."""

import pytest
from django.contrib.auth.models import Group, Permission

from applications.accounts import roles
from tests.factories import an_agent

pytestmark = pytest.mark.django_db

# The first letter of each role that has the permission.
PERMISSIONS = {
    "accounts.view_membershiprequest": "ira",
    "accounts.answer_request": "ira",
    "accounts.view_election": "a",
    "accounts.change_election": "a",
    "accounts.add_election": "a",
    "accounts.add_membership": "a",
    "accounts.add_user": "a",
    "accounts.change_membership": "a",
    "accounts.change_user": "a",
    "accounts.view_membership": "a",
    "accounts.view_user": "a",
    "calls.add_call": "a",
    "calls.add_criterion": "a",
    "calls.add_envelope": "a",
    "calls.add_measure": "a",
    "calls.add_question": "a",
    "calls.add_requireddocument": "a",
    "calls.change_call": "a",
    "calls.change_criterion": "a",
    "calls.change_envelope": "a",
    "calls.change_measure": "a",
    "calls.change_question": "a",
    "calls.change_requireddocument": "a",
    "calls.view_call": "irfac",
    "calls.view_criterion": "irfac",
    "calls.view_envelope": "irfac",
    "calls.view_measure": "irfac",
    "calls.view_question": "a",
    "calls.view_requireddocument": "irfac",
    "core.retry_job": "a",
    "core.view_auditevent": "a",
    "core.view_outgoingemail": "a",
    "decisions.add_commissionsession": "r",
    "decisions.add_signingauthority": "a",
    "decisions.change_commissionsession": "r",
    "decisions.change_signingauthority": "a",
    "decisions.notify_decision": "r",
    "decisions.record_vote": "r",
    "decisions.schedule_dossier": "r",
    "decisions.view_commissionsession": "irfac",
    "decisions.view_decision": "irfac",
    "decisions.view_signingauthority": "a",
    "dossiers.answer_early_start": "r",
    "dossiers.assign_dossier": "r",
    "dossiers.check_dossier": "ir",
    "dossiers.complete_dossier": "ir",
    "dossiers.view_dossier": "irfac",
    "dossiers.withdraw_dossier": "r",
    "dossiers.write_message": "ir",
    "finance.export_grant": "f",
    "finance.view_grant": "rf",
    "plan.add_axis": "a",
    "plan.change_axis": "a",
    "plan.view_axis": "a",
    "review.assess_dossier": "ir",
    "review.close_assessment": "ir",
    "review.score_dossier": "ir",
    "review.view_assessment": "irfac",
    "territory.change_organisation": "a",
    "territory.view_organisation": "irfac",
}
ROLES = ("instructeur", "responsable", "finance", "administrateur", "consultation")


def table() -> dict[str, str]:
    """Return who has what, as the database says it."""
    held: dict[str, str] = {}
    for name in ROLES:
        permissions = Permission.objects.filter(group__name=name).select_related("content_type")
        for permission in permissions:
            codename = f"{permission.content_type.app_label}.{permission.codename}"
            held[codename] = held.get(codename, "") + name[0]
    return held


def test_roles_hold_exactly_the_permissions_of_the_table() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert table() == PERMISSIONS


def test_sync_takes_away_what_a_role_should_not_have() -> None:
    Group.objects.get(name="finance").permissions.add(Permission.objects.get(codename="record_vote"))
    Group.objects.get(name="consultation").permissions.clear()
    roles.sync_roles()
    assert table() == PERMISSIONS


def test_sync_names_a_permission_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(roles.ROLES, "finance", ("finance.view_grant", "finance.print_money"))
    with pytest.raises(LookupError, match=r"^Unknown permissions: finance\.print_money\.$"):
        roles.sync_roles()


def test_permission_comes_with_the_role_and_no_other() -> None:
    reader = an_agent("consultation")
    assert reader.has_perm("dossiers.view_dossier") is True
    assert reader.has_perm("dossiers.check_dossier") is False
