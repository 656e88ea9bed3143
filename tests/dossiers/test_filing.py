"""Filing a dossier: once, in time, complete, by its signatory; what is filed is frozen."""

import hashlib
import json
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.calls.enums import MeasureKind
from applications.core.dates import PARIS, datetime_long
from applications.core.errors import DomainError, Problem
from applications.core.models import OutgoingEmail
from applications.dossiers.enums import FunderKind, Section, Status
from applications.dossiers.models import Dossier, Filing, StatusChange
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import file_dossier
from applications.dossiers.services.handing_over import hand_over
from tests import factories

pytestmark = pytest.mark.django_db


def file(dossier: Dossier, *, signatory=None, consent=True, now: datetime | None = None) -> Filing:
    return file_dossier(
        dossier,
        signatory=signatory or factories.signatory_of(dossier),
        electronic_notification=consent,
        now=now or timezone.now(),
    )


def refusal_of(dossier: Dossier, **kwargs) -> DomainError:
    """Try to file, and make sure that nothing is left of it."""
    with pytest.raises(DomainError) as refused:
        file(dossier, **kwargs)
    kept = Dossier.objects.get(pk=dossier.pk)
    assert (kept.status, kept.reference, kept.submitted_at, kept.total_cost) == (Status.DRAFT, None, None, None)
    assert kept.organisation.siret == ""
    assert not kept.filings.exists()
    assert not StatusChange.objects.filter(dossier=dossier).exists()
    assert not OutgoingEmail.objects.filter(about_id=dossier.pk).exists()
    return refused.value


@pytest.fixture
def draft():
    return factories.a_complete_draft(organisation=factories.a_commune_organisation("Lunel"))


def test_filed_dossier_has_its_reference_its_hour_and_its_totals(draft):
    now = timezone.now()
    file(draft, now=now)
    filed = Dossier.objects.get()
    assert (filed.status, filed.published_status, filed.submitted_at) == (Status.SUBMITTED, Status.SUBMITTED, now)
    assert filed.reference == f"LRVP-{draft.measure.call.code}-PM-0001"
    assert (filed.total_cost, filed.requested_amount) == (Decimal("78400.00"), Decimal("23520.00"))
    assert filed.search_text == (
        f"lrvp {draft.measure.call.code.lower()} pm 0001 lunel 34 poste mobile pour le centre lunel"
    )


def test_filing_gives_the_organisation_its_siret(draft):
    file(draft)
    draft.organisation.refresh_from_db()
    assert draft.organisation.siret == factories.a_siret(draft.organisation.siren)


def test_dossier_that_waits_for_its_signature_is_filed(draft):
    hand_over(draft, actor=draft.created_by)
    assert file(draft).number == 1


def test_filing_is_frozen_with_its_hash(draft):
    joined = draft.attachments.get()
    filing = Filing.objects.get(pk=file(draft).pk)
    content = filing.content
    assert content["reference"] == Dossier.objects.get().reference
    assert content["organisation"] == {"name": "Commune de Lunel", "siren": draft.organisation.siren}
    assert content["contact"]["siret"] == factories.a_siret(draft.organisation.siren)
    assert content["project"]["title"] == "Poste mobile pour le centre"
    assert content["details"]["weekly_hours"] == 20
    assert content["expenses"] == [
        {"position": 1, "label": "Fourgon", "amount": "50000.00"},
        {"position": 2, "label": "Aménagement", "amount": "28400.00"},
    ]
    assert [(line["kind"], line["amount"], line["state"]) for line in content["fundings"]] == [
        ("region", "23520.00", "requested"),
        ("department", "11760.00", "requested"),
        ("own", "43120.00", "voted"),
    ]
    assert [document["sha256"] for document in content["documents"]] == [joined.file.sha256]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    assert filing.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_receipt_goes_to_the_signatories_and_to_the_contact(draft):
    editor = factories.a_member(draft.organisation, Role.EDITOR)
    now = datetime(2026, 12, 1, 7, 5, tzinfo=PARIS)
    draft.measure.call.opens_at, draft.measure.call.closes_at = now, now + timedelta(days=1)
    draft.measure.call.save()
    filing = file(draft, now=now)
    mails = OutgoingEmail.objects.filter(about_label="dossiers.dossier", about_id=draft.pk)
    assert {tuple(mail.recipients) for mail in mails} == {(draft.created_by.email,), ("mairie@commune.example",)}
    assert editor.email not in {mail.recipients[0] for mail in mails}
    mail, reference = mails[0], Dossier.objects.get().reference
    assert mail.subject == f"Dossier {reference} reçu par la Région"
    assert {
        f"Référence\u00a0: {reference}",
        "Date et heure\u00a0: mardi 1er\u00a0décembre\u00a02026 à 7\u00a0h\u00a005, heure de Paris",
        f"Empreinte du contenu (SHA-256)\u00a0: {filing.sha256}",
    } <= set(mail.text.splitlines())


def test_contact_who_signs_gets_one_receipt():
    organisation = factories.a_commune_organisation()
    mayor = factories.a_member(organisation, email="mairie@commune.example")
    file(factories.a_complete_draft(organisation=organisation, actor=mayor, contact={"contact_email": mayor.email}))
    assert [mail.recipients for mail in OutgoingEmail.objects.all()] == [["mairie@commune.example"]]


def test_second_filing_is_refused_with_no_second_reference_nor_mail(draft):
    file(draft)
    mails, changes = OutgoingEmail.objects.count(), StatusChange.objects.count()
    with pytest.raises(DomainError) as refused:
        file(draft)
    assert refused.value.message == (
        "Ce dossier n’est plus un brouillon\u00a0: il est à l’état «\u00a0Déposé\u00a0». "
        "Rechargez la page pour voir où il en est."
    )
    assert (OutgoingEmail.objects.count(), StatusChange.objects.count()) == (mails, changes)
    assert Filing.objects.count() == 1
    assert Dossier.objects.get().reference[-5:] == "-0001"


def test_refusal_to_file_again_tells_no_vote_before_its_notification(draft):
    file(draft)
    Dossier.objects.update(status=Status.GRANTED, published_status=Status.SCHEDULED)
    with pytest.raises(DomainError, match="il est à l’état «\u00a0Inscrit en commission\u00a0»"):
        file(draft)


def test_editor_and_agent_do_not_file(draft):
    editor = factories.a_member(draft.organisation, Role.EDITOR)
    stranger = factories.a_member(factories.a_commune_organisation("Aniane"))
    for person in (editor, stranger, factories.an_agent("responsable")):
        refused = refusal_of(draft, signatory=person)
        assert refused.message == "Vous n’avez pas le droit de faire cet acte sur ce dossier."


def test_filing_without_consent_is_refused(draft):
    refused = refusal_of(draft, consent=False)
    assert refused.problems == (
        Problem(
            "Pour déposer ici, acceptez de recevoir la décision par voie électronique.",
            field="electronic_notification",
        ),
    )


def test_references_follow_each_other_within_a_measure():
    call = factories.a_call(code="2026")
    posts, premises = (factories.a_measure(kind, call=call) for kind in (MeasureKind.MOBILE_POST, MeasureKind.PREMISES))
    filed = [factories.a_filed_dossier(measure) for measure in (posts, premises, posts)]
    assert [dossier.reference for dossier in filed] == [
        "LRVP-2026-PM-0001",
        "LRVP-2026-LOC-0001",
        "LRVP-2026-PM-0002",
    ]


def test_refused_filing_gives_its_number_back(draft):
    file(draft)
    other = factories.a_complete_draft(draft.measure)
    # An editor is refused after the reference is drawn.
    refusal_of(other, signatory=factories.a_member(other.organisation, Role.EDITOR))
    file(other)
    assert Dossier.objects.get(pk=other.pk).reference[-5:] == "-0002"


@pytest.fixture
def closing():
    """Noon in Paris, in ten days."""
    return datetime.combine(timezone.localdate() + timedelta(days=10), time(12), PARIS)


def test_dossier_is_filed_a_second_before_the_closing(closing):
    draft = factories.a_complete_draft(factories.a_measure(call=factories.a_call(closes_at=closing)))
    assert file(draft, now=closing - timedelta(seconds=1)).filed_at == closing - timedelta(seconds=1)


@pytest.mark.parametrize("seconds", [0, 1])
def test_dossier_is_refused_from_the_closing_instant_on(closing, seconds):
    draft = factories.a_complete_draft(factories.a_measure(call=factories.a_call(closes_at=closing)))
    refused = refusal_of(draft, now=closing + timedelta(seconds=seconds))
    assert refused.message == "Le dossier ne peut pas encore être déposé."
    assert refused.problems == (
        Problem(
            f"L’appel est clos depuis le {datetime_long(closing)}\u00a0: le dossier ne peut plus être déposé. "
            "Votre brouillon reste lisible."
        ),
    )


def test_incomplete_draft_is_told_everything_at_once():
    refused = refusal_of(factories.a_draft())
    assert refused.problems == (
        Problem("Terminez la section «\u00a0La collectivité et les contacts\u00a0».", "contact"),
        Problem("Terminez la section «\u00a0Le projet et le besoin\u00a0».", "project"),
        Problem("Terminez la section «\u00a0Le poste mobile\u00a0».", "details"),
        Problem("Terminez la section «\u00a0Le plan de financement\u00a0».", "financing"),
        Problem("Joignez la pièce «\u00a0Délibération\u00a0».", "documents", "deliberation"),
    )


def test_own_share_of_exactly_a_fifth_is_filed():
    plan = factories.financing_values({"Fourgon": "100.00"}, {FunderKind.REGION: "80.00", FunderKind.OWN: "20.00"})
    assert file(factories.a_complete_draft(financing=plan)).number == 1


def test_own_share_a_cent_under_a_fifth_is_refused():
    plan = factories.financing_values({"Fourgon": "100.00"}, {FunderKind.REGION: "80.01", FunderKind.OWN: "19.99"})
    refused = refusal_of(factories.a_complete_draft(financing=plan))
    assert [(problem.section, problem.field) for problem in refused.problems] == [("financing", "own")]


def test_section_left_wrong_stops_the_filing(draft):
    save_section(draft, Section.PROJECT, raw={"title": [""]}, values=None, version=1, actor=draft.created_by)
    refused = refusal_of(draft)
    assert [(problem.section, problem.field) for problem in refused.problems] == [("project", "")]
