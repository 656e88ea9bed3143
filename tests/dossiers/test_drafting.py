"""Opening a dossier, saving its sections, handing it over: nothing typed is lost, nothing is half-written."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.accounts.enums import Role
from applications.accounts.models import Membership
from applications.core.errors import DomainError
from applications.core.models import AuditEvent
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import Dossier, ProjectDetails, SectionDraft, StatusChange
from applications.dossiers.services.drafting import (
    SITTING,
    StaleSectionError,
    abandon,
    keep_typing,
    open_dossier,
    save_section,
    withdraw,
)
from tests import factories

pytestmark = pytest.mark.django_db

LONG = "é" * 10_000
# A NUL has its own test: PostgreSQL keeps none.
words = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=40)


def save(dossier, section=Section.PROJECT, *, raw=None, values=None, version=0, actor=None, finished=True):
    return save_section(
        dossier,
        section,
        raw=raw or {},
        values=values,
        version=version,
        actor=actor or dossier.created_by,
        finished=finished,
    )


def plan_of(dossier: Dossier) -> tuple[list[tuple[int, str, Decimal]], list[tuple[int, str, Decimal]]]:
    return (
        list(dossier.expenses.values_list("position", "label", "amount")),
        list(dossier.fundings.values_list("position", "kind", "amount")),
    )


def test_opened_dossier_is_a_draft_that_lists_can_find():
    organisation = factories.a_commune_organisation("Lunel")
    member = factories.a_member(organisation, Role.EDITOR)
    dossier = factories.a_draft(organisation=organisation, actor=member)
    assert (dossier.status, dossier.published_status, dossier.reference) == (Status.DRAFT, Status.DRAFT, None)
    assert Dossier.objects.get().search_text == "lunel 34 lunel"
    assert AuditEvent.objects.get(verb="dossier.opened").actor == member


@pytest.fixture
def opening():
    """The instant from which the call of `starts` is open for one hour."""
    return timezone.now()


@pytest.fixture
def starts(opening):
    call = factories.a_call(opens_at=opening, closes_at=opening + timedelta(hours=1))
    measure, organisation = factories.a_measure(call=call), factories.a_commune_organisation()
    member = factories.a_member(organisation)
    return lambda now: open_dossier(organisation, measure, actor=member, now=now)


@pytest.mark.parametrize("seconds", [0, 3599])
def test_dossier_opens_while_its_call_is_open(starts, opening, seconds):
    assert starts(opening + timedelta(seconds=seconds)) == Dossier.objects.get()


@pytest.mark.parametrize("seconds", [-1, 3600])
def test_dossier_does_not_open_before_its_call_nor_at_the_closing_instant(starts, opening, seconds):
    with pytest.raises(DomainError) as refused:
        starts(opening + timedelta(seconds=seconds))
    assert refused.value.message == "Cet appel n’est pas ouvert\u00a0: aucun dossier ne peut être commencé."
    assert not Dossier.objects.exists()


def test_dossier_is_opened_by_its_members_only():
    measure, organisation = factories.a_measure(), factories.a_commune_organisation()
    former = factories.a_member(organisation)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=former).update(starts_on=yesterday, ends_on=yesterday)
    for person in (former, factories.an_agent("responsable"), factories.a_member(factories.a_commune_organisation())):
        with pytest.raises(DomainError, match="Vous n’agissez pas pour cette collectivité"):
            open_dossier(organisation, measure, actor=person, now=timezone.now())
    assert not Dossier.objects.exists()


def test_unfinished_section_keeps_what_was_typed():
    dossier = factories.a_draft()
    typed = {"title": [LONG], "starts_on": ["bientôt"], "pooled": []}
    draft = save(dossier, raw=typed)
    draft.refresh_from_db()
    assert (draft.data, draft.version, draft.complete) == (typed, 1, False)
    assert Dossier.objects.get().title == ""
    assert not ProjectDetails.objects.exists()


@given(st.dictionaries(words, st.lists(words, max_size=3), max_size=3))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_given_back(typed):
    # A new dossier would cost more than the save: the version says which example this is.
    dossier = Dossier.objects.first() or factories.a_draft()
    draft = save(dossier, raw={"text": [], **typed}, version=dossier.drafts.count() and dossier.drafts.get().version)
    draft.refresh_from_db()
    assert draft.data == {"text": [], **typed}


def test_nul_typed_by_a_machine_is_dropped():
    draft = save(factories.a_draft(), raw={"tit\x00le": ["Poste\x00 mobile"]})
    draft.refresh_from_db()
    assert draft.data == {"title": ["Poste mobile"]}


def test_finished_section_writes_its_rows_and_what_lists_show():
    dossier = factories.a_draft(organisation=factories.a_commune_organisation("Lunel"))
    save(dossier, values=factories.project_values(title="Poste de l’Étang"))
    dossier.refresh_from_db()
    assert (dossier.title, dossier.search_text) == ("Poste de l’Étang", "lunel 34 poste de l etang lunel")
    assert dossier.projectdetails.title == "Poste de l’Étang"
    assert dossier.drafts.get().complete


def test_section_wrong_again_keeps_its_last_right_rows():
    dossier = factories.a_draft()
    save(dossier, values=factories.project_values(title="Juste"))
    draft = save(dossier, raw={"title": [""]}, version=1)
    assert (draft.version, draft.complete) == (2, False)
    assert ProjectDetails.objects.get().title == "Juste"


def test_financing_rows_are_replaced_in_order():
    dossier = factories.a_draft()
    save(dossier, Section.FINANCING, values=factories.financing_values())
    values = factories.financing_values({"Remorque": "9000.00"}, {"own": "6300.00", "region": "2700.00"})
    save(dossier, Section.FINANCING, values=values, version=1)
    assert plan_of(dossier) == (
        [(1, "Remorque", Decimal(9000))],
        [(1, "own", Decimal(6300)), (2, "region", Decimal(2700))],
    )


def test_plan_out_of_balance_is_kept_unfinished():
    dossier = factories.a_draft()
    values = factories.financing_values({"Remorque": "9000.00"}, {"region": "2700.00"})
    draft = save(dossier, Section.FINANCING, values=values, finished=False)
    assert not draft.complete
    assert plan_of(dossier) == ([(1, "Remorque", Decimal(9000))], [(1, "region", Decimal(2700))])


def test_save_on_an_older_version_is_told_who_saved_and_writes_nothing():
    dossier = factories.a_draft()
    colleague = factories.a_member(dossier.organisation, Role.EDITOR, display_name="Secrétaire de mairie")
    save(dossier, raw={"title": ["La sienne"]}, actor=colleague)
    with pytest.raises(StaleSectionError) as refused:
        save(dossier, raw={"title": ["La mienne"]}, values=factories.project_values())
    assert refused.value.message == (
        "Secrétaire de mairie a enregistré cette section après que vous l’avez ouverte. Rien n’est perdu\u00a0: "
        "comparez les deux versions, puis choisissez."
    )
    assert refused.value.draft.version == 1
    assert [draft.data for draft in SectionDraft.objects.all()] == [{"title": ["La sienne"]}]
    assert not ProjectDetails.objects.exists()


def test_save_again_with_the_version_told_replaces():
    dossier = factories.a_draft()
    save(dossier, raw={"title": ["La sienne"]})
    with pytest.raises(StaleSectionError) as refused:
        save(dossier, raw={"title": ["La mienne"]})
    save(dossier, raw={"title": ["La mienne"]}, version=refused.value.draft.version)
    draft = dossier.drafts.get()
    assert (draft.data, draft.version) == ({"title": ["La mienne"]}, 2)


def test_what_is_already_held_is_no_conflict_and_no_new_version():
    dossier = factories.a_draft()
    save(dossier, raw={"title": ["Un"]})
    save(dossier, raw={"title": ["Deux"]}, version=1)
    assert save(dossier, raw={"title": ["Deux"]}, version=1).version == 2


def keep(dossier, *, raw, version=0, actor=None, at=None, section=Section.PROJECT):
    return keep_typing(
        dossier,
        section,
        raw=raw,
        values=None,
        version=version,
        actor=actor or dossier.created_by,
        now=at or timezone.now(),
    )


def test_typing_is_told_once_per_person_section_and_sitting():
    dossier = factories.a_draft()
    colleague = factories.a_member(dossier.organisation, Role.EDITOR)
    for version in range(3):
        keep(dossier, raw={"title": [str(version)]}, version=version)
    keep(dossier, raw={"title": ["Le sien"]}, version=3, actor=colleague)
    keep(dossier, raw={"title": ["Encore moi"]}, version=4)
    keep(dossier, raw={"officers": ["2"]}, section=Section.CONTACT)
    keep(dossier, raw={"title": ["Le soir"]}, version=5, at=timezone.now() + SITTING + timedelta(minutes=1))
    told = AuditEvent.objects.filter(verb="section.typed").order_by("pk").values_list("actor", "after__section")
    me, project = dossier.created_by_id, "project"
    assert list(told) == [(me, project), (colleague.pk, project), (me, "contact"), (me, project)]
    assert dossier.drafts.get(section=project).version == 6


def test_typing_on_an_older_version_or_a_closed_section_is_refused():
    dossier = factories.a_draft()
    save(dossier, raw={"title": ["La sienne"]})
    with pytest.raises(StaleSectionError):
        keep(dossier, raw={"title": ["La mienne"]})
    with pytest.raises(DomainError, match="Cette section n’est plus modifiable"):
        keep(factories.a_filed_dossier(), raw={"title": ["Trop tard"]}, version=1)
    with pytest.raises(DomainError, match="Vous n’agissez pas pour cette collectivité"):
        keep(dossier, raw={}, version=1, actor=factories.a_member(factories.a_commune_organisation()))
    assert not AuditEvent.objects.filter(verb="section.typed").exists()


def test_sections_have_their_own_versions():
    dossier = factories.a_draft()
    save(dossier, raw={"title": ["Un"]})
    save(dossier, Section.CONTACT, raw={"officers": ["2"]})
    assert set(dossier.drafts.values_list("section", "version")) == {("project", 1), ("contact", 1)}


def test_rows_that_the_database_refuses_leave_nothing_half_written():
    dossier = factories.a_draft()
    today = timezone.localdate()
    values = factories.project_values(title="Jamais", starts_on=today, ends_on=today - timedelta(days=1))
    with pytest.raises(IntegrityError, match="project_dates_ordered"):
        save(dossier, raw={"title": ["Jamais"]}, values=values)
    assert Dossier.objects.get().title == ""
    assert not SectionDraft.objects.exists()
    assert not AuditEvent.objects.filter(verb="section.saved").exists()


def test_section_is_saved_by_members_only():
    dossier = factories.a_draft()
    for person in (factories.an_agent("responsable"), factories.a_member(factories.a_commune_organisation())):
        with pytest.raises(DomainError, match="Vous n’agissez pas pour cette collectivité"):
            save(dossier, actor=person)
    assert not SectionDraft.objects.exists()


@pytest.mark.parametrize("section", [Section.CONTACT, Section.PROJECT, Section.DETAILS, Section.FINANCING])
def test_filed_section_is_closed(section):
    dossier = factories.a_filed_dossier()
    with pytest.raises(DomainError, match="Cette section n’est plus modifiable"):
        save(dossier, section, raw={"title": ["Trop tard"]}, version=1)
    assert dossier.drafts.get(section=section).version == 1


def test_abandoned_dossier_is_kept_and_closed():
    dossier = factories.a_draft()
    assert abandon(dossier, actor=dossier.created_by).status == Status.ABANDONED
    with pytest.raises(DomainError, match="Cette section n’est plus modifiable"):
        save(dossier)


def test_filed_dossier_is_withdrawn_not_abandoned():
    dossier = factories.a_filed_dossier()
    signatory = factories.signatory_of(dossier)
    with pytest.raises(DomainError, match="à l’état «\u00a0Déposé\u00a0»"):
        abandon(dossier, actor=signatory)
    withdrawn = withdraw(dossier, actor=signatory, reason="Projet reporté")
    assert (withdrawn.status, withdrawn.reference) == (Status.WITHDRAWN, dossier.reference)
    assert StatusChange.objects.last().reason == "Projet reporté"
