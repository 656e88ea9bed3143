"""Two versions of a section, question by question: who changed what since the page was opened, and what to propose.

A page carries its `base`: one short fingerprint per question, of what it showed when it was opened; each automatic
save gives it the next one. A question that still has the fingerprint of the base was not touched, so the portal needs
no older version to tell an answer changed on one side from one changed on both. A page that carries no base, or a
wrong one, has every question count as changed on both sides: more to choose, nothing lost.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms

from applications.dossiers.fields import EXPENSES, FUNDINGS, PLAN_SIDES
from applications.portal.forms.acts import CHOICE
from applications.portal.forms.base import RawData, SectionForm
from applications.portal.forms.fields import DateWidget
from applications.portal.forms.financing import FinancingForm
from applications.portal.forms.plan_rows import EXPENSE, Row

AnyForm = SectionForm | FinancingForm
MINE, THEIRS = "mine", "theirs"
DIGITS = 10


@dataclass(frozen=True)
class Difference:
    """A question whose answers differ. `proposed` is the side that changed it, nothing when both did."""

    name: str
    label: str
    mine: str
    theirs: str
    proposed: str


def owners(form: AnyForm) -> dict[str, str]:
    """Return which question each name of the data answers; a plan has two, one per side."""
    if isinstance(form, FinancingForm):
        return {name: EXPENSES if name.startswith(f"{EXPENSE}_") else FUNDINGS for name in form.raw}
    found: dict[str, str] = {}
    for name, field in form.fields.items():
        parts = [f"_{part}" for part in DateWidget.parts] if isinstance(field.widget, DateWidget) else [""]
        found |= {f"{name}{part}": name for part in parts}
    return found


def fingerprints(form: AnyForm) -> dict[str, str]:
    """Return one fingerprint per question. What a browser does not send and what it sends empty are the same."""
    owner = owners(form)
    answers: dict[str, list[tuple[str, list[str]]]] = {name: [] for name in questions(form)}
    for name, texts in sorted(form.raw.items()):
        kept = [text.replace("\r\n", "\n") for text in texts]
        while kept and not kept[-1]:
            kept.pop()
        if kept and name in owner:
            answers[owner[name]].append((name, kept))
    return {name: hashlib.sha256(json.dumps(answer).encode()).hexdigest()[:DIGITS] for name, answer in answers.items()}


def questions(form: AnyForm) -> list[str]:
    return list(PLAN_SIDES) if isinstance(form, FinancingForm) else list(form.fields)


def base_of(form: AnyForm) -> str:
    """Return what a page carries of the answers it shows: « title:9f86d08188 need:e3b0c44298 »."""
    return " ".join(f"{name}:{value}" for name, value in fingerprints(form).items())


def differences(mine: AnyForm, theirs: AnyForm, base: str) -> list[Difference]:
    """Return the questions to choose, in the form's order."""
    opened = dict(pair.split(":", 1) for pair in base.split() if ":" in pair)
    ours, others = fingerprints(mine), fingerprints(theirs)
    return [
        Difference(
            name,
            label_of(mine, name),
            words_of(mine, name),
            words_of(theirs, name),
            proposed(ours[name], others[name], opened.get(name)),
        )
        for name in questions(mine)
        if ours[name] != others[name]
    ]


def proposed(mine: str, theirs: str, opened: str | None) -> str:
    if theirs == opened:
        return MINE
    return THEIRS if mine == opened else ""


def label_of(form: AnyForm, name: str) -> str:
    return PLAN_SIDES[name] if isinstance(form, FinancingForm) else str(form.fields[name].label)


def words_of(form: AnyForm, name: str) -> str:
    """Return an answer as it is read: a choice in its words, one side of a plan as its lines."""
    if isinstance(form, FinancingForm):
        return "\n".join(expense_lines(form) if name == EXPENSES else funding_lines(form))
    [answer] = form.answers_of([name])
    return answer.answer


def expense_lines(form: FinancingForm) -> Iterator[str]:
    yield from (row_line(row) for row in form.expenses if not row.is_blank)


def funding_lines(form: FinancingForm) -> Iterator[str]:
    yield line("Région, aide demandée", form.fixed_read["region"])
    yield from (row_line(row) for row in form.funders if not row.is_blank)
    yield line("Votre part", form.fixed_read["own"])


def row_line(row: Row) -> str:
    called = ", ".join(text for text in (row.called, row.state if row.is_funder else "") if text)
    return line(called or row.name, row.amount_read)


def line(called: str, amount: str) -> str:
    return f"{called}\u00a0: {amount or '–'}"


def merged(mine: AnyForm, theirs: AnyForm, chosen: set[str]) -> RawData:
    """Return their version with my answers to the questions `chosen`."""
    my_owner, their_owner = owners(mine), owners(theirs)
    kept = {name: list(texts) for name, texts in theirs.raw.items() if their_owner.get(name) not in chosen}
    taken = {name: list(texts) for name, texts in mine.raw.items() if my_owner.get(name) in chosen}
    return kept | taken


class ChoiceForm(forms.Form):
    """One choice per question that differs."""

    def __init__(self, found: list[Difference], data: dict[str, str] | None = None, *, own: bool = False) -> None:
        """`own`: the person saved both versions; the page that they send last is the one proposed."""
        super().__init__(data, prefix=CHOICE, use_required_attribute=False)
        for one in found:
            self.fields[one.name] = forms.ChoiceField(
                label=one.label,
                choices=[(MINE, "Votre saisie"), (THEIRS, "La version enregistrée")],
                widget=forms.RadioSelect,
                initial=one.proposed or (MINE if own else ""),
                error_messages={"required": "Choisissez l’une des deux versions."},
            )

    @property
    def chosen(self) -> set[str]:
        """The questions whose answer is mine."""
        return {name for name, side in self.cleaned_data.items() if side == MINE}
