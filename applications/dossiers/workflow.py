"""Where a dossier may go, and who may take it there. A new edge is a decision somebody takes."""

from dataclasses import dataclass

from applications.accounts.enums import Role
from applications.dossiers.enums import Status

CHECK = "dossiers.check_dossier"
COMPLETE = "dossiers.complete_dossier"
WITHDRAW = "dossiers.withdraw_dossier"
CLOSE = "review.close_assessment"
SCHEDULE = "decisions.schedule_dossier"
VOTE = "decisions.record_vote"
NOTIFY = "decisions.notify_decision"
MEMBERS = frozenset({Role.EDITOR, Role.SIGNATORY})
SIGNATORY = frozenset({Role.SIGNATORY})


@dataclass(frozen=True)
class Edge:
    """A step: open to members of the organisation in one of `roles`, or to agents who hold `permission`."""

    source: Status
    target: Status
    roles: frozenset[Role] = frozenset()
    permission: str = ""


EDGES = (
    Edge(Status.DRAFT, Status.AWAITING_SIGNATURE, MEMBERS),
    Edge(Status.DRAFT, Status.SUBMITTED, SIGNATORY),
    Edge(Status.DRAFT, Status.ABANDONED, MEMBERS),
    Edge(Status.AWAITING_SIGNATURE, Status.DRAFT, MEMBERS),
    Edge(Status.AWAITING_SIGNATURE, Status.SUBMITTED, SIGNATORY),
    Edge(Status.AWAITING_SIGNATURE, Status.ABANDONED, MEMBERS),
    Edge(Status.SUBMITTED, Status.INCOMPLETE, permission=COMPLETE),
    Edge(Status.SUBMITTED, Status.ADMISSIBLE, permission=CHECK),
    Edge(Status.SUBMITTED, Status.INADMISSIBLE, permission=CHECK),
    Edge(Status.SUBMITTED, Status.WITHDRAWN, SIGNATORY, WITHDRAW),
    Edge(Status.INCOMPLETE, Status.SUBMITTED, SIGNATORY),
    Edge(Status.INCOMPLETE, Status.INADMISSIBLE, permission=CHECK),
    Edge(Status.INCOMPLETE, Status.WITHDRAWN, SIGNATORY, WITHDRAW),
    Edge(Status.ADMISSIBLE, Status.INCOMPLETE, permission=COMPLETE),
    Edge(Status.ADMISSIBLE, Status.ASSESSED, permission=CLOSE),
    Edge(Status.ADMISSIBLE, Status.WITHDRAWN, SIGNATORY, WITHDRAW),
    Edge(Status.INADMISSIBLE, Status.SUBMITTED, permission=NOTIFY),
    Edge(Status.ASSESSED, Status.ADMISSIBLE, permission=CLOSE),
    Edge(Status.ASSESSED, Status.SCHEDULED, permission=SCHEDULE),
    Edge(Status.ASSESSED, Status.WITHDRAWN, SIGNATORY, WITHDRAW),
    Edge(Status.SCHEDULED, Status.ASSESSED, permission=SCHEDULE),
    Edge(Status.SCHEDULED, Status.GRANTED, permission=VOTE),
    Edge(Status.SCHEDULED, Status.REFUSED, permission=VOTE),
    Edge(Status.SCHEDULED, Status.ADJOURNED, permission=VOTE),
    Edge(Status.ADJOURNED, Status.ASSESSED, permission=SCHEDULE),
    Edge(Status.ADJOURNED, Status.WITHDRAWN, SIGNATORY, WITHDRAW),
    Edge(Status.GRANTED, Status.CANCELLED, permission=NOTIFY),
    Edge(Status.GRANTED, Status.LAPSED, permission=NOTIFY),
    Edge(Status.GRANTED, Status.SETTLED, permission=NOTIFY),
    Edge(Status.REFUSED, Status.ASSESSED, permission=NOTIFY),
)
TRANSITIONS = {(edge.source, edge.target): edge for edge in EDGES}

# A vote or an inadmissibility is not public before its notification: until then the last public state stays.
HELD_BACK = frozenset({Status.INADMISSIBLE, Status.GRANTED, Status.REFUSED, Status.ADJOURNED})
EDITABLE = frozenset({Status.DRAFT, Status.AWAITING_SIGNATURE})
# A filed dossier on which nothing is decided, as far as its organisation knows.
FOLLOWED = frozenset(
    {
        Status.SUBMITTED,
        Status.INCOMPLETE,
        Status.ADMISSIBLE,
        Status.ASSESSED,
        Status.SCHEDULED,
        Status.ADJOURNED,
    }
)
WITHDRAWABLE = frozenset(edge.source for edge in EDGES if edge.target == Status.WITHDRAWN)


def edge_between(source: Status, target: Status) -> Edge | None:
    """Return the step from `source` to `target`, or None when there is none."""
    return TRANSITIONS.get((source, target))


def published_after(target: Status, published: Status) -> Status:
    """Return what the organisation may know once the dossier is `target`, having known `published` so far."""
    return published if target in HELD_BACK else target
