"""The whole demonstration, in order."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import slugify

from applications.accounts.models import User
from applications.calls.models import Call
from applications.calls.services import publish_rules
from applications.decisions.models import CommissionSession
from applications.demo.accounts import Town, give_password, make_agents, make_town
from applications.demo.clock import clock_at, day
from applications.demo.decisions import VOTED, assess, notify_session, put_on_agenda, vote
from applications.demo.dossiers import DECIDED, OPEN, Story, check, draft, submit
from applications.demo.joining import live_election, make_newcomers
from applications.demo.parameters import (
    DECIDED_OPENS,
    DECIDED_SESSION,
    LATE_SESSION,
    OPEN_OPENS,
    make_authority,
    make_calls,
    make_sessions,
    read,
)
from applications.demo.questions import ask_questions
from applications.dossiers.enums import Status
from applications.territory.models import Organisation

LUNEL = "213401458"
Sessions = tuple[CommissionSession, CommissionSession, CommissionSession]


@dataclass(frozen=True)
class Demonstration:
    """What was made: the agents' accounts, and the two people of each town by the name of its organisation."""

    agents: dict[str, User]
    towns: dict[str, Town]


def seed(seeded_at: datetime) -> Demonstration:
    """Fill an empty portal, its territory loaded, with dates relative to `seeded_at`."""
    with clock_at(day(seeded_at, DECIDED_OPENS)):
        agents = make_agents()
        decided, current = make_calls(seeded_at)
        make_authority(seeded_at)
        sessions = make_sessions(seeded_at)
        rows = read("dossiers.json")["dossiers"] + read("added.json")
        towns = {row["siren"]: town_of(row["siren"]) for row in rows}
        live_election(agents["administratrice"])
    publish(current, agents["administratrice"], seeded_at)
    stories = [draft(row, {DECIDED: decided, OPEN: current}, towns[row["siren"]], agents, seeded_at) for row in rows]
    for story in stories:
        submit(story)
        check(story)
        assess(story)
    decide(stories, sessions, agents["responsable"], seeded_at)
    lunel = Organisation.objects.get(siren=LUNEL)
    make_newcomers(lunel, towns[LUNEL], agents["instructrice-a"], seeded_at)
    give_password()
    names = dict(Organisation.objects.filter(siren__in=towns).values_list("siren", "name"))
    return Demonstration(agents, {names[siren]: town for siren, town in towns.items()})


def publish(call: Call, administrator: User, seeded_at: datetime) -> None:
    """Add the call's questions and publish its règlement on its first day; a worker writes its PDF."""
    with clock_at(day(seeded_at, OPEN_OPENS)):
        ask_questions(call, administrator)
        publish_rules(call, actor=administrator)


def town_of(siren: str) -> Town:
    organisation = Organisation.objects.get(siren=siren)
    return make_town(organisation, slug_of(organisation))


def slug_of(organisation: Organisation) -> str:
    """Return what an organisation's addresses are made of: « lunel », « grand-pic-saint-loup »."""
    return slugify(organisation.name.removeprefix("Communauté de communes ").removeprefix("du "))


def decide(stories: list[Story], sessions: Sessions, responsible: User, seeded_at: datetime) -> None:
    past, late, coming = sessions
    for story in stories:
        if story.target == Status.SCHEDULED:
            put_on_agenda(story, coming)
        elif story.target in VOTED:
            recent = story.row["statut"] == "attribue_non_notifie"
            session, days = (late, LATE_SESSION) if recent else (past, DECIDED_SESSION)
            put_on_agenda(story, session)
            vote(story, session, days, seeded_at)
    notify_session(past, responsible, DECIDED_SESSION, seeded_at)
