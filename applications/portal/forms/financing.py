"""The two sides of the financing plan: any number of expenses and of funders, typed in rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms

from applications.calls.aid import FundingLine
from applications.calls.enums import FundingSide
from applications.calls.exclusions import excluded_lines
from applications.calls.financing import Issue, financing_issues
from applications.core.formfields import AmountField
from applications.core.money import format_eur
from applications.core.typography import typeset_text
from applications.dossiers.enums import FunderKind, FundingState
from applications.dossiers.fields import EXPENSES
from applications.dossiers.models import Dossier
from applications.portal.forms.acts import MAX_ROWS
from applications.portal.forms.base import RawData, as_text
from applications.portal.forms.plan_hints import PlanFacts, expense_hints, funder_hints
from applications.portal.forms.plan_rows import (
    EXPENSE,
    FUNDER,
    Row,
    amount_read,
    columns_written,
    row_added,
    row_count,
    rows_of,
    told_amount,
)
from applications.portal.forms.totals import PlanTotals
from applications.portal.presenters.links import Link

ZERO = Decimal(0)
# What stands next to the amount that a rule blames.
NOTES = {
    "no_expense": "Ajoutez au moins une dépense",
    "unbalanced": "Écart de {gap}",
    "region_missing": "Indiquez l’aide demandée",
    "own_share_low": "Il manque {missing}",
    "epci_fund_high": "Fonds de concours trop élevé",
}


class FixedLines(forms.Form):
    """The two lines that every plan has: what is asked of the Région, and the organisation's own money."""

    region = AmountField(label="Région, aide demandée")
    own = AmountField(label="Votre part")


class FinancingForm:
    """The plan as typed: `region`, `own`, and for the rows one list per column (`expense_label`, …).

    Unlike the other sections it always computes, so that totals follow what is typed; `checking`, the page also
    says what is wrong.
    """

    closed: frozenset[str] = frozenset()
    """The sides of the plan that the Région did not ask to correct: shown, and never written."""

    def __init__(self, dossier: Dossier, raw: RawData, *, facts: PlanFacts, checking: bool = False) -> None:
        self.dossier = dossier
        self.raw = raw
        self.pooled = facts.pooled
        self.vat_recovered = facts.vat_recovered
        self.checking = checking
        self.fixed = FixedLines({name: "".join(raw.get(name, [])[:1]) for name in FixedLines.base_fields})
        self.fixed.full_clean()
        expenses = raw if row_count(raw, EXPENSE) else row_added(raw, EXPENSE)
        self.expenses = rows_of(EXPENSE, expenses, checking=checking)
        self.funders = rows_of(FUNDER, raw, checking=checking)
        for row in self.expenses:
            row.hints = expense_hints(row, self.excluded_costs)
        seen: dict[tuple[str, str], str] = {}
        for row in self.funders:
            row.hints = funder_hints(row, seen, facts.paper)
        for row in self.epci_rows:
            row.note = self.notes.get(FundingSide.EPCI, "")
        for row in self.epci_rows[:1]:
            row.anchor = f"id_{FundingSide.EPCI.value}"

    @classmethod
    def written(cls, values: Mapping[str, Any]) -> RawData:
        """Return a plan's rows as the form would send them."""
        amounts = {line["kind"]: line["amount"] for line in values["fundings"]}
        others = [line for line in values["fundings"] if line["kind"] not in FixedLines.base_fields]
        fixed = {
            name: [as_text(field.prepare_value(amounts.get(name)))] for name, field in FixedLines.base_fields.items()
        }
        return {**fixed, **columns_written(EXPENSE, values["expenses"]), **columns_written(FUNDER, others)}

    @property
    def are_expenses_closed(self) -> bool:
        return EXPENSES in self.closed

    @property
    def organisation(self) -> str:
        """« la commune », « la communauté de communes »."""
        return self.dossier.organisation.forms.short

    @property
    def owner(self) -> str:
        """« Commune d’Argelès-sur-Mer »."""
        return self.dossier.organisation.full_name

    @property
    def excluded_costs(self) -> list[str]:
        return excluded_lines(self.dossier.measure.excluded_costs)

    @property
    def epci_rows(self) -> list[Row]:
        return [row for row in self.funders if row.counts and row.side == FundingSide.EPCI]

    @property
    def region(self) -> Decimal:
        return self.fixed.cleaned_data.get("region") or ZERO

    @property
    def fixed_read(self) -> dict[str, str]:
        """The two fixed amounts as they are read again."""
        return {name: amount_read(self.fixed[name]) for name in self.fixed.fields}

    @property
    def own(self) -> Decimal:
        return self.fixed.cleaned_data.get("own") or ZERO

    @cached_property
    def lines(self) -> list[FundingLine]:
        """The fundings that can be read, refused ones aside."""
        return [
            FundingLine(FundingSide.REGION, self.region),
            *(FundingLine(row.side, row.amount) for row in self.funders if row.counts),
            FundingLine(FundingSide.OWN, self.own),
        ]

    @cached_property
    def totals(self) -> PlanTotals:
        return PlanTotals(
            rule=self.dossier.measure.aid_rule,
            lines=self.lines,
            expenses=sum((row.amount for row in self.expenses), ZERO),
            pooled=self.pooled,
            organisation=self.organisation,
        )

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """What the rules say of the plan as far as it can be read."""
        return financing_issues(
            self.totals.rule,
            self.lines,
            self.totals.expenses,
            pooled=self.pooled,
            organisation=self.organisation,
        )

    @property
    def blocking(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.blocking]

    @property
    def warnings(self) -> list[str]:
        return [issue.message for issue in self.issues if not issue.blocking]

    @cached_property
    def unreadable(self) -> list[Link]:
        """What keeps the plan from being read: while there is any, the rules would judge wrong totals."""
        fixed = (self.fixed[name] for name in self.fixed.errors)
        return [
            *crowded(EXPENSE, self.expenses),
            *crowded(FUNDER, self.funders),
            *(problem for row in (*self.expenses, *self.funders) for problem in row.problems),
            *(
                Link(f"{field.label}\u00a0: {error}", f"#{field.id_for_label}")
                for field in fixed
                for error in field.errors
            ),
        ]

    @property
    def is_partial(self) -> bool:
        """Whether an amount is typed that the totals cannot count."""
        return self.has_unread_rows or any(told_amount(self.fixed[name]) for name in self.fixed.fields)

    @property
    def has_unread_rows(self) -> bool:
        return any(told_amount(row.form["amount"]) for row in (*self.expenses, *self.funders))

    @property
    def estimate(self) -> Decimal | None:
        """The aid to take over in the Région's line; None when it is there already, or cannot be told."""
        aid = self.totals.aid
        if aid is None or aid.amount == 0 or self.has_unread_rows or aid.amount == self.region:
            return None
        return aid.amount

    @property
    def rest(self) -> Decimal | None:
        """What is left to the organisation once all the rest is filled in; None when it is there already."""
        left = self.totals.expenses - (self.totals.fundings - self.own)
        unread = self.has_unread_rows or bool(told_amount(self.fixed["region"]))
        if unread or left <= 0 or self.region == 0 or left == self.own:
            return None
        return left

    @property
    def pasted(self) -> dict[str, str]:
        """What waits in each paste area."""
        return {kind: "".join(self.raw.get(f"{kind}_pasted", ())) for kind in (EXPENSE, FUNDER)}

    @property
    def rows(self) -> list[Row]:
        return [*self.expenses, *self.funders]

    @property
    def told(self) -> dict[str, str]:
        """The errors next to each field, by its identifier."""
        told = {identifier: error for row in self.rows for identifier, error in row.told.items()}
        fixed = {f"id_{name}": error for name, error in self.errors.items() if name in self.fixed.fields}
        return {**told, **fixed}

    @property
    def summary(self) -> str:
        """The sentence that is read out once typing pauses."""
        watched = [row.name for row in self.rows if any(hint.warns for hint in row.hints)]
        parts = ["Calcul partiel\u00a0: un montant ne se lit pas."] if self.is_partial else []
        parts.append(self.totals.summary)
        parts += [f"À vérifier\u00a0: {', '.join(watched)}."] if watched else []
        return " ".join(parts)

    @property
    def problems(self) -> list[Link]:
        """Return all that is to be corrected, each a link to its field."""
        return self.unreadable or [Link(issue.message, self.place(issue)) for issue in self.blocking]

    @property
    def error_count(self) -> int:
        return len(self.problems)

    @cached_property
    def notes(self) -> dict[str, str]:
        """What stands next to an amount that a rule blames, by the rule's target."""
        if not self.checking or self.unreadable:
            return {}
        figures = {"gap": format_eur(self.totals.difference), "missing": format_eur(self.totals.missing)}
        return {issue.target: typeset_text(NOTES[issue.code].format(**figures)) for issue in self.blocking}

    @property
    def errors(self) -> dict[str, str]:
        """What the page says next to the amounts of the two fixed lines."""
        if not self.checking:
            return {**told_amount(self.fixed["region"]), **told_amount(self.fixed["own"])}
        return {**self.notes, **{name: str(errors[0]) for name, errors in self.fixed.errors.items()}}

    @property
    def shown_problems(self) -> list[Link]:
        return self.problems if self.checking else []

    def place(self, issue: Issue) -> str:
        """Return the anchor of what an issue blames."""
        if issue.target == FundingSide.EPCI:
            return f"#{self.epci_rows[0].form['amount'].id_for_label}"
        return f"#id_{issue.target}"

    def values(self) -> dict[str, Any] | None:
        """Return the plan's rows when it is right, else None."""
        if self.problems:
            return None
        return {
            "expenses": [row.form.cleaned_data for row in self.expenses if not row.is_blank],
            "fundings": [
                fixed_line(FunderKind.REGION, self.region, FundingState.REQUESTED),
                *(row.form.cleaned_data for row in self.funders if not row.is_blank),
                fixed_line(FunderKind.OWN, self.own, FundingState.VOTED),
            ],
        }


def crowded(kind: str, rows: Sequence[Row]) -> list[Link]:
    if len(rows) <= MAX_ROWS:
        return []
    noun = "dépenses" if kind == EXPENSE else "financeurs"
    text = f"{MAX_ROWS} {noun} au plus, il y en a {len(rows)} : regroupez des lignes."
    return [Link(typeset_text(text), f"#{rows[MAX_ROWS].form['label'].id_for_label}")]


def fixed_line(kind: FunderKind, amount: Decimal, state: FundingState) -> dict[str, Any]:
    return {"kind": kind, "label": "", "state": state, "amount": amount}
