"""What is worth saying under a row of the plan, and stops nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from applications.calls.exclusions import excluded_by
from applications.core.text import normalise
from applications.core.typography import typeset_text
from applications.dossiers.enums import FundingState
from applications.portal.forms.base import as_text
from applications.portal.forms.plan_rows import Hint, Row


@dataclass(frozen=True)
class DecisionPaper:
    """The document that a funding obtained asks for: its files so far, and where it is joined.

    `is_open` tells whether the page of the documents shows it already: it waits for the plan's rows.
    """

    label: str
    href: str
    files: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True)
class PlanFacts:
    """What the rest of the dossier says that the plan's page needs."""

    pooled: bool = False
    vat_recovered: bool = True
    paper: DecisionPaper | None = None


def expense_hints(row: Row, exclusions: Sequence[str]) -> list[Hint]:
    exclusion = excluded_by(as_text(row.form["label"].value()), exclusions)
    if not exclusion:
        return []
    return [
        warning(
            f"ressemble à « {exclusion} », que la mesure ne prend pas en compte. Si la Région le confirme, cette "
            "dépense ne comptera pas dans le calcul de l’aide ; elle peut rester dans le plan."
        )
    ]


def funder_hints(row: Row, seen: dict[tuple[str, str], str], paper: DecisionPaper | None) -> list[Hint]:
    """Return what to say of a funder; `seen` names the rows above by who they are, and takes this one in."""
    return [*decision_hints(row, paper), *twice_hints(row, seen)]


def decision_hints(row: Row, paper: DecisionPaper | None) -> Iterator[Hint]:
    """Say where the decision of a funder stands, when the measure asks for it."""
    state = row.form.cleaned_data.get("state")
    if paper is None or state not in {FundingState.OBTAINED, FundingState.REQUESTED}:
        return
    if state == FundingState.REQUESTED:
        yield Hint(typeset_text("Sa décision devra suivre, une fois obtenue."))
    elif paper.files:
        names = ", ".join(paper.files)
        text = f"Décisions jointes : {names}. Vérifiez que celle de ce financeur y est."
        yield Hint(typeset_text(text), href=paper.href, link="Voir les pièces")
    elif paper.is_open:
        text = f"sa décision manque encore, à joindre à la pièce « {paper.label} »."
        yield Hint(typeset_text(text), warns=True, href=paper.href, link="Joindre la décision")
    else:
        text = f"Sa décision sera à joindre : la pièce « {paper.label} » s’ouvrira quand ce plan sera complet."
        yield Hint(typeset_text(text))


def twice_hints(row: Row, seen: dict[tuple[str, str], str]) -> Iterator[Hint]:
    who = as_text(row.form["kind"].value()), normalise(as_text(row.form["label"].value()))
    first = seen.setdefault(who, row.name)
    if who[0] and first != row.name:
        yield warning(f"déjà cité, {first}. Deux lignes sont permises si ce sont deux aides différentes.")


def warning(text: str) -> Hint:
    return Hint(typeset_text(text), warns=True)
