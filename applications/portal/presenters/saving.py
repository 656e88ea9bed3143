"""What a section says of its saves: done, overtaken by somebody, come too late."""

from datetime import datetime

from applications.accounts.models import User
from applications.core.dates import time_text
from applications.dossiers.models import Dossier, SectionDraft
from applications.portal.presenters.wording import moment

CLOSED = "Cette section n’est plus modifiable."
GONE = "Vous n’avez plus accès à ce dossier\u00a0: la collectivité ou la Région vous en a retiré l’accès."
OTHER_PERSON = (
    "Quelqu’un d’autre s’est connecté dans ce navigateur depuis que la page est ouverte. Relisez ce qui est écrit "
    "ci-dessous avant de l’enregistrer sous votre nom."
)


def saved_text(draft: SectionDraft | None, errors: int, now: datetime) -> str:
    """Return « Enregistré aujourd’hui à 14 h 32 par …, avec 2 points à corriger »."""
    if draft is None:
        return "Rien n’est encore enregistré"
    state = f"Enregistré {moment(draft.updated_at, now)} par {draft.updated_by}"
    return f"{state}, avec {errors} point{'s' if errors > 1 else ''} à corriger" if errors else state


def saved_now(draft: SectionDraft) -> str:
    """Return « Enregistré à 14 h 32 »."""
    return f"Enregistré à {time_text(draft.updated_at)}"


def author_of(draft: SectionDraft, user: User, now: datetime) -> str:
    """Return « vous, aujourd’hui à 14 h 32 » or « Camille Martin, hier à 9 h 05 »."""
    name = "vous" if draft.updated_by_id == user.pk else str(draft.updated_by)
    return f"{name}, {moment(draft.updated_at, now)}"


def overtaken(draft: SectionDraft, user: User, now: datetime) -> str:
    """Say who saved since the page was opened, and when; one's own other window included."""
    when = moment(draft.updated_at, now)
    if draft.updated_by_id == user.pk:
        told = f"Vous avez enregistré cette section {when}, dans une autre fenêtre ou sur un autre appareil."
    else:
        told = f"{draft.updated_by} a enregistré cette section {when}, après que vous l’avez ouverte."
    return f"{told} Rien n’est perdu\u00a0: comparez les deux versions, puis choisissez."


def too_late(dossier: Dossier, now: datetime) -> str:
    """Say why the section is closed, and who filed the dossier when that is why."""
    filing = dossier.filings.select_related("signatory").order_by("number").last()
    if filing is None:
        return CLOSED
    return f"Le dossier a été déposé {moment(filing.filed_at, now)} par {filing.signatory}. {CLOSED}"
