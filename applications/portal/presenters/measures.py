"""A measure in plain words: what, for whom, how much, what not, which documents, an example. Amounts are in euros."""

from dataclasses import dataclass
from decimal import Decimal

from applications.calls.aid import AidBreakdown, FundingLine, compute_aid
from applications.calls.enums import DocumentCondition, FundingSide, MeasureKind
from applications.calls.exclusions import excluded_lines
from applications.calls.models import Call, Measure, RequiredDocument
from applications.core.money import format_eur
from applications.core.typography import typeset_text
from applications.portal.presenters.home import DESCRIPTIONS, SLUGS


@dataclass(frozen=True)
class Example:
    """A project with one other aid, and what the measure would give."""

    sentence: str
    cost: str
    other: str
    aid: AidBreakdown

    @property
    def left(self) -> Decimal:
        return Decimal(self.cost) - Decimal(self.other) - self.aid.amount


@dataclass(frozen=True)
class MeasurePage:
    """`measure` is None when no call was ever published: the page then says what is financed, without figures."""

    kind: MeasureKind
    slug: str
    description: str
    purpose: str
    financed: tuple[str, ...]
    measure: Measure | None
    excluded: tuple[str, ...]
    always: tuple[RequiredDocument, ...]
    conditional: tuple[RequiredDocument, ...]
    example: Example | None


PURPOSES = {
    MeasureKind.MOBILE_POST: (
        "La police municipale va vers les habitants : hameaux, marchés, plages l’été, quartiers sans permanence. Le "
        "véhicule sert d’accueil, de bureau et de liaison."
    ),
    MeasureKind.PREMISES: (
        "Les agents travaillent et reçoivent dans des locaux dignes et sûrs : accueil, bureaux, vestiaires, sas, "
        "contrôle d’accès, accessibilité."
    ),
    MeasureKind.PUBLIC_SPACE: (
        "Un lieu est aménagé pour que les faits y deviennent plus difficiles et que chacun s’y sente mieux : lumière, "
        "vues dégagées, circulation, protection des piétons."
    ),
}
FINANCED = {
    MeasureKind.MOBILE_POST: (
        "Le véhicule, neuf ou d’occasion",
        "L’aménagement intérieur : accueil, bureau, espace confidentiel",
        "La sérigraphie réglementaire et la signalisation lumineuse",
        "La radio et l’informatique embarquées",
        "La rampe et les équipements d’accessibilité",
    ),
    MeasureKind.PREMISES: (
        "Les études et la maîtrise d’œuvre",
        "Les travaux, tous corps d’état",
        "La sécurisation : sas, contrôle d’accès, alarme",
        "Les vestiaires",
        "La mise en accessibilité",
    ),
    MeasureKind.PUBLIC_SPACE: (
        "L’éclairage",
        "Les bornes et le mobilier de protection",
        "Les cheminements et la reprise de la voirie",
        "Le dégagement des vues, les clôtures et les accès",
        "La signalétique",
    ),
}
# What is bought, its cost, the State's grant (DETR).
EXAMPLES = {
    MeasureKind.MOBILE_POST: ("Une commune achète et aménage un fourgon", "60000.00", "18000.00"),
    MeasureKind.PREMISES: ("Une commune rénove un bâtiment pour sa police municipale", "240000.00", "96000.00"),
    MeasureKind.PUBLIC_SPACE: ("Une commune éclaire et réaménage les abords de sa halle", "90000.00", "36000.00"),
}


def kind_of(slug: str) -> MeasureKind | None:
    return next((kind for kind, one in SLUGS.items() if one == slug), None)


def measure_page(kind: MeasureKind, call: Call | None) -> MeasurePage:
    measure = call.measures.select_related("call").filter(kind=kind).first() if call is not None else None
    documents = list(measure.documents.asked()) if measure is not None else []
    asked = [one for one in documents if one.condition != DocumentCondition.OPTIONAL]
    return MeasurePage(
        kind=kind,
        slug=SLUGS[kind],
        description=DESCRIPTIONS[kind],
        purpose=typeset_text(PURPOSES[kind]),
        financed=tuple(typeset_text(one) for one in FINANCED[kind]),
        measure=measure,
        excluded=tuple(excluded_lines(measure.excluded_costs)) if measure is not None else (),
        always=tuple(one for one in asked if one.condition == DocumentCondition.ALWAYS),
        conditional=tuple(one for one in asked if one.condition != DocumentCondition.ALWAYS),
        example=example_of(measure) if measure is not None else None,
    )


def example_of(measure: Measure) -> Example:
    subject, cost, other = EXAMPLES[MeasureKind(measure.kind)]
    amount, state = Decimal(cost), Decimal(other)
    aid = compute_aid(measure.aid_rule, amount, [FundingLine(FundingSide.PUBLIC, state)], amount)
    sentence = f"{subject} : {format_eur(amount)} hors taxes. L’État en finance {format_eur(state)} par la DETR."
    return Example(typeset_text(sentence), cost, other, aid)
