"""When the Commission permanente sits."""

from datetime import date

from applications.accounts.models import User
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.decisions.models import CommissionSession, Vote


@service
def move_session(session: CommissionSession, *, held_on: date, actor: User) -> CommissionSession:
    """Move a session to another day, its agenda with it.

    Raises `DomainError` once it has voted, or once its délibération is sent or published: it then took place.
    """
    if not actor.has_perm("decisions.change_commissionsession"):
        raise DomainError("Vous n’avez pas le droit de modifier cette séance.")
    held = CommissionSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if has_taken_place(held):
        raise DomainError("Cette séance a eu lieu\u00a0: sa date ne change plus.")
    before = {"held_on": held.held_on}
    held.held_on = held_on
    held.save(update_fields=["held_on"])
    record(actor, "session.moved", held, before=before, after={"held_on": held_on})
    return held


def has_taken_place(session: CommissionSession) -> bool:
    """Tell whether something depends on the session's date: a vote, or what became of its délibération."""
    if session.transmitted_on is not None or session.published_on is not None:
        return True
    return Vote.objects.filter(item__session=session).exists()
