"""What the signatory is told of a draft: all that changed since the last reading, and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.handing_over import hand_over, take_back
from tests import factories as f
from tests.portal.worlds import path

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
REVIEW = "relire/"


@pytest.fixture
def dossier() -> Dossier:
    return f.a_complete_draft()


def write(dossier: Dossier, author: User, **answers: str) -> None:
    draft = dossier.drafts.get(section=Section.PROJECT)
    raw = {**draft.data, **{name: [text] for name, text in answers.items()}}
    save_section(dossier, Section.PROJECT, raw=raw, values=None, version=draft.version, actor=author)


def test_first_reading_has_nothing_to_compare(dossier: Dossier, as_user: SignIn) -> None:
    response = as_user(f.signatory_of(dossier)).get(path(dossier, REVIEW))
    assert response.context["changes"] is None


def test_draft_handed_over_and_untouched_says_that_nothing_changed(dossier: Dossier, as_user: SignIn) -> None:
    hand_over(dossier, actor=f.a_member(dossier.organisation, Role.EDITOR))
    response = as_user(f.signatory_of(dossier)).get(path(dossier, REVIEW))
    assert response.context["changes"].sections == ()
    assert "Rien n’a changé." in response.content.decode()


def test_second_reading_shows_what_changed_since_it_was_sent_back(dossier: Dossier, as_user: SignIn) -> None:
    editor, mayor = f.a_member(dossier.organisation, Role.EDITOR), f.signatory_of(dossier)
    write(dossier, editor, title="Poste mobile", need="Rien <encore>")
    hand_over(dossier, actor=editor)
    take_back(dossier, actor=mayor, message="Le besoin est à écrire.")
    write(dossier, editor, need="Trois hameaux sans passage.")
    attach(dossier, dossier.measure.documents.get(), f.a_stored_file(), actor=editor)
    hand_over(dossier, actor=editor)
    changes = as_user(mayor).get(path(dossier, REVIEW)).context["changes"]
    project, documents = changes.sections
    [need] = project.changes
    assert (need.before, need.after) == ("Rien <encore>", "Trois hameaux sans passage.")
    [deliberation] = documents.changes
    assert (deliberation.label, deliberation.after.count("\n")) == ("Délibération", 1)
    assert changes.count == 2


def test_what_is_written_after_the_hand_over_is_shown_too(dossier: Dossier, as_user: SignIn) -> None:
    editor = f.a_member(dossier.organisation, Role.EDITOR)
    hand_over(dossier, actor=editor)
    write(dossier, editor, title="Autre intitulé")
    changes = as_user(f.signatory_of(dossier)).get(path(dossier, REVIEW)).context["changes"]
    assert [(one.before, one.after) for section in changes.sections for one in section.changes] == [
        ("–", "Autre intitulé")
    ]
