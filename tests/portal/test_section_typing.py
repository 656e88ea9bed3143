"""A section while it is typed: saved by itself, never lost, whoever else saved it, whatever became of the session."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.core.models import AuditEvent
from applications.dossiers.models import Dossier
from applications.portal.kept import KEY, MOST_CHARACTERS
from tests import factories as f
from tests.portal.sent import PLAN, PROJECT, send, url_of
from tests.portal.worlds import words

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
ODD = "🚓 שלום\x00 <b>مرحبا</b>"


@pytest.fixture
def dossier() -> Dossier:
    return f.a_draft()


@pytest.fixture
def colleague(dossier: Dossier) -> User:
    return f.a_member(dossier.organisation, Role.EDITOR, display_name="Agente B")


def opened(client: Client, dossier: Dossier, section: str = "project") -> dict[str, str]:
    """What the page of a section sends besides its answers."""
    context = client.get(url_of(dossier, section)).context
    return {"version": str(context["version"]), "base": context["base"], "opened_by": str(context["user"].pk)}


def typed(client: Client, dossier: Dossier, data: dict[str, Any], section: str = "project") -> Any:
    return client.post(f"{url_of(dossier, section)}saisie/", data)


def choose(client: Client, dossier: Dossier, data: dict[str, Any], section: str = "project") -> Any:
    return client.post(f"{url_of(dossier, section)}versions/", data)


def sides(page: Any) -> list[tuple[str, str, str, str]]:
    return [(one.name, one.mine, one.theirs, one.proposed) for one, _ in page.context["pairs"]]


def saved(dossier: Dossier, section: str = "project") -> dict[str, str]:
    return {name: "|".join(texts) for name, texts in dossier.drafts.get(section=section).data.items()}


def test_typing_is_saved_and_the_page_follows(as_user: SignIn, dossier: Dossier) -> None:
    client = as_user(dossier.created_by)
    page = opened(client, dossier)

    first = typed(client, dossier, {**page, "title": ODD}).json()
    next_page = {**page, "version": first["version"], "base": first["base"]}
    second = typed(client, dossier, {**next_page, "title": "Deux"}).json()

    assert saved(dossier) == {"title": "Deux"}
    assert (first["state"], first["version"], second["version"]) == ("saved", 1, 2)
    assert second["message"].startswith("Enregistré à ")
    answer = send(client, dossier, "project", {**next_page, "version": second["version"], "title": "Deux"})
    assert answer["Location"] == f"{url_of(dossier, 'project')}?verifier=1"
    assert dossier.drafts.get().version == 2


def test_typing_keeps_odd_characters_but_the_null(as_user: SignIn, dossier: Dossier) -> None:
    typed(as_user(dossier.created_by), dossier, {"version": "0", "title": ODD, "need": "é" * 300_000})
    assert saved(dossier) == {"title": ODD.replace("\x00", ""), "need": "é" * 300_000}


def test_typing_that_is_right_finishes_the_section(as_user: SignIn, dossier: Dossier) -> None:
    assert typed(as_user(dossier.created_by), dossier, {"version": "0", **PROJECT}).json()["state"] == "saved"
    assert (dossier.drafts.get().complete, dossier.projectdetails.title) == (True, PROJECT["title"])


def test_typing_already_held_is_saved_without_a_word(as_user: SignIn, dossier: Dossier) -> None:
    client = as_user(dossier.created_by)
    typed(client, dossier, {"version": "0", "title": "Un"})
    told = AuditEvent.objects.count()

    again = typed(client, dossier, {"version": "0", "title": "Un"})

    assert (again.status_code, again.json()["version"], AuditEvent.objects.count()) == (200, 1, told)


@pytest.mark.parametrize("version", ["", "0", "7", "un", "9" * 5000])
def test_typing_on_another_version_is_told_who_and_when(
    as_user: SignIn, dossier: Dossier, colleague: User, version: str
) -> None:
    typed(as_user(colleague), dossier, {"version": "0", "title": "Le sien"})

    answer = typed(as_user(dossier.created_by), dossier, {"version": version, "title": "Le mien"})

    assert (answer.status_code, answer.json()["state"]) == (409, "stale")
    assert answer.json()["message"].startswith("Agente B a enregistré cette section aujourd’hui à ")
    assert saved(dossier) == {"title": "Le sien"}


def test_typing_in_a_second_window_is_told_that_it_is_one_s_own(as_user: SignIn, dossier: Dossier) -> None:
    client = as_user(dossier.created_by)
    typed(client, dossier, {"version": "0", "title": "Première fenêtre"})
    answer = typed(client, dossier, {"version": "0", "title": "Seconde fenêtre"}).json()
    assert answer["message"].startswith("Vous avez enregistré cette section aujourd’hui à ")


def test_typing_after_the_filing_is_told_who_filed(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    answer = typed(as_user(dossier.created_by), dossier, {"version": "1", "title": "Trop tard"})
    assert (answer.status_code, answer.json()["state"]) == (409, "closed")
    assert answer.json()["message"].startswith("Le dossier a été déposé aujourd’hui à ")


def test_typing_of_somebody_removed_is_refused_and_given_back(
    as_user: SignIn, dossier: Dossier, colleague: User
) -> None:
    client = as_user(colleague)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=colleague).update(starts_on=yesterday, ends_on=yesterday)

    answer = typed(client, dossier, {"version": "0", "title": "Le mien"})
    page = send(client, dossier, "project", {"title": "Le mien"})

    assert (answer.status_code, answer.json()["state"]) == (404, "gone")
    assert (page.status_code, page.context["typed"]) == (404, "Le mien")
    assert choose(client, dossier, {"title": "Le mien", "then": "mine"}).context["typed"] == "Le mien"
    assert not dossier.drafts.exists()


def test_page_opened_by_somebody_else_is_not_saved_under_another_name(
    as_user: SignIn, dossier: Dossier, colleague: User
) -> None:
    page = opened(as_user(dossier.created_by), dossier)
    client = as_user(colleague)

    answer = typed(client, dossier, {**page, "title": "De l’autre"})
    again = send(client, dossier, "project", {**page, "title": "De l’autre"})

    assert (answer.status_code, answer.json()["state"]) == (409, "other")
    assert (again.status_code, again.context["form"]["title"].value()) == (409, "De l’autre")
    assert not dossier.drafts.exists()


def test_save_over_another_s_shows_what_each_changed(as_user: SignIn, dossier: Dossier, colleague: User) -> None:
    client = as_user(dossier.created_by)
    typed(client, dossier, {"version": "0", "title": "Un", "need": "Un", "aims": "Un", "starts_on_year": "2027"})
    page = opened(client, dossier)
    theirs = {"title": "Un", "need": "Sien", "aims": "Sien", "starts_on_year": "2027"}
    typed(as_user(colleague), dossier, {**page, "opened_by": colleague.pk, **theirs})

    mine = {"title": "Mien", "need": "Mien", "aims": "Un", "starts_on_year": "2027"}
    shown = send(as_user(dossier.created_by), dossier, "project", {**page, **mine})

    assert shown.status_code == 409
    assert sides(shown) == [
        ("title", "Mien", "Un", "mine"),
        ("need", "Mien", "Sien", ""),
        ("aims", "Un", "Sien", "theirs"),
    ]
    assert "Saisie de Agente B, aujourd’hui à" in words(shown)
    carried = {**page, **mine, "version": shown.context["version"], "then": "choose"}
    unchosen = choose(client, dossier, {**carried, "choice-title": "mine", "choice-aims": "theirs"})
    assert unchosen.context["form"].errors == {"need": ["Choisissez l’une des deux versions."]}
    choices = {"choice-title": "mine", "choice-need": "mine", "choice-aims": "theirs"}
    answer = choose(client, dossier, {**carried, **choices})
    assert answer["Location"] == f"{url_of(dossier, 'project')}?repris=1"
    assert saved(dossier) == {"title": "Mien", "need": "Mien", "aims": "Sien", "starts_on_year": "2027"}


def test_choice_made_on_an_overtaken_version_is_asked_again(as_user: SignIn, dossier: Dossier, colleague: User) -> None:
    typed(as_user(colleague), dossier, {"version": "0", "title": "Sien"})
    typed(as_user(colleague), dossier, {"version": "1", "title": "Sien encore"})

    again = choose(as_user(dossier.created_by), dossier, {"version": "1", "title": "Mien", "then": "mine"})

    assert (again.status_code, again.context["version"]) == (409, 2)
    assert sides(again) == [("title", "Mien", "Sien encore", "")]


def test_plans_are_chosen_side_by_side(as_user: SignIn, dossier: Dossier, colleague: User) -> None:
    client = as_user(dossier.created_by)
    typed(client, dossier, {"version": "0", **PLAN}, "financing")
    page = opened(client, dossier, "financing")
    theirs = {**PLAN, "expense_label": ["Fourgon", "Radio"]}
    typed(as_user(colleague), dossier, {**page, "opened_by": colleague.pk, **theirs}, "financing")

    client = as_user(dossier.created_by)
    mine = {**PLAN, "own": "43 000"}
    shown = send(client, dossier, "financing", {**page, **mine})

    assert [(name, proposed) for name, _, _, proposed in sides(shown)] == [
        ("expenses", "theirs"),
        ("fundings", "mine"),
    ]
    assert sides(shown)[0][2] == "Fourgon\u00a0: 50\u00a0000,00\u00a0€\nRadio\u00a0: 28\u00a0400,00\u00a0€"
    choices = {"choice-expenses": "theirs", "choice-fundings": "mine", "then": "choose"}
    choose(client, dossier, {**page, **mine, "version": shown.context["version"], **choices}, "financing")
    plan = saved(dossier, "financing")
    assert (plan["expense_label"], plan["own"], plan["region"]) == ("Fourgon|Radio", "43 000", "23 520")


def test_copy_that_nobody_overtook_is_taken_back_at_once(as_user: SignIn, dossier: Dossier, colleague: User) -> None:
    client = as_user(dossier.created_by)
    page = opened(client, dossier)
    answer = choose(client, dossier, {**page, "title": "Gardé", "then": "resume"})
    assert (answer.status_code, saved(dossier)) == (302, {"title": "Gardé"})

    typed(as_user(colleague), dossier, {"version": "1", "title": "Sien"})
    shown = choose(as_user(dossier.created_by), dossier, {**page, "title": "Gardé aussi", "then": "resume"})
    assert (shown.status_code, sides(shown)) == (200, [("title", "Gardé aussi", "Sien", "")])
    kept = choose(as_user(dossier.created_by), dossier, {**page, "title": "Gardé aussi", "then": "theirs"})
    assert (kept.status_code, saved(dossier)) == (302, {"title": "Sien"})


def test_versions_of_a_closed_section_are_read_only(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    client = as_user(dossier.created_by)
    for then in ("resume", "mine"):
        shown = choose(client, dossier, {"version": "1", "title": "Trop tard", "then": then})
        assert shown.context["refusal"].startswith("Le dossier a été déposé aujourd’hui à ")
        assert shown.content.count(b'type="radio"') == 0
    assert dossier.drafts.get(section="project").version == 1


def test_text_sent_after_the_session_expired_waits_for_its_author(client: Client, dossier: Dossier) -> None:
    client.force_login(dossier.created_by, backend="django.contrib.auth.backends.ModelBackend")
    page = opened(client, dossier)
    client.session.delete()
    answer = send(client, dossier, "project", {**page, "title": "Pas perdu"})
    assert answer["Location"] == f"/compte/login/?next={url_of(dossier, 'project')}"

    client.force_login(dossier.created_by, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(url_of(dossier, "project"))
    assert sides(shown) == [("title", "Pas perdu", "", "mine")]
    chosen = {**page, "title": "Pas perdu", "version": shown.context["version"], "then": "choose"}
    choose(client, dossier, {**chosen, "choice-title": "mine"})
    assert saved(dossier) == {"title": "Pas perdu"}
    assert KEY not in client.session


def test_text_kept_is_never_shown_to_somebody_else(client: Client, dossier: Dossier, colleague: User) -> None:
    client.force_login(dossier.created_by, backend="django.contrib.auth.backends.ModelBackend")
    page = opened(client, dossier)
    client.session.delete()
    send(client, dossier, "project", {**page, "title": "À moi"})
    assert KEY in client.session

    client.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(url_of(dossier, "project"))

    assert (shown.context["form"]["title"].value(), KEY in client.session) == (None, False)


@pytest.mark.parametrize("case", ["too long", "no such dossier", "no section"])
def test_visitor_cannot_fill_the_sessions(client: Client, dossier: Dossier, case: str) -> None:
    text = "a" * (MOST_CHARACTERS if case == "too long" else 1)
    public_id = "inconnu" if case == "no such dossier" else dossier.public_id
    section = "pieces" if case == "no section" else "project"

    answer = client.post(f"/dossiers/{public_id}/sections/{section}/", {"title": text})

    assert (answer.status_code, KEY in client.session) == (302, False)
