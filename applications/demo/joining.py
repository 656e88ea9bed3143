"""The demonstration's comings and goings: an election behind, two requests, an invitation."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.accounts.services import grant_membership, open_account
from applications.accounts.services.elections import record_election
from applications.accounts.services.inviting import invite
from applications.accounts.services.joining import ask_to_join
from applications.core.files import store_bytes
from applications.demo.accounts import DOMAIN, Town
from applications.demo.clock import clock_at, day
from applications.demo.papers import paper
from applications.territory.models import Organisation
from applications.territory.services import set_official_email

# The second round of the municipal elections of 2026; the day of the next ones is not known.
ELECTION = date(2026, 3, 22)
# Gignac: nobody signs for it yet.
UNSIGNED = "34114"
ASKED, INVITED = -4, -2


def live_election(actor: User) -> None:
    """Record the election: the mandates that it ended began again the day after."""
    record_election(ELECTION, actor=actor)
    ended = Membership.objects.filter(role=Role.SIGNATORY, ends_on=ELECTION).select_related("user", "organisation")
    morrow = timezone.make_aware(datetime.combine(ELECTION + timedelta(days=1), time(10)))
    with clock_at(morrow):
        for membership in ended.order_by("pk"):
            grant_membership(membership.user, membership.organisation, Role.SIGNATORY, actor=None)


def make_newcomers(organisation: Organisation, town: Town, agent: User, seeded_at: datetime) -> None:
    """Let somebody ask to join a town that a signatory holds, somebody a town that nobody does, and invite a third."""
    unsigned = Organisation.objects.get(commune__code_insee=UNSIGNED)
    with clock_at(day(seeded_at, ASKED)):
        deputy = open_account(email=f"directrice@{DOMAIN}", display_name="Directrice générale des services", actor=None)
        ask_to_join(organisation, Role.EDITOR, actor=deputy, message="Je prendrai la suite du secrétariat.")
        elected = open_account(email=f"nouveau.signataire@{DOMAIN}", display_name="Signataire élu", actor=None)
        minutes = store_bytes(
            paper("Procès-verbal d’élection"), name="proces-verbal.pdf", media_type="application/pdf", pages=1
        )
        ask_to_join(unsigned, Role.SIGNATORY, actor=elected, evidence=minutes)
        set_official_email(unsigned, email=f"mairie@{DOMAIN}", actor=agent)
    with clock_at(day(seeded_at, INVITED)) as now:
        invite(organisation, email=f"police.municipale@{DOMAIN}", role=Role.EDITOR, actor=town.signatory, now=now)
