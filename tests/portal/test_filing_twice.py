"""Two signatories press « Déposer » at the same instant: one filing, one receipt, no error page."""

import pytest
from django.http import HttpResponse
from django.test import Client

from applications.accounts.models import User
from applications.accounts.roles import sync_roles
from applications.dossiers.models import Dossier, Filing
from tests import factories as f
from tests.portal.worlds import DECLARED, path
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def roles(transactional_db: None) -> None:
    # A transactional test empties the tables at its end, the groups included.
    sync_roles()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_two_signatories_at_once_file_once_and_both_read_the_receipt() -> None:
    dossier = f.a_complete_draft()
    clients = [signed_in(f.signatory_of(dossier)), signed_in(f.a_member(dossier.organisation))]

    def filing_by(client: Client) -> HttpResponse:
        return client.post(path(dossier, "relire/"), DECLARED)

    answers = at_once([lambda client=client: filing_by(client) for client in clients])
    assert [answer.url for answer in answers] == [path(dossier, "accuse/")] * 2
    assert [filing.number for filing in Filing.objects.all()] == [1]
    assert str(Dossier.objects.get().reference)[-5:] == "-0001"
