"""What the Commission permanente did with a dossier, and where its letter is."""

from dataclasses import dataclass
from decimal import Decimal

from applications.core.jobs import JobStatus
from applications.core.money import format_eur
from applications.decisions.models import CommissionSession, Letter
from applications.decisions.selectors import envelope_for
from applications.dossiers.models import Dossier

LETTER_STATES = {
    JobStatus.PENDING: ("wait", "En préparation"),
    JobStatus.RUNNING: ("work", "En préparation"),
    JobStatus.FAILED: ("no", "En échec"),
}
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class EnvelopeView:
    """An envelope before and after one more vote of `asked`, in euros; `after` is negative when it does not fit.

    `voted_percent` and `asked_percent` are the lengths of its gauge.
    """

    year: str
    amount: Decimal
    voted: Decimal
    asked: Decimal

    @property
    def left(self) -> Decimal:
        return self.amount - self.voted

    @property
    def after(self) -> Decimal:
        return self.left - self.asked

    @property
    def voted_percent(self) -> Decimal:
        return self._percent(self.voted)

    @property
    def asked_percent(self) -> Decimal:
        return min(self._percent(self.asked), HUNDRED - self.voted_percent)

    @property
    def sentence(self) -> str:
        """Say what this vote would leave."""
        if self.after < 0:
            return f"Il manque {format_eur(-self.after)} pour voter {format_eur(self.asked)}."
        return f"Un vote de {format_eur(self.asked)} laisserait {format_eur(self.after)}."

    def _percent(self, part: Decimal) -> Decimal:
        return round(part / self.amount * HUNDRED, 1) if self.amount else Decimal(0)


def envelope_view(dossier: Dossier, session: CommissionSession, asked: Decimal) -> EnvelopeView | None:
    """Return the envelope that a vote of `session` would draw from, None when the year has none."""
    envelope = envelope_for(dossier, session)
    if envelope is None:
        return None
    return EnvelopeView(str(envelope.year), envelope.amount, envelope.voted, asked)


def letter_state(letter: Letter) -> tuple[str, str]:
    """Return the tone and the words of a letter's state."""
    if letter.notified_at is not None:
        return "ok", "Notifiée"
    if letter.job_status == JobStatus.DONE:
        return "done", "Prête, à relire"
    return LETTER_STATES[JobStatus(letter.job_status)]
