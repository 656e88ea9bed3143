"""Each act of the dossiers' desk, refused to every role that may not do it: its page and its sending alike."""

from collections.abc import Callable
from typing import Any

import pytest

from applications.accounts.roles import ROLES
from applications.dossiers.models import Dossier
from tests.backoffice.dossier_desk import SignIn, a_granted_dossier, act_url, fresh
from tests.factories import a_filed_dossier, a_scheduled_dossier, an_admissible_dossier, an_agent, an_assessed_dossier

pytestmark = pytest.mark.django_db
HEAD = {"responsable"}
REVIEWERS = {"instructeur", *HEAD}
VALUES = {"outcome": "granted", "amount": "23 520,00", "motive": "", "motive_text": "", "is_read": "on"}
BUILDERS = (a_filed_dossier, an_admissible_dossier, an_assessed_dossier, a_scheduled_dossier, a_granted_dossier)
REFUSED = [
    (slug, build.__name__, group)
    for slug, build, allowed in (
        ("recevable", a_filed_dossier, REVIEWERS),
        ("irrecevable", a_filed_dossier, REVIEWERS),
        ("completer", a_filed_dossier, REVIEWERS),
        ("affecter", a_filed_dossier, HEAD),
        ("retirer", a_filed_dossier, HEAD),
        ("assiette", an_admissible_dossier, REVIEWERS),
        ("proposer", an_admissible_dossier, REVIEWERS),
        ("clore", an_admissible_dossier, REVIEWERS),
        ("rouvrir", an_assessed_dossier, REVIEWERS),
        ("inscrire", an_assessed_dossier, HEAD),
        ("desinscrire", a_scheduled_dossier, HEAD),
        ("voter", a_scheduled_dossier, HEAD),
        ("notifier", a_granted_dossier, HEAD),
    )
    for group in sorted(set(ROLES) - allowed)
]


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture(scope="module")
def dossiers(shared_rows: Callable[[Callable[[], Any]], Any]) -> dict[str, Dossier]:
    return shared_rows(lambda: {build.__name__: build() for build in BUILDERS})


@pytest.mark.parametrize(("slug", "build", "group"), REFUSED)
def test_act_is_refused_to_a_role_without_it(
    as_user: SignIn, dossiers: dict[str, Dossier], slug: str, build: str, group: str
):
    dossier = dossiers[build]
    client = as_user(an_agent(group))
    assert client.get(act_url(dossier, slug)).status_code == 403
    assert client.post(act_url(dossier, slug), {**VALUES, "reason": "Essai."}).status_code == 403
    assert fresh(dossier).status == dossier.status
