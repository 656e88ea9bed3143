"""One account per role, named by its role; the communes' people are called by their function."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.services import grant_membership, open_account
from applications.territory.models import Organisation

PASSWORD = "demonstration"  # noqa: S105 - printed on the console and open to all: no account of the demo is real
DOMAIN = "demo.example"
AGENTS = {
    "instructrice-a": ("Instructrice A", "instructeur"),
    "instructeur-b": ("Instructeur B", "instructeur"),
    "responsable": ("Responsable du service", "responsable"),
    "finances": ("Agente des finances", "finance"),
    "administratrice": ("Administratrice du portail", "administrateur"),
    "consultation": ("Agent en consultation", "consultation"),
}


@dataclass(frozen=True)
class Town:
    """The two people of an organisation."""

    editor: User
    signatory: User


def make_agents() -> dict[str, User]:
    """Open one account per role of the Région, keyed by the first part of its address."""
    return {
        login: open_account(
            email=f"{login}@{DOMAIN}",
            display_name=name,
            actor=None,
            is_staff=True,
            groups=[group],
        )
        for login, (name, group) in AGENTS.items()
    }


def make_town(organisation: Organisation, slug: str) -> Town:
    """Open the accounts of a commune or an EPCI: who prepares, who files."""
    people = (
        ("secretariat", "Secrétaire" if organisation.is_epci else "Secrétaire de mairie", Role.EDITOR),
        ("signataire", "Signataire", Role.SIGNATORY),
    )
    users = []
    for login, name, role in people:
        user = open_account(email=f"{login}.{slug}@{DOMAIN}", display_name=name, actor=None)
        grant_membership(user, organisation, role, actor=None)
        users.append(user)
    return Town(*users)


def give_password() -> None:
    """Give every account of the demonstration the same password, hashed once: it is a slow hash by design."""
    User.objects.filter(email__endswith=f"@{DOMAIN}").update(password=make_password(PASSWORD))
