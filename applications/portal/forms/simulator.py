"""What a simulation asks: for whom, which project, what it costs, who else pays, a few facts.

The answers travel in the page's address: a result can be kept, printed, sent; the portal stores nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from applications.calls.eligibility import OFFICERS_NEEDING_AGREEMENT
from applications.calls.enums import MeasureKind
from applications.calls.exclusions import excluded_by, excluded_lines
from applications.calls.models import Measure
from applications.core.money import format_eur
from applications.core.typography import typeset_text
from applications.dossiers.enums import FunderKind
from applications.portal.forms.fields import PickField, WholeNumberField, YesNoField
from applications.portal.forms.simulator_rows import AID, COST, MAX_ROWS, rows_of
from applications.portal.presenters.links import Link
from applications.territory.models import Organisation
from applications.territory.selectors import SUGGESTIONS

ZERO = Decimal(0)
SEARCH_LENGTH = 100
MOST_OFFICERS = 2000


@dataclass(frozen=True)
class Cost:
    """A cost, and the exclusion of the measure that it looks like, empty when it counts."""

    label: str
    amount: Decimal
    exclusion: str = ""


@dataclass(frozen=True)
class Aid:
    kind: FunderKind
    amount: Decimal


@dataclass(frozen=True)
class Project:
    """What is simulated; amounts in euros excluding tax."""

    organisation: Organisation
    measure: Measure
    pooled: bool
    costs: tuple[Cost, ...]
    aids: tuple[Aid, ...]
    works_started: bool
    officers: int
    agreement: bool | None
    cameras: bool
    authorised: bool

    @property
    def total(self) -> Decimal:
        return sum((cost.amount for cost in self.costs), ZERO)

    @property
    def base(self) -> Decimal:
        return sum((cost.amount for cost in self.costs if not cost.exclusion), ZERO)


class SimulatorForm(forms.Form):
    """The questions. Not `checking`, the page shows what was typed without a word on what is wrong."""

    use_required_attribute = False

    q = forms.CharField(
        label="Votre commune ou intercommunalité",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-20", "spellcheck": "false"}),
        help_text=typeset_text(
            "Le nom, le code postal, le code INSEE ou le numéro SIREN. Plusieurs communes portent le même nom : "
            "le département est indiqué."
        ),
    )
    siren = forms.CharField(required=False, widget=forms.HiddenInput)
    measure = PickField(
        label="Votre projet", choices=MeasureKind, error_messages={"required": "Choisissez un des projets."}
    )
    pooled = YesNoField(
        label=typeset_text("Servira-t-il à plusieurs collectivités ?"),
        help_text="Une convention ou une délibération le prévoit, et chacune l’utilise.",
    )
    works_started = YesNoField(
        label=typeset_text("Les travaux ou les achats ont-ils commencé ?"),
        help_text=(
            "Un bon de commande, un marché ou un ordre de service signé vaut commencement. Les études, la maîtrise "
            "d’œuvre et l’achat du terrain ne comptent pas."
        ),
    )
    officers = WholeNumberField(
        label="Nombre d’emplois d’agent de police municipale",
        help_text="Ceux du tableau des effectifs, pourvus ou non. Écrivez 0 s’il n’y en a aucun.",
        most=MOST_OFFICERS,
    )
    agreement = YesNoField(
        label=typeset_text("Une convention de coordination est-elle signée avec l’État ?"),
        help_text=typeset_text(
            "Elle est obligatoire à partir de trois emplois (code de la sécurité intérieure, article L. 512-4). "
            "En dessous, vous pouvez ne pas répondre."
        ),
    )
    cameras = YesNoField(
        label=typeset_text("Le projet comporte-t-il des caméras ?"),
        help_text="Seulement pour un aménagement de l’espace public.",
    )
    authorised = YesNoField(
        label=typeset_text("Si oui, le préfet les a-t-il autorisées ?"),
        help_text=typeset_text("Code de la sécurité intérieure, articles L. 251-1 et suivants."),
    )

    def __init__(self, query: QueryDict, *, measures: Sequence[Measure], checking: bool) -> None:
        typed = {name: query.get(name, "") for name in self.base_fields}
        super().__init__(query if checking else None, initial=typed)
        self.query = query
        self.checking = checking
        # Of two open calls, the first: it closes first.
        self.measures = {measure.kind: measure for measure in reversed(measures)}
        picked = self.fields["measure"]
        if isinstance(picked, PickField):
            picked.choices = [(measure.kind, measure.get_kind_display()) for measure in measures]
        self.costs = rows_of(COST, query, checking=checking)
        self.aids = rows_of(AID, query, checking=checking)

    @property
    def may_add_cost(self) -> bool:
        return len(self.costs) < MAX_ROWS

    @property
    def may_add_aid(self) -> bool:
        return len(self.aids) < MAX_ROWS

    @cached_property
    def found(self) -> list[Organisation]:
        """The organisations that the search offers, the chosen one first."""
        return organisations_found(self.text, self.query.get("siren", ""))

    @property
    def text(self) -> str:
        return str(self.query.get("q", ""))[:SEARCH_LENGTH]

    @cached_property
    def organisation(self) -> Organisation | None:
        """The one chosen among those found, or the only one found."""
        siren = self.query.get("siren", "")
        chosen = [one for one in self.found if one.siren == siren] or self.found
        return chosen[0] if len(chosen) == 1 else None

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in self.not_asked(self.cleaned_data):
            self.errors.pop(name, None)
        if self.organisation is None:
            self.add_error("q", self.why_nobody())
        return self.cleaned_data

    def why_nobody(self) -> str:
        if not self.text.strip():
            return "Indiquez la collectivité."
        if not self.found:
            return "Aucune collectivité d’Occitanie ne correspond. Essayez le code postal ou le début du nom."
        return "Choisissez votre collectivité dans la liste."

    def not_asked(self, answers: dict[str, Any]) -> set[str]:
        """The agreement is owed from three officers on; cameras belong to the public space."""
        silent = set()
        if (answers.get("officers") or 0) < OFFICERS_NEEDING_AGREEMENT and not self.data.get("agreement"):
            silent.add("agreement")
        if answers.get("measure") != MeasureKind.PUBLIC_SPACE:
            return silent | {"cameras", "authorised"}
        return silent if answers.get("cameras") else silent | {"authorised"}

    @cached_property
    def row_problems(self) -> list[Link]:
        """What is wrong in the lines; a plan that cannot be read is not judged further."""
        if not self.checking:
            return []
        if len(self.costs) > MAX_ROWS or len(self.aids) > MAX_ROWS:
            return [Link(typeset_text(f"{MAX_ROWS} lignes au plus de chaque côté : regroupez-en."), "#id_cost_0_label")]
        wrong = [problem for row in (*self.costs, *self.aids) for problem in row.problems]
        return wrong or list(self.plan_problems())

    def plan_problems(self) -> Iterator[Link]:
        total, others = (sum((row.amount for row in rows), ZERO) for rows in (self.costs, self.aids))
        if total == 0:
            yield Link(typeset_text("Coût du projet : indiquez un montant."), "#id_cost_0_amount")
        elif others > total:
            text = f"Autres financements : {format_eur(others)} pour un coût de {format_eur(total)}. Baissez-les."
            yield Link(typeset_text(text), "#id_aid_0_amount")

    @property
    def note_of_costs(self) -> str:
        return self.note("#id_cost_0_amount")

    @property
    def note_of_aids(self) -> str:
        return self.note("#id_aid_0_amount")

    def note(self, place: str) -> str:
        """What stands above a side of the plan that a rule blames as a whole; a wrong line has its own words."""
        if not self.checking or any(row.errors for row in (*self.costs, *self.aids)):
            return ""
        return next((problem.text for problem in self.row_problems if problem.href == place), "")

    @property
    def project(self) -> Project | None:
        """Return what to simulate; None when something is wrong, or nothing was asked."""
        if not self.is_valid() or self.row_problems or self.organisation is None:
            return None
        answers = self.cleaned_data
        measure = self.measures[answers["measure"]]
        exclusions = excluded_lines(measure.excluded_costs)
        return Project(
            organisation=self.organisation,
            measure=measure,
            pooled=answers["pooled"],
            costs=tuple(
                Cost(row.label, row.amount, excluded_by(row.label, exclusions))
                for row in self.costs
                if not row.is_blank
            ),
            aids=tuple(
                Aid(FunderKind(row.form.cleaned_data["kind"]), row.amount) for row in self.aids if not row.is_blank
            ),
            works_started=answers["works_started"],
            officers=answers["officers"],
            agreement=answers.get("agreement"),
            cameras=bool(answers.get("cameras")) and measure.kind == MeasureKind.PUBLIC_SPACE,
            authorised=bool(answers.get("authorised")),
        )


def organisations_found(text: str, siren: str) -> list[Organisation]:
    """Return what a search offers, the likeliest first; the chosen one, where the text still finds it, before all."""
    rows = Organisation.objects.active().select_related("departement", "epci")
    if not text.strip():
        return list(rows.filter(siren=siren)) if siren.isascii() and siren.isdigit() else []
    found = list(rows.search(text)[:SUGGESTIONS])
    if siren.isascii() and siren.isdigit() and siren not in {one.siren for one in found}:
        found = [*rows.search(text).filter(siren=siren), *found]
    return found
