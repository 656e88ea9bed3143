"""Opening a dossier, saving its sections, handing it over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import has_role, members_of
from applications.calls.models import Measure
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.core.text import normalise
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import (
    ContactDetails,
    Dossier,
    Expense,
    Funding,
    ProjectDetails,
    SectionDraft,
)
from applications.dossiers.selectors import details_model, may_edit_section
from applications.dossiers.services.status import lock, transition
from applications.territory.models import Organisation

MEMBERS = (Role.EDITOR, Role.SIGNATORY)


class StaleSectionError(DomainError):
    """Someone saved the section since it was opened; `draft` is what they saved."""

    def __init__(self, draft: SectionDraft) -> None:
        super().__init__(
            f"{draft.updated_by} a enregistré cette section après que vous l’avez ouverte. Vos saisies sont "
            "ci-dessous\u00a0: les enregistrer de nouveau remplacera les siennes."
        )
        self.draft = draft


@service
def open_dossier(organisation: Organisation, measure: Measure, *, actor: User, now: datetime) -> Dossier:
    """Start a draft. Raises `DomainError` when the call is not open or the person is not a member."""
    require_member(actor, organisation)
    if not measure.call.is_open(now):
        raise DomainError("Cet appel n’est pas ouvert\u00a0: aucun dossier ne peut être commencé.")
    dossier = Dossier.objects.create(organisation=organisation, measure=measure, created_by=actor)
    refresh_search_text(dossier)
    record(actor, "dossier.opened", dossier, after={"measure": measure.pk, "organisation": organisation.siren})
    return dossier


@service
def save_section(
    dossier: Dossier,
    section: Section,
    *,
    raw: Mapping[str, list[str]],
    values: Mapping[str, Any] | None,
    version: int,
    actor: User,
    finished: bool = True,
) -> SectionDraft:
    """Keep what was typed in a section, and its typed rows when `values` is not None (each field validates).

    `raw` is the form's data as sent; `version` the one the person opened (0 for a section never saved).
    `values` holds the section model's fields or, for the financing plan, `expenses` and `fundings`, each a list
    of the row's fields. `finished` is False when fields validate one by one but not together: a plan out of
    balance is kept as rows, and its section is not complete. Raises `StaleSectionError` when someone saved a later
    version, `DomainError` when the section is not open to change.
    """
    locked = lock(dossier)
    require_member(actor, locked.organisation)
    if not may_edit_section(locked, section):
        raise DomainError("Cette section n’est plus modifiable.")
    draft = locked.drafts.select_related("updated_by").filter(section=section).first()
    if draft is not None and draft.version != version:
        raise StaleSectionError(draft)
    if draft is None:
        draft = SectionDraft(dossier=locked, section=section, version=0)
    draft.data = storable(raw)
    draft.version += 1
    draft.complete = values is not None and finished
    draft.updated_by = actor
    draft.save()
    if values is not None:
        write_values(locked, section, values)
    record(actor, "section.saved", locked, after={"section": section, "version": draft.version})
    return draft


def storable(raw: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return what was typed without the NUL that PostgreSQL keeps in no JSON, and that nobody types."""
    return {name.replace("\x00", ""): [text.replace("\x00", "") for text in texts] for name, texts in raw.items()}


def write_values(dossier: Dossier, section: Section, values: Mapping[str, Any]) -> None:
    """Replace the typed rows of a section, and what the dossier copies of them for its lists."""
    match section:
        case Section.FINANCING:
            replace_rows(Expense, dossier, values["expenses"])
            replace_rows(Funding, dossier, values["fundings"])
        case Section.CONTACT:
            ContactDetails.objects.update_or_create(dossier=dossier, defaults=dict(values))
        case Section.PROJECT:
            ProjectDetails.objects.update_or_create(dossier=dossier, defaults=dict(values))
            Dossier.objects.filter(pk=dossier.pk).update(title=values["title"])
            dossier.title = values["title"]
            refresh_search_text(dossier)
        case Section.DETAILS:
            details_model(dossier).objects.update_or_create(dossier=dossier, defaults=dict(values))


def replace_rows(model: type[models.Model], dossier: Dossier, rows: list[Mapping[str, Any]]) -> None:
    manager = model._default_manager
    manager.filter(dossier=dossier).delete()
    manager.bulk_create(model(dossier=dossier, position=rank, **row) for rank, row in enumerate(rows, start=1))


def refresh_search_text(dossier: Dossier) -> None:
    """Rewrite the one column that lists search: reference, beneficiary, title, without accents."""
    text = normalise(f"{dossier.reference or ''} {dossier.organisation} {dossier.title}")
    dossier.search_text = f"{text} {dossier.organisation.search_text}"
    Dossier.objects.filter(pk=dossier.pk).update(search_text=dossier.search_text)


@service
def hand_over(dossier: Dossier, *, actor: User, message: str = "") -> Dossier:
    """Ask the signatories to read and file. Effects: status « À signer », one mail to each signatory."""
    signatories = members_of(dossier.organisation, Role.SIGNATORY)
    if not signatories:
        raise DomainError(
            "Aucune personne signataire n’est rattachée à votre collectivité. Demandez son rattachement à la Région."
        )
    moved = transition(dossier, Status.AWAITING_SIGNATURE, actor=actor, reason=message)
    send_template(
        "hand_over",
        recipients=[user.email for user in signatories],
        subject=f"À relire et à déposer\u00a0: {moved.label}",
        context={"dossier": moved, "author": actor, "message": message},
        about=moved,
    )
    record(actor, "dossier.handed_over", moved, after={"signatories": [user.pk for user in signatories]})
    return moved


@service
def take_back(dossier: Dossier, *, actor: User, message: str = "") -> Dossier:
    """Send a dossier that waits for its signature back to drafting."""
    moved = transition(dossier, Status.DRAFT, actor=actor, reason=message)
    record(actor, "dossier.taken_back", moved)
    return moved


@service
def abandon(dossier: Dossier, *, actor: User) -> Dossier:
    """Give up a draft: it stays readable, and can no longer be filed."""
    moved = transition(dossier, Status.ABANDONED, actor=actor)
    record(actor, "dossier.abandoned", moved)
    return moved


@service
def withdraw(dossier: Dossier, *, actor: User, reason: str) -> Dossier:
    """Withdraw a filed dossier, by its signatory or by an agent who was asked to."""
    moved = transition(dossier, Status.WITHDRAWN, actor=actor, reason=reason)
    record(actor, "dossier.withdrawn", moved, after={"reason": reason})
    return moved


def require_member(actor: User, organisation: Organisation) -> None:
    if not has_role(actor, organisation, MEMBERS):
        raise DomainError("Vous n’agissez pas pour cette collectivité.")
