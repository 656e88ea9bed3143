"""The lines of a simulation: what the project costs, who else pays."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from django import forms
from django.http import QueryDict

from applications.core.formfields import AmountField
from applications.portal.forms.fields import PickField, TextField
from applications.portal.forms.plan_rows import CHOOSE, KINDS
from applications.portal.presenters.links import Link

ZERO = Decimal(0)
# A browser's address has a length: a longer plan is typed in a dossier.
MAX_ROWS = 8
LABEL_LENGTH = 80
COST, AID = "cost", "aid"
COLUMNS = {COST: ("label", "amount"), AID: ("kind", "amount")}
TITLES = {COST: "Dépense", AID: "Financeur"}


class CostRow(forms.Form):
    label = TextField(label="intitulé", most=LABEL_LENGTH, required=False)
    amount = AmountField(label="montant HT", positive=True)


class AidRow(forms.Form):
    kind = PickField(
        label="nature",
        choices=[CHOOSE, *((kind.value, kind.label) for kind in KINDS)],
        widget=forms.Select,
        error_messages={"required": "Choisissez le financeur."},
    )
    amount = AmountField(label="montant", positive=True)


ROW_FORMS: dict[str, type[CostRow] | type[AidRow]] = {COST: CostRow, AID: AidRow}


@dataclass(frozen=True)
class Row:
    """A line of costs or of funders; an empty one is neither right nor wrong."""

    kind: str
    rank: int
    form: CostRow | AidRow
    errors: dict[str, str]

    @property
    def name(self) -> str:
        return f"{TITLES[self.kind]} {self.rank + 1}"

    @property
    def is_blank(self) -> bool:
        return not self.form.has_changed()

    @property
    def label(self) -> str:
        return str(self.form.cleaned_data.get("label", ""))

    @property
    def amount(self) -> Decimal:
        return self.form.cleaned_data.get("amount") or ZERO

    @property
    def problems(self) -> Iterator[Link]:
        for field, error in self.errors.items():
            cell = self.form[field]
            yield Link(f"{self.name}, {cell.label}\u00a0: {error}", f"#{cell.id_for_label}")


def rows_of(kind: str, query: QueryDict, *, checking: bool) -> list[Row]:
    """Return the lines of a kind, at least one, one more when the button that adds it was pressed.

    Of too many, one too many is enough to say so.
    """
    columns = COLUMNS[kind]
    typed = [query.getlist(f"{kind}_{column}") for column in columns]
    lines: list[tuple[str, ...]] = list(zip_longest(*typed, fillvalue=""))[: MAX_ROWS + 1]
    if not lines or (query.get("add") == kind and len(lines) < MAX_ROWS):
        lines.append(("",) * len(columns))
    return [row_of(kind, rank, dict(zip(columns, line, strict=True)), checking) for rank, line in enumerate(lines)]


def row_of(kind: str, rank: int, cells: dict[str, str], checking: bool) -> Row:
    form = ROW_FORMS[kind](cells, auto_id=f"id_{kind}_{rank}_%s", empty_permitted=True, use_required_attribute=False)
    form.full_clean()
    wrong = {name: str(errors[0]) for name, errors in form.errors.items()} if checking else {}
    return Row(kind, rank, form, wrong)
