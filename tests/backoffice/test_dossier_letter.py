"""The letter of a decision: read, notified, started again when it failed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from applications.core.jobs import JobStatus
from applications.core.models import AuditEvent
from applications.decisions.models import CommissionSession, Decision, Letter
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from tests.backoffice.dossier_desk import (
    SignIn,
    a_granted_dossier,
    act_url,
    buttons_of,
    fresh,
    messages_of,
    page_of,
    text_of,
)
from tests.factories import an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def chief(as_user: SignIn) -> Any:
    return as_user(an_agent("responsable"))


def publish(dossier: Dossier) -> None:
    today = timezone.localdate()
    CommissionSession.objects.filter(items__dossier=dossier).update(transmitted_on=today, published_on=today)


def test_notification_waits_for_the_letter_and_the_dates(chief: Any, run_jobs: Callable[[], None]):
    dossier = a_granted_dossier()
    response = chief.get(act_url(dossier, "notifier"))
    assert [blocker[:16] for blocker in response.context["blockers"]] == ["La lettre se pré", "Les dates de tra"]
    run_jobs()
    assert [blocker[:16] for blocker in chief.get(act_url(dossier, "notifier")).context["blockers"]] == [
        "Les dates de tra"
    ]
    refused = chief.post(act_url(dossier, "notifier"), {"is_read": "on"})
    assert refused.context["form"].non_field_errors()[0].startswith("Indiquez d’abord, dans la séance, les dates")
    assert Letter.objects.get().notified_at is None


def test_decision_is_notified_once_its_letter_is_read(chief: Any, run_jobs: Callable[[], None]):
    dossier = a_granted_dossier()
    run_jobs()
    publish(dossier)
    page = chief.get(act_url(dossier, "notifier"))
    letter = Letter.objects.get()
    assert f'href="/fichiers/{letter.file_id}/"' in page.content.decode()
    unread = chief.post(act_url(dossier, "notifier"))
    assert unread.context["form"].errors == {"is_read": ["Ouvrez la lettre et relisez-la avant de la notifier."]}
    assert chief.post(act_url(dossier, "notifier"), {"is_read": "on"}).status_code == 302
    assert fresh(dossier).published_status == Status.GRANTED
    again = chief.get(act_url(dossier, "notifier"))
    assert messages_of(again)[-1] == "Cette décision est déjà notifiée."
    history = chief.get(page_of(dossier)).context["history"]
    steps = [event.text for event in history if not event.text.startswith("Courriel")]
    assert steps[0] == f"Décision n°\u00a0{Decision.objects.get().number} notifiée"


def test_letter_is_linked_on_the_page_and_read_by_the_agents(as_user: SignIn, run_jobs: Callable[[], None]):
    dossier = a_granted_dossier()
    run_jobs()
    client = as_user(an_agent("consultation"))
    page = client.get(page_of(dossier))
    assert page.context["letter_state"] == ("done", "Prête, à relire")
    served = client.get(f"/fichiers/{Letter.objects.get().file_id}/")
    assert (served.status_code, served["Content-Type"]) == (200, "application/pdf")
    served.close()


def fail(dossier: Dossier) -> None:
    Letter.objects.filter(decision__dossier=dossier).update(
        job_status=JobStatus.FAILED, attempts=6, last_error="OSError: <police> absente"
    )


def test_failed_letter_is_started_again_by_the_administrator(as_user: SignIn):
    dossier = a_granted_dossier()
    fail(dossier)
    client = as_user(an_agent("administrateur"))
    page = client.get(page_of(dossier))
    assert "En échec" in text_of(page)
    assert "OSError: &lt;police&gt; absente" in page.content.decode()
    assert buttons_of(page) == ["Relancer la lettre…"]
    assert client.post(act_url(dossier, "relancer-lettre")).status_code == 302
    letter = Letter.objects.get()
    assert (letter.job_status, letter.attempts) == (JobStatus.PENDING, 0)
    assert AuditEvent.objects.filter(verb="job.retried").count() == 1
    again = client.post(act_url(dossier, "relancer-lettre"))
    assert again.context["form"].non_field_errors() == ["Ce traitement n’est plus en échec\u00a0: rechargez la page."]


@pytest.mark.parametrize("group", ["responsable", "instructeur", "finance", "consultation"])
def test_failed_letter_is_started_again_by_nobody_else(as_user: SignIn, group: str):
    dossier = a_granted_dossier()
    fail(dossier)
    client = as_user(an_agent(group))
    assert "Relancer la lettre…" not in text_of(client.get(page_of(dossier)))
    assert client.post(act_url(dossier, "relancer-lettre")).status_code == 403
    assert Letter.objects.get().job_status == JobStatus.FAILED
