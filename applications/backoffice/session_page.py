"""What the page of a session shows: its agenda, measure by measure, and the money of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from applications.calls.models import Envelope, Measure
from applications.decisions.models import AgendaItem, CommissionSession, Decision, Vote

ZERO = Decimal(0)
PERCENT = Decimal(100)


@dataclass(frozen=True)
class AgendaLine:
    """A dossier on the agenda: what is proposed, how it was voted, what came of it."""

    rank: int
    item: AgendaItem

    @property
    def vote(self) -> Vote | None:
        return getattr(self.item, "vote", None)

    @property
    def decision(self) -> Decision | None:
        return getattr(self.vote, "decision", None)

    @property
    def proposed(self) -> Decimal:
        return self.item.proposed_amount

    @property
    def voted(self) -> Decimal:
        return self.vote.amount if self.vote is not None else ZERO


@dataclass(frozen=True)
class MeasureAgenda:
    """The lines of one measure, and its envelope of the session's year (None when there is none)."""

    measure: Measure
    envelope: Envelope | None
    lines: tuple[AgendaLine, ...]

    @property
    def proposed(self) -> Decimal:
        return sum((line.proposed for line in self.lines), ZERO)

    @property
    def voted(self) -> Decimal:
        """Return what this session voted."""
        return sum((line.voted for line in self.lines), ZERO)

    @property
    def pending(self) -> Decimal:
        """Return what is proposed and not voted yet."""
        return sum((line.proposed for line in self.lines if line.vote is None), ZERO)

    @property
    def left(self) -> Decimal:
        return self.envelope.left if self.envelope is not None else ZERO

    @property
    def missing(self) -> Decimal:
        """Return by how much the proposals that wait exceed what is left, zero when they fit."""
        return max(self.pending - self.left, ZERO)

    @property
    def bar(self) -> "Bar":
        if self.envelope is None or not self.envelope.amount:
            return Bar(ZERO, ZERO, ZERO)
        amount = self.envelope.amount
        return Bar(
            before=(self.envelope.voted - self.voted) * PERCENT / amount,
            now=self.voted * PERCENT / amount,
            pending=min(self.pending, self.left) * PERCENT / amount,
        )


@dataclass(frozen=True)
class Bar:
    """The parts of an envelope, in percent: voted elsewhere, voted by this session, proposed."""

    before: Decimal
    now: Decimal
    pending: Decimal

    @property
    def pending_from(self) -> Decimal:
        return self.before + self.now


def agenda_of(session: CommissionSession) -> list[MeasureAgenda]:
    """Return the session's agenda by measure, in the order of the measures. Two queries, however long it is."""
    items = (
        AgendaItem.objects.filter(session=session, removed_at=None)
        .select_related("dossier__organisation__departement", "dossier__measure__call", "vote__decision__letter")
        .order_by("pk")
    )
    lines = [AgendaLine(rank, item) for rank, item in enumerate(items, start=1)]
    by_measure: dict[Measure, list[AgendaLine]] = {}
    for line in lines:
        by_measure.setdefault(line.item.dossier.measure, []).append(line)
    envelopes = envelopes_of(by_measure, session.held_on.year)
    return [
        MeasureAgenda(measure, envelopes.get(measure.pk), tuple(found))
        for measure, found in sorted(by_measure.items(), key=lambda group: group[0].pk)
    ]


def envelopes_of(measures: Iterable[Measure], year: int) -> dict[int, Envelope]:
    found = Envelope.objects.filter(measure__in=list(measures), year=year)
    return {envelope.measure_id: envelope for envelope in found}
