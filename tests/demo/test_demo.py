"""The demonstration, seeded once on the whole territory: its states, its figures, its letters, its people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from applications.accounts.enums import Role
from applications.accounts.models import Invitation, MembershipRequest, User
from applications.accounts.selectors import members_of, requests_without_signatory
from applications.core.errors import DomainError, Problem
from applications.core.jobs import JobStatus
from applications.core.models import AuditEvent
from applications.decisions.models import Decision, Letter, SigningAuthority
from applications.demo import parameters
from applications.demo.accounts import AGENTS, PASSWORD
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import ContactDetails, Dossier, Filing, StatusChange
from applications.dossiers.services.filing import file_dossier
from applications.review.models import Assessment
from tests.decisions.reading import pages

# Every test of this module reads the demonstration: another one would find it there.
pytestmark = [
    pytest.mark.sample,
    pytest.mark.django_db,
    pytest.mark.usefixtures("demonstration"),
]

NOT_SHOWN = {Status.SETTLED, Status.LAPSED, Status.CANCELLED}


@dataclass(frozen=True)
class Demonstration:
    """When it was seeded, what the command printed, where the files are."""

    seeded_at: datetime
    printed: str
    files: Path


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """Load the territory and the demonstration in a transaction that lasts as long as the module's tests."""
    files, printed = tmp_path_factory.mktemp("media"), StringIO()
    with django_db_blocker.unblock(), override_settings(DEMO_MODE=True, MEDIA_ROOT=files), transaction.atomic():
        call_command("load_territory", stdout=StringIO())
        call_command("load_demo", stdout=printed)
        # PostgreSQL would check each pending foreign key at the end of each test.
        connection.check_constraints()
        yield Demonstration(timezone.now(), printed.getvalue(), files)
        transaction.set_rollback(True)


def dossier_of(name: str) -> Dossier:
    return Dossier.objects.get(organisation__name=name)


def letter_text(demonstration: Demonstration, name: str) -> str:
    letter = Letter.objects.get(decision__dossier=dossier_of(name))
    return pages((demonstration.files / letter.file.file.name).read_bytes())


def test_every_state_is_shown_but_those_after_the_payment() -> None:
    assert set(Dossier.objects.values_list("status", flat=True)) == set(Status) - NOT_SHOWN
    assert Dossier.objects.count() == 18


def test_vote_not_notified_is_known_to_the_region_only() -> None:
    hidden = Dossier.objects.exclude(published_status=F("status")).order_by("organisation__name")
    assert [(d.organisation.name, d.status, d.published_status) for d in hidden] == [
        ("Gramat", Status.GRANTED, Status.SCHEDULED),
        ("Mende", Status.ADJOURNED, Status.SCHEDULED),
        ("Rabastens", Status.INADMISSIBLE, Status.SUBMITTED),
    ]


def test_fleurance_is_stopped_at_its_filing_by_the_minimum_share() -> None:
    dossier = dossier_of("Fleurance")
    [signatory] = members_of(dossier.organisation, Role.SIGNATORY)
    with pytest.raises(DomainError) as refused:
        file_dossier(dossier, signatory=signatory, electronic_notification=True, now=timezone.now())
    assert refused.value.problems == (
        Problem(
            "La part de la commune est de 15,00\u00a0%\u00a0: il en faut 20\u00a0%, il manque 2\u00a0900,00\u00a0€. "
            "Ajoutez 2\u00a0900,00\u00a0€ d’autofinancement et baissez les aides d’autant, "
            "par exemple l’aide de la Région à 14\u00a0500,00\u00a0€.",
            Section.FINANCING,
            "own",
        ),
    )
    assert dossier_of("Fleurance").status == Status.DRAFT


def test_nogaro_needs_only_its_signatory() -> None:
    dossier = dossier_of("Nogaro")
    [signatory] = members_of(dossier.organisation, Role.SIGNATORY)
    filing = file_dossier(dossier, signatory=signatory, electronic_notification=True, now=timezone.now())
    assert (filing.number, dossier_of("Nogaro").status) == (1, Status.SUBMITTED)


def test_computed_aid_is_that_of_the_shared_file() -> None:
    expected = {
        row["siren"]: Decimal(row["aide_region_calculee_max"])
        for row in parameters.read("dossiers.json")["dossiers"]
        if row["notes_0_5"] and row["statut"] != "complement_demande"
    }
    computed = Assessment.objects.filter(dossier__organisation__siren__in=expected)
    assert dict(computed.values_list("dossier__organisation__siren", "computed_amount")) == expected
    assert len(expected) == 8


def test_decisions_follow_their_votes_without_a_gap() -> None:
    decisions = Decision.objects.order_by("rank").values_list("rank", "dossier__organisation__name", "amount")
    assert list(decisions) == [
        (1, "Lunel", Decimal("100000.00")),
        (2, "Moissac", Decimal("60000.00")),
        (3, "Lavelanet", Decimal(0)),
        (4, "Thédirac", Decimal("6000.00")),
        (5, "Gramat", Decimal("16000.00")),
    ]


def test_letters_are_rendered_and_those_of_the_past_session_notified() -> None:
    letters = Letter.objects.order_by("decision__rank")
    assert {letter.job_status for letter in letters} == {JobStatus.DONE}
    assert [letter.notified_at is not None for letter in letters] == [True, True, True, True, False]


def test_village_may_post_its_appeal(demonstration: Demonstration) -> None:
    text = letter_text(demonstration, "Thédirac")
    assert text.count("La requête peut être adressée au greffe par courrier, déposée sur place, ou transmise") == 1
    assert text.count("La population de la commune atteint 3 500 habitants") == 0


def test_commune_whose_total_population_reaches_the_threshold_may_not(demonstration: Demonstration) -> None:
    organisation = dossier_of("Gramat").organisation
    assert organisation.population_municipale < 3500 <= organisation.population_totale
    text = letter_text(demonstration, "Gramat")
    assert text.count("La population de la commune atteint 3 500 habitants : Télérecours est obligatoire.") == 1
    assert text.count("La requête peut être adressée au greffe par courrier") == 0


def test_refusal_says_that_it_is_fictitious(demonstration: Demonstration) -> None:
    text = letter_text(demonstration, "Lavelanet")
    assert text.count("rien ici ne décrit une règle réelle de la Région") == 1


def test_nothing_happened_in_the_future(demonstration: Demonstration) -> None:
    seeded_at = demonstration.seeded_at
    assert not StatusChange.objects.filter(at__gt=seeded_at).exists()
    assert not Filing.objects.filter(filed_at__gt=seeded_at).exists()
    assert not Letter.objects.filter(notified_at__gt=seeded_at).exists()
    assert not AuditEvent.objects.filter(at__gt=seeded_at).exists()


def test_history_of_a_dossier_goes_forward_in_time() -> None:
    for dossier in Dossier.objects.all():
        moments = list(dossier.changes.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments), dossier
        assert moments == [] or dossier.created_at < moments[0], dossier


def test_people_are_called_by_their_function() -> None:
    names = {name for name, _ in AGENTS.values()} | {"Secrétaire de mairie", "Secrétaire", "Signataire"}
    names |= {"Directrice générale des services", "Signataire élu"}
    assert set(User.objects.values_list("display_name", flat=True)) == names
    assert set(ContactDetails.objects.values_list("contact_name", flat=True)) == {"Secrétariat"}
    assert [authority.name for authority in SigningAuthority.objects.all()] == ["Autorité signataire de démonstration"]


def test_two_people_ask_to_join_and_one_is_invited() -> None:
    asked = MembershipRequest.objects.order_by("pk").values_list("organisation__name", "role", "state")
    assert list(asked) == [("Lunel", "editor", "pending"), ("Gignac", "signatory", "pending")]
    assert [request.evidence is not None for request in requests_without_signatory()] == [True]
    assert [str(invitation.organisation) for invitation in Invitation.objects.waiting()] == ["Lunel (34)"]


def test_one_account_for_each_role_of_the_region() -> None:
    staff = User.objects.filter(is_staff=True)
    groups = sorted(group for user in staff for group in user.groups.values_list("name", flat=True))
    assert groups == ["administrateur", "consultation", "finance", "instructeur", "instructeur", "responsable"]
    assert not User.objects.filter(is_superuser=True).exists()
    assert {user.check_password(PASSWORD) for user in User.objects.all()} == {True}


def test_command_prints_who_may_sign_in(demonstration: Demonstration) -> None:
    lines = demonstration.printed.splitlines()
    assert lines[0] == "Demo accounts, password « demonstration »:"
    assert lines[1] == "  instructrice-a@demo.example  (Instructrice A)"
    assert "  secretariat.lunel@demo.example, signataire.lunel@demo.example  (Lunel)" in lines
    assert len(lines) == 1 + len(AGENTS) + 18


def test_command_fills_an_empty_portal_only() -> None:
    with pytest.raises(CommandError, match="There are dossiers already"):
        call_command("load_demo")
    assert Dossier.objects.count() == 18


@override_settings(DEMO_MODE=False)
def test_command_refuses_real_data() -> None:
    with pytest.raises(CommandError, match=r"loaded in demo mode only \(DEMO_MODE=true\)"):
        call_command("load_demo")
