"""The mails: what they say, where they lead, and what they keep to themselves."""

from collections.abc import Callable

import pytest

from applications.accounts.enums import Role
from applications.core.models import OutgoingEmail
from applications.dossiers.services.handing_over import hand_over
from tests import factories as f
from tests.portal.worlds import ask_completion, notify_decision, path, vote

pytestmark = pytest.mark.django_db

BASE = "https://testserver"


def last_mail() -> OutgoingEmail:
    mail = OutgoingEmail.objects.order_by("-pk").first()
    assert mail is not None
    return mail


def test_hand_over_mail_leads_to_the_review_with_the_word() -> None:
    dossier = f.a_complete_draft(project={"title": "L’œil & la halle"})
    hand_over(dossier, actor=f.a_member(dossier.organisation, Role.EDITOR), message="Prêt <vraiment> ?")
    mail = last_mail()
    assert "Prêt <vraiment> ?" in mail.text
    assert "« L’œil & la halle »".replace(" ", "\u00a0", 1) in mail.text.replace("\u00a0»", " »")
    assert "Prêt &lt;vraiment&gt; ?" in mail.html
    assert f"{BASE}{path(dossier, 'relire/')}" in mail.text
    assert f'href="{BASE}{path(dossier, "relire/")}"' in mail.html


def test_receipt_mail_gives_reference_hour_and_hash() -> None:
    dossier = f.filed(f.a_complete_draft())
    mail = last_mail()
    filing = dossier.filings.get()
    for part in (mail.text, mail.html):
        assert str(dossier.reference) in part
        assert filing.sha256 in part
        assert "ni promesse d’aide, ni autorisation de démarrer" in part
        assert f"{BASE}{path(dossier, 'accuse/')}" in part


def test_completion_mail_lists_each_item_and_its_reason() -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier)
    mail = last_mail()
    assert "- Délibération\u00a0: Elle n’est pas signée." in mail.text
    assert f"{BASE}{path(dossier)}" in mail.html


def test_decision_mail_says_neither_outcome_nor_amount(run_jobs: Callable[[], None]) -> None:
    f.an_authority()
    dossier = vote(f.a_scheduled_dossier())
    run_jobs()
    notify_decision(dossier)
    mail = last_mail()
    assert f"{BASE}{path(dossier)}" in mail.text
    told = [
        word
        for word in ("19", "accord", "refus")
        if word in f"{mail.subject} {mail.text}".lower().replace(path(dossier), "")
    ]
    assert told == []
