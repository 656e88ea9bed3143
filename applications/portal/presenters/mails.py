"""The mails that the portal sent about a dossier, as the organisation reads them."""

from dataclasses import dataclass, field
from datetime import datetime

from applications.accounts.models import User
from applications.core.mail import mails_about, state_of
from applications.core.models import OutgoingEmail
from applications.dossiers.models import Dossier


@dataclass(frozen=True)
class SentMail:
    """One text, sent at once to one or several addresses: each with what became of it."""

    subject: str
    sent_at: datetime
    addresses: list[str] = field(default_factory=list)


def mails_of(dossier: Dossier) -> list[SentMail]:
    """Return the mails sent to the organisation, the latest first; those to the Région's agents are not its own."""
    emails = list(mails_about(dossier))
    agents = agents_among(emails)
    sent: dict[tuple[str, str], SentMail] = {}
    for email in emails:
        people = [address for address in email.recipients if address.lower() not in agents]
        if people:
            # One text leaves in one transaction: the minute tells it from a later one of the same subject.
            key = (email.subject, f"{email.created_at:%Y-%m-%d %H:%M}")
            mail = sent.setdefault(key, SentMail(email.subject, email.created_at))
            mail.addresses.append(f"{', '.join(people)}\u00a0: {state_of(email)}")
    return list(reversed(sent.values()))


def agents_among(emails: list[OutgoingEmail]) -> set[str]:
    """Return the addresses of the Région's agents among those of these mails, in lower case."""
    addresses = {address.lower() for email in emails for address in email.recipients}
    agents = User.objects.filter(email__in=addresses, is_staff=True, memberships=None)
    return set(agents.values_list("email", flat=True))
