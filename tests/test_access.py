"""Every address × every role: what answers, what is refused, what does not exist for them.

A row is an address's name and one letter per role, in the order of `ROLES`:
`o` answers, `l` sends to the sign-in page, `x` refused (403), `-` does not exist (404), `m` wants a POST (405),
`>` leads elsewhere. An address without a row fails the suite.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Election, Membership, User
from applications.accounts.services.joining import ask_to_join
from applications.calls.models import CallRules
from applications.core import jobs
from applications.decisions.enums import Outcome
from applications.decisions.models import AgendaItem, Decision
from applications.decisions.services.voting import record_vote
from tests import factories
from tests.accounts.worlds import invited

# No database changes what a role may reach: this runs once, beside the faults.
pytestmark = pytest.mark.sample
TABLE = Path(__file__).parent / "access.txt"
ROLES = {
    "visitor": "nobody is signed in",
    "editor": "prepares the dossier",
    "signatory": "files it",
    "stranger": "signatory of another commune",
    "instructeur": "",
    "responsable": "",
    "finance": "",
    "administrateur": "",
    "consultation": "",
}
# Addresses whose answer depends on a code or a file of the moment: their own tests say what they do.
ELSEWHERE = {"account_confirm_email", "account_reset_password_from_key", "admin:view_on_site", "portal:blank_form"}


@dataclass(frozen=True)
class World:
    """A granted dossier, not yet notified, and someone in each role."""

    people: dict[str, User | None]
    arguments: dict[str, dict[str, Any]]
    files: Path


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the name of every address, with the names of its arguments."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}", tuple(pattern.pattern.converters)


def expected() -> dict[str, str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def test_every_address_has_its_row():
    assert {name for name, _ in addresses()} - ELSEWHERE == set(expected())


def answer(client: Client, address: str) -> str:
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    if response.status_code in {301, 302, 307}:
        return "l" if response["Location"].startswith(reverse("account_login")) else ">"
    return {200: "o", 403: "x", 404: "-", 405: "m"}[response.status_code]


@pytest.fixture(scope="module")
def world(shared_rows: Callable[[Callable[[], Any]], Any]) -> World:
    return shared_rows(make_world)


def make_world() -> World:
    factories.an_authority()
    # Filed through the service: the journal and the mails have a row to show.
    factories.filed(factories.a_complete_draft())
    dossier = factories.a_scheduled_dossier()
    responsible = factories.an_agent("responsable")
    item = AgendaItem.objects.get(dossier=dossier)
    record_vote(
        item,
        outcome=Outcome.GRANTED,
        amount=item.proposed_amount,
        actor=responsible,
        today=timezone.localdate(),
    )
    decision = Decision.objects.select_related("letter").get(dossier=dossier)
    jobs.run("decisions.letter", decision.letter.pk)
    decision.letter.refresh_from_db()
    # Served by one address of the table.
    letter_path = Path(decision.letter.file.file.path)
    attachment = dossier.attachments.get()
    signatory = Membership.objects.get(organisation=dossier.organisation, role=Role.SIGNATORY).user
    factories.a_question(dossier.measure)
    CallRules.objects.create(call=dossier.measure.call, version=1, content={}, file=decision.letter.file)
    editor = factories.a_member(dossier.organisation, Role.EDITOR)
    stranger = factories.a_member(factories.a_commune_organisation("Aniane"))
    return World(
        people={
            "visitor": None,
            "editor": editor,
            "signatory": signatory,
            "stranger": stranger,
            "responsable": responsible,
            **{role: factories.an_agent(role) for role in list(ROLES)[4:] if role != "responsable"},
        },
        arguments={
            "core:file": {"pk": decision.letter.file_id},
            "portal:upload": {"code": attachment.document.code},
            "portal:remove_attachment": {"code": attachment.document.code, "pk": attachment.pk},
            "portal:rename_attachment": {"code": attachment.document.code, "pk": attachment.pk},
            "portal:reuse_attachment": {"code": attachment.document.code, "pk": attachment.pk},
            "portal:promise_document": {"code": attachment.document.code},
            "portal:take_promise_back": {"code": attachment.document.code},
            "portal:begin_upload": {"code": attachment.document.code},
            "portal:upload_piece": {"code": attachment.document.code, "pk": attachment.file_id},
            "portal:reading_of": {"number": 1},
            "portal:section": {"section": "contact"},
            "portal:section_typing": {"section": "contact"},
            "portal:section_versions": {"section": "contact"},
            "portal:confirm_item": {"pk": 1},
            "portal:rules_file": {"call": dossier.measure.call.code, "version": 1},
            "portal:measure": {"slug": "poste-mobile"},
            "portal:alert_confirm": {"token": "inconnu"},
            "portal:alert_stop": {"token": "inconnu"},
            **joining_arguments(signatory, editor, stranger),
            "admin:app_list": {"app_label": "dossiers"},
            "admin:finance_grant_export": {"extension": "csv"},
            "": {"public_id": dossier.public_id},
        },
        files=letter_path.parents[len(Path(decision.letter.file.file.name).parts) - 1],
    )


def joining_arguments(signatory: User, editor: User, stranger: User) -> dict[str, dict[str, Any]]:
    """Let the stranger ask to join, the signatory invite, and an election pass; return what completes the addresses."""
    membership = Membership.objects.get(user=editor)
    siren = membership.organisation.siren
    asked = ask_to_join(membership.organisation, Role.EDITOR, actor=stranger)
    _, token = invited(membership.organisation, signatory)
    Election.objects.create(held_on=timezone.localdate() - timedelta(days=100))
    request = {"siren": siren, "pk": asked.pk}
    return {
        "portal:join_ask": {"siren": siren},
        **{f"portal:join_{name}": {"pk": asked.pk} for name in ("request", "evidence", "withdraw")},
        "portal:invitation": {"token": token},
        "portal:members": {"siren": siren},
        "portal:invite": {"siren": siren},
        "portal:member_end": {"siren": siren, "pk": membership.pk},
        **{f"portal:{name}": request for name in ("request_answer", "request_accept")},
        **{f"portal:invitation_{name}": request for name in ("again", "revoke")},
    }


def arguments_of(name: str, needed: tuple[str, ...], world: World) -> dict[str, Any]:
    """Return what completes an address: this world's dossier, or the latest row of an admin page's model."""
    if name.startswith("admin:") and "object_id" in needed:
        app, model, *_ = name.removeprefix("admin:").split("_")
        latest = apps.get_model(app, model)._default_manager.order_by("-pk").first()
        return {"object_id": latest.pk if latest is not None else 0}
    known = {**world.arguments[""], **world.arguments.get(name, {})}
    return {key: known[key] for key in needed} or world.arguments.get(name, {})


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.django_db
def test_role_reaches_what_its_row_says(world: World, settings: Any, role: str) -> None:
    # The second factor has tests of its own (tests/backoffice/test_site.py).
    settings.STAFF_MFA_REQUIRED = False
    settings.MEDIA_ROOT = world.files
    rank = list(ROLES).index(role)
    person = world.people[role]
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answers = {
        name: answer(client, reverse(name, kwargs=arguments_of(name, needed, world)))
        for name, needed in addresses()
        if name not in ELSEWHERE
    }
    assert answers == {name: letters[rank] for name, letters in expected().items()}
