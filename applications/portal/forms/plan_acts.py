"""What the plan's own buttons do to the rows: add, remove, paste, take a computed amount. Nothing is saved here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from applications.core.money import format_number
from applications.core.typography import typeset_text
from applications.dossiers.models import Dossier
from applications.portal.forms.acts import MAX_ROWS, SectionAct
from applications.portal.forms.base import RawData
from applications.portal.forms.catalogue import financing_form
from applications.portal.forms.pasted import Line, read_expenses
from applications.portal.forms.pasted_funders import read_funders
from applications.portal.forms.plan_rows import COLUMNS, FUNDER, lines_of, raw_of
from applications.portal.forms.plan_words import AREA, Outcome

TOP = "#contenu"
FIXED = ("region", "own")
CENTS = 2
Cells = dict[str, str]


@dataclass(frozen=True)
class PlanChange:
    """The rows after a button: `anchor` is where the page comes back, empty when no such button was pressed.

    `focus` is the identifier of the field to go to when the page does not reload.
    """

    raw: RawData
    anchor: str = ""
    focus: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """The cell where something was pasted; `rank` None means after the last row."""

    rank: int | None = None
    column: str = ""


def plan_change(dossier: Dossier, act: SectionAct, raw: RawData) -> PlanChange:
    """Apply the button that was pressed; rows left in a paste area count as pasted once the page is saved."""
    if act.answer("take"):
        return taken(dossier, raw, act.answer("take"))
    if act.answer("paste"):
        return pasted(dossier, raw, act.answer("paste"), act.answer("at"))
    if act.answer("then"):
        return waiting_pasted(dossier, raw)
    changed, anchor = act.applied(raw)
    notices = (typeset_text(f"{MAX_ROWS} lignes au plus : regroupez-en quelques-unes."),) if act.is_refused(raw) else ()
    return PlanChange(changed, anchor, anchor.removeprefix("#"), notices)


def taken(dossier: Dossier, raw: RawData, line: str) -> PlanChange:
    """Put the estimate in the Région's line, or the rest in the organisation's own."""
    form = financing_form(dossier, raw)
    amount = form.estimate if line == "region" else form.rest
    anchor = f"#id_{line}"
    if amount is None:
        return PlanChange(raw, anchor, anchor[1:], ("Complétez d’abord les autres montants du plan.",))
    return PlanChange({**raw, line: [format_number(amount, CENTS)]}, anchor, anchor[1:])


def waiting_pasted(dossier: Dossier, raw: RawData) -> PlanChange:
    """Take in what stands in the paste areas; what does not fit whole stays there, and the page says that it waits."""
    change = PlanChange(raw)
    for kind in COLUMNS:
        if not pasted_text(raw, kind).strip():
            continue
        after = pasted(dossier, change.raw, kind, "")
        if pasted_text(after.raw, kind):
            told = typeset_text(f"Des lignes attendent dans {AREA} : ajoutez-les, ou effacez ce texte.")
            after = PlanChange(change.raw, TOP, notices=(told,))
        change = replace(after, notices=(*change.notices, *after.notices))
    return change


def pasted_text(raw: RawData, kind: str) -> str:
    return "".join(raw.get(f"{kind}_pasted", ()))


def pasted(dossier: Dossier, raw: RawData, kind: str, at: str) -> PlanChange:
    """Read the paste area of this kind into rows; what does not fit stays there."""
    text = pasted_text(raw, kind)
    found = read_funders(text, dossier.organisation.full_name) if kind == FUNDER else read_expenses(text)
    target = target_of(kind, at)
    if target.column == "amount":
        found = replace(found, lines=tuple(as_amount(line) for line in found.lines))
    raw, lines, kept = fixed_filled(raw, found.lines)
    rows, first, count = spread(lines_of(raw, kind), lines, target)
    left = [*kept, *lines[count:]]
    changed = {**raw, **raw_of(kind, rows), f"{kind}_pasted": ["\n".join(line.text for line in left)]}
    filled = len(found.lines) - len(lines) - len(kept)
    outcome = Outcome(kind, found, added=lines[:count], fixed=filled, twice=kept, crowded=lines[count:])
    focus = f"id_{kind}_{first}_{COLUMNS[kind][0]}" if count else (f"id_{FIXED[0]}" if filled else "")
    return PlanChange(changed, TOP, focus, outcome.notices)


def target_of(kind: str, at: str) -> Target:
    named, _, place = at.partition("-")
    rank, _, column = place.partition("-")
    return Target(int(rank), column) if named == kind and column in COLUMNS[kind] else Target()


def as_amount(line: Line) -> Line:
    """A lone column pasted among the amounts holds amounts, whatever it looks like."""
    cells = {column: cell for column, cell in line.cells.items() if cell}
    return replace(line, cells={"amount": line.text}) if set(cells) == {"label"} else line


def fixed_filled(raw: RawData, lines: Sequence[Line]) -> tuple[RawData, tuple[Line, ...], tuple[Line, ...]]:
    """Put the Région's aid and the own share on their lines where these are empty; they have one line each.

    Return the data, the other lines, and those that came second.
    """
    others, kept = [], []
    for line in lines:
        name = line.cells.get("kind", "")
        if name not in FIXED:
            others.append(line)
        elif "".join(raw.get(name, ())).strip():
            kept.append(line)
        else:
            raw = {**raw, name: [line.cells["amount"]]}
    return raw, tuple(others), tuple(kept)


def spread(rows: list[Cells], lines: Sequence[Line], target: Target) -> tuple[list[Cells], int, int]:
    """Return the rows with the lines, the rank of the first one, and how many fitted.

    Over empty cells they are written; where something is typed they come between, so that nothing is lost.
    """
    read = [line.cells for line in lines if line.cells]
    if target.rank is None or target.rank >= len(rows):
        rows = without_last_blanks(rows)
        return inserted(rows, read, len(rows))
    brought = {column for cells in read for column, cell in cells.items() if cell}
    under = rows[target.rank : target.rank + len(read)]
    if any(row[column].strip() for row in under for column in brought):
        here = rows[target.rank]
        if any(cell.strip() for cell in here.values()):
            return inserted(rows, read, target.rank + 1)
        return inserted([*rows[: target.rank], *rows[target.rank + 1 :]], read, target.rank)
    fitting = read[: MAX_ROWS - target.rank]
    written = [
        {**row, **{column: cell for column, cell in cells.items() if cell}}
        for row, cells in zip(under, fitting, strict=False)
    ]
    tail = rows[target.rank + len(written) :]
    return [*rows[: target.rank], *written, *fitting[len(under) :], *tail], target.rank, len(fitting)


def inserted(rows: list[Cells], read: Sequence[Cells], rank: int) -> tuple[list[Cells], int, int]:
    fitting = read[: max(0, MAX_ROWS - len(rows))]
    return [*rows[:rank], *fitting, *rows[rank:]], rank, len(fitting)


def without_last_blanks(rows: list[Cells]) -> list[Cells]:
    kept = list(rows)
    while kept and not any(cell.strip() for cell in kept[-1].values()):
        kept.pop()
    return kept
