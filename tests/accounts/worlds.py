"""What the tests of who joins whom share."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Invitation, MembershipRequest, User
from applications.accounts.services.inviting import invite
from applications.accounts.services.joining import ask_to_join, send_code
from applications.core.errors import DomainError
from applications.core.models import OutgoingEmail
from applications.territory.models import Organisation
from applications.territory.services import set_official_email
from tests import factories as f

CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")
LINK = re.compile(r"/invitations/([\w-]+)/")


def asked(organisation: Organisation, role: Role = Role.SIGNATORY, **fields: Any) -> MembershipRequest:
    """A request by somebody new."""
    return ask_to_join(organisation, role, actor=fields.pop("actor", None) or f.a_user(), **fields)


def code_for(request: MembershipRequest) -> str:
    """Send a code to an official address; return it, as the town hall reads it."""
    set_official_email(request.organisation, email="mairie@commune.example", actor=f.an_agent("instructeur"))
    request.organisation.refresh_from_db()
    send_code(request, actor=f.an_agent("instructeur"), now=timezone.now())
    found = CODE.search(last_mail().text)
    assert found is not None
    return found[0]


def invited(organisation: Organisation, by: User, **fields: Any) -> tuple[Invitation, str]:
    """An invitation and the token of its link."""
    values = {"email": "invitee@commune.example", "role": Role.EDITOR, "now": timezone.now(), **fields}
    invitation = invite(organisation, actor=by, **values)
    return invitation, last_token()


def last_token() -> str:
    found = LINK.search(last_mail().text)
    assert found is not None
    return found[1]


def last_mail() -> OutgoingEmail:
    mail = OutgoingEmail.objects.order_by("-pk").first()
    assert mail is not None
    return mail


def end(user: User) -> None:
    """Make the memberships of `user` end yesterday, as an act of a minute ago does."""
    yesterday = timezone.localdate() - timedelta(days=1)
    user.memberships.update(starts_on=yesterday, ends_on=yesterday)


def refusal(error: "pytest.ExceptionInfo[DomainError]") -> str:
    return error.value.message
