"""The rows of the financing plan: as they are typed, one list per column, and as forms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django import forms

from applications.calls.enums import FundingSide
from applications.core.formfields import AmountField
from applications.core.money import format_eur
from applications.dossiers.enums import FunderKind, FundingState
from applications.portal.forms.base import RawData, as_text, chosen
from applications.portal.forms.fields import PickField, TextField
from applications.portal.presenters.links import Link

LABEL_LENGTH = 160
EXPENSE, FUNDER = "expense", "funding"
COLUMNS = {EXPENSE: ("label", "amount"), FUNDER: ("kind", "label", "state", "amount")}
TITLES = {EXPENSE: "Dépense", FUNDER: "Financeur"}
# The Région's line is the first of the funders.
FIRST_NUMBER = {EXPENSE: 1, FUNDER: 2}
CHOOSE = ("", "Choisir")
KINDS = [kind for kind in FunderKind if kind not in {FunderKind.REGION, FunderKind.OWN}]
STATES = FundingState.allowed_for(FunderKind.DEPARTMENT)
TO_BE_NAMED = frozenset({FunderKind.DEPARTMENT, FunderKind.EPCI, FunderKind.OTHER_PUBLIC, FunderKind.PRIVATE})


class ExpenseRow(forms.Form):
    label = TextField(label="intitulé", most=LABEL_LENGTH, error_messages={"required": "Dites ce que vous achetez."})
    amount = AmountField(label="montant HT", positive=True)


class FunderRow(forms.Form):
    kind = PickField(
        label="nature",
        choices=[CHOOSE, *((kind.value, kind.label) for kind in KINDS)],
        widget=forms.Select,
        error_messages={"required": "Choisissez le financeur."},
    )
    label = TextField(label="précision", most=LABEL_LENGTH, required=False)
    state = PickField(
        label="état de la demande",
        choices=[CHOOSE, *((state.value, state.label) for state in STATES)],
        widget=forms.Select,
        error_messages={"required": "Choisissez l’état."},
    )
    amount = AmountField(label="montant", positive=True)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("kind") in TO_BE_NAMED and self.cleaned_data.get("label") == "":
            self.add_error("label", "Dites lequel.")
        return self.cleaned_data


ROW_FORMS: dict[str, type[ExpenseRow] | type[FunderRow]] = {EXPENSE: ExpenseRow, FUNDER: FunderRow}


@dataclass(frozen=True)
class Hint:
    """A sentence under a row, that stops nothing; `href` leads where `link` says."""

    text: str
    warns: bool = False
    href: str = ""
    link: str = ""


@dataclass
class Row:
    """A line of the page, `rank` counting from 0 among its kind. An empty one is neither right nor wrong."""

    kind: str
    rank: int
    form: ExpenseRow | FunderRow
    checking: bool = False
    note: str = ""
    """What a rule says of its amount."""
    anchor: str = ""
    """Where a link that only knows what this funder is may lead."""
    hints: list["Hint"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """« Dépense 1 », « Financeur 2 »."""
        return f"{TITLES[self.kind]} {self.number}"

    @property
    def number(self) -> int:
        return FIRST_NUMBER[self.kind] + self.rank

    @property
    def is_funder(self) -> bool:
        return self.kind == FUNDER

    @property
    def hint_id(self) -> str:
        return f"id_{self.kind}_{self.rank}_hint"

    @property
    def told(self) -> dict[str, str]:
        """The errors, by the identifier of their field."""
        return {self.form[name].id_for_label: error for name, error in self.errors.items()}

    @property
    def value(self) -> str:
        """What the button « Retirer » sends."""
        return f"{self.kind}-{self.rank}"

    @property
    def called(self) -> str:
        """What tells this line from the others, as typed."""
        label = as_text(self.form["label"].value())
        return label or (chosen(self.form.fields["kind"], self.form["kind"].value()) if self.is_funder else "")

    @property
    def state(self) -> str:
        state = self.form.cleaned_data.get("state")
        return str(FundingState(state).label) if state else ""

    @property
    def is_blank(self) -> bool:
        return not self.form.has_changed()

    @property
    def amount(self) -> Decimal:
        return self.form.cleaned_data.get("amount") or Decimal(0)

    @property
    def amount_read(self) -> str:
        """The amount as it is read again: what was typed when it is no amount."""
        return amount_read(self.form["amount"])

    @property
    def side(self) -> FundingSide:
        """What this funder's money is; a funder not chosen yet counts as public."""
        kind = self.form.cleaned_data.get("kind")
        return FunderKind(kind).side if kind else FundingSide.PUBLIC

    @property
    def counts(self) -> bool:
        return self.form.cleaned_data.get("state") != FundingState.REFUSED

    @property
    def errors(self) -> dict[str, str]:
        """What the page says next to each input: before the plan is checked, only that an amount does not read."""
        if not self.checking:
            return told_amount(self.form["amount"])
        wrong = {name: str(errors[0]) for name, errors in self.form.errors.items()}
        return wrong or ({"amount": self.note} if self.note else {})

    @property
    def problems(self) -> Iterator[Link]:
        for name, errors in self.form.errors.items():
            field = self.form[name]
            for error in errors:
                yield Link(f"{self.name}, {field.label}\u00a0: {error}", f"#{field.id_for_label}")


def told_amount(cell: forms.BoundField) -> dict[str, str]:
    """Return what is wrong with an amount that is typed, nothing of an empty one."""
    return {cell.name: str(cell.errors[0])} if cell.errors and as_text(cell.value()).strip() else {}


def amount_read(cell: forms.BoundField) -> str:
    typed = as_text(cell.value())
    return typed if cell.errors or not typed else format_eur(cell.form.cleaned_data[cell.name])


def rows_of(kind: str, raw: RawData, *, checking: bool) -> list[Row]:
    """Return the rows of a kind; a list shorter than the others is completed with empty cells."""
    rows = []
    for rank, line in enumerate(lines_of(raw, kind)):
        form = ROW_FORMS[kind](
            line,
            auto_id=f"id_{kind}_{rank}_%s",
            empty_permitted=True,
            use_required_attribute=False,
        )
        form.full_clean()
        rows.append(Row(kind, rank, form, checking))
    return rows


def row_count(raw: RawData, kind: str) -> int:
    return max(len(raw.get(f"{kind}_{column}", ())) for column in COLUMNS[kind])


def row_added(raw: RawData, kind: str) -> RawData:
    """Return the data with one more empty row of this kind."""
    count = row_count(raw, kind)
    names = [f"{kind}_{column}" for column in COLUMNS[kind]]
    return {**raw, **{name: [*completed(raw.get(name, []), count), ""] for name in names}}


def row_removed(raw: RawData, kind: str, rank: int) -> RawData:
    """Return the data without the row of this rank; the same data when there is none."""
    names = [f"{kind}_{column}" for column in COLUMNS[kind]]
    return {**raw, **{name: [*raw.get(name, [])[:rank], *raw.get(name, [])[rank + 1 :]] for name in names}}


def completed(cells: list[str], count: int) -> list[str]:
    return [*cells, *[""] * (count - len(cells))]


def lines_of(raw: RawData, kind: str) -> list[dict[str, str]]:
    """Return the rows as they are typed, by column."""
    columns = COLUMNS[kind]
    lines = zip_longest(*(raw.get(f"{kind}_{column}", ()) for column in columns), fillvalue="")
    return [dict(zip(columns, line, strict=True)) for line in lines]


def raw_of(kind: str, lines: Sequence[Mapping[str, str]]) -> RawData:
    """Return such rows as their inputs would send them; a missing cell is empty."""
    return {f"{kind}_{column}": [line.get(column, "") for line in lines] for column in COLUMNS[kind]}


def columns_written(kind: str, lines: list[dict[str, Any]]) -> RawData:
    """Return typed lines as the rows' inputs would send them."""
    fields = ROW_FORMS[kind].base_fields
    return {
        f"{kind}_{column}": [as_text(fields[column].prepare_value(line[column])) for line in lines]
        for column in COLUMNS[kind]
    }
