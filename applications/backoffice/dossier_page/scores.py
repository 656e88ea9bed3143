"""The scoring grid as one agent may see it: others' marks are not even in the page before one's own are given."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms

from applications.backoffice.situation import Situation
from applications.calls.models import Criterion
from applications.core.money import format_number
from applications.review.models import MAX_MARK, Score
from applications.review.ranking import Consensus
from applications.review.selectors import Reading, criteria_of

MASKED = "masquée"
UNDER_WAY = "en cours"
NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """What the grid shows of another reviewer's mark: the mark, or the word instead of it."""

    text: str
    is_masked: bool = False


@dataclass(frozen=True)
class Row:
    """A criterion. `mark` and `comment` are fields of the agent's own form, None when it is not open."""

    criterion: Criterion
    mine: Score | None
    others: tuple[Cell, ...]
    mark: forms.BoundField | None = None
    comment: forms.BoundField | None = None

    @property
    def points(self) -> str:
        """What the agent's own mark brings, on the weight of the criterion."""
        if self.mine is None:
            return NOTHING
        return format_number(Decimal(self.mine.value) * self.criterion.weight / MAX_MARK, 1)


@dataclass(frozen=True)
class Comments:
    """What the other complete readings say of a criterion, in the order of `ScoreSheet.others`."""

    criterion: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class ScoreSheet:
    """The grid, its totals on 100, and what several readings say together (None while they are masked)."""

    rows: tuple[Row, ...]
    others: tuple[str, ...]
    totals: tuple[Cell, ...]
    comments: tuple[Comments, ...]
    my_total: str
    marked: int
    has_mine: bool
    complete: int
    missing: int
    consensus: Consensus | None
    is_masked: bool


def score_sheet(situation: Situation, form: forms.Form | None = None) -> ScoreSheet:
    """Return the grid for the agent; with `form`, their own marks are fields of it."""
    criteria = criteria_of(situation.dossier)
    mine = situation.my_reading
    others = [reading for reading in situation.readings if reading is not mine]
    shown = situation.is_review_closed or situation.have_i_read
    scores = mine.scores if mine is not None else {}
    complete = sum(reading.total is not None for reading in situation.readings)
    return ScoreSheet(
        rows=tuple(
            Row(
                criterion=criterion,
                mine=scores.get(criterion.pk),
                others=tuple(mark_cell(reading, criterion, shown=shown) for reading in others),
                mark=form[f"mark_{criterion.pk}"] if form is not None else None,
                comment=form[f"comment_{criterion.pk}"] if form is not None else None,
            )
            for criterion in criteria
        ),
        others=tuple(str(reading.reviewer) for reading in others),
        totals=tuple(total_cell(reading, shown=shown) for reading in others),
        comments=tuple(comments_of(others, criteria)) if shown else (),
        my_total=my_total(scores, criteria),
        marked=len(scores),
        has_mine=form is not None or mine is not None,
        complete=complete,
        missing=situation.missing_readings,
        consensus=situation.consensus if shown and complete > 1 else None,
        is_masked=not shown and bool(others),
    )


def mark_cell(reading: Reading, criterion: Criterion, *, shown: bool) -> Cell:
    if not shown:
        return Cell(MASKED, is_masked=True)
    score = reading.scores.get(criterion.pk)
    return Cell(str(score.value) if score is not None and reading.total is not None else NOTHING)


def total_cell(reading: Reading, *, shown: bool) -> Cell:
    if reading.total is None:
        return Cell(UNDER_WAY)
    return Cell(format_number(reading.total, 1)) if shown else Cell(MASKED, is_masked=True)


def my_total(scores: dict[int, Score], criteria: list[Criterion]) -> str:
    """Return the points given so far; a criterion without a mark counts for nothing yet."""
    points = sum(
        (
            Decimal(scores[criterion.pk].value) * criterion.weight / MAX_MARK
            for criterion in criteria
            if criterion.pk in scores
        ),
        Decimal(0),
    )
    return format_number(points, 1)


def comments_of(others: list[Reading], criteria: list[Criterion]) -> list[Comments]:
    """Return the criteria that at least one other complete reading comments."""
    lines = [
        Comments(
            criterion.label,
            tuple(reading.scores[criterion.pk].comment if reading.total is not None else "" for reading in others),
        )
        for criterion in criteria
    ]
    return [line for line in lines if any(line.texts)]
