"""A model of délibération filled with what a dossier says so far, as a text document to be adapted."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import Environment, StrictUndefined

from applications.calls.enums import MeasureKind
from applications.core.dates import date_text
from applications.core.money import format_eur, format_rate
from applications.core.text import printable
from applications.dossiers.enums import FunderKind, FundingState, Section
from applications.dossiers.models import ContactDetails, Dossier, ProjectDetails
from applications.dossiers.papers.plan import funder_name
from applications.territory.models import Organisation

TEMPLATE = Path(__file__).resolve().parent.parent / "data/deliberation.docx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANK = "…"
BLANK_ROWS = 3


@dataclass(frozen=True)
class Row:
    label: str = BLANK
    amount: str = BLANK


@dataclass(frozen=True, kw_only=True)
class Deliberation:
    """The words of the model; `BLANK` where the dossier is silent."""

    organisation: str
    departement: str
    of_council: str
    council: str
    of_short: str
    executive: str
    executive_inside: str
    articles: str
    delegation: str
    region: str
    call: str
    measure: str
    minimum: str
    title: str = BLANK
    aims: str = BLANK
    partners: str = ""
    agreement: str = ""
    starts_on: str = BLANK
    ends_on: str = BLANK
    cost: str = BLANK
    funded: str = BLANK
    requested: str = BLANK
    expenses: tuple[Row, ...] = (Row(),) * BLANK_ROWS
    fundings: tuple[Row, ...] = (Row(),) * BLANK_ROWS


def deliberation_docx(deliberation: Deliberation) -> bytes:
    """Write the model. What somebody typed stays text, whatever signs it holds."""
    template = DocxTemplate(str(TEMPLATE))
    words = {name: fit(value) for name, value in asdict(deliberation).items()}
    template.render(words, jinja_env=Environment(autoescape=True, undefined=StrictUndefined))
    written = io.BytesIO()
    template.save(written)
    return written.getvalue()


def fit(value: Any) -> Any:
    if isinstance(value, str):
        # docxtpl reads `{_{` as braces that were protected in the template.
        return printable(value).replace("{_", "{\u200b_").replace("\t", " ")
    if isinstance(value, dict):
        return {name: fit(inner) for name, inner in value.items()}
    return [fit(inner) for inner in value]


def deliberation_of(dossier: Dossier) -> Deliberation:
    """Return the model's words from what the dossier holds now: typed rows, else what was typed, else blanks."""
    call = dossier.measure.call
    return Deliberation(
        **organisation_words(dossier.organisation),
        region=settings.REGION["name"],
        call=call.title if "«" in call.title else f"«\u00a0{call.title}\u00a0»",
        measure=MeasureKind(dossier.measure.kind).long_label,
        minimum=format_rate(dossier.measure.minimum_own_share),
        **project_words(dossier),
        **plan_words(dossier),
        agreement=agreement_of(dossier),
    )


def organisation_words(organisation: Organisation) -> dict[str, Any]:
    """Return who deliberates and who signs, and on which articles (CGCT; an EPCI follows the communes' rules)."""
    names = organisation.forms
    if organisation.is_epci:
        short_council = "conseil de la métropole" if names.short == "la métropole" else "conseil communautaire"
        executive, articles = "la présidente ou le président", "L.\u00a01111-10, L.\u00a02121-29 et L.\u00a05211-1"
        delegation = (
            "Si le conseil a délégué ces demandes à la présidence ou au bureau (CGCT, article L.\u00a05211-10), une "
            "décision suffit."
        )
    else:
        short_council = "conseil municipal"
        executive, articles = "la ou le maire", "L.\u00a01111-10 et L.\u00a02121-29"
        delegation = (
            "Si le conseil a délégué ces demandes à la ou au maire (CGCT, article L.\u00a02122-22, 26°), une décision "
            "suffit."
        )
    return {
        "organisation": names.title,
        "departement": organisation.departement.full_name,
        "of_council": names.of_council,
        "council": f"le {short_council}",
        "of_short": f"de {names.short}",
        "executive": executive[0].upper() + executive[1:],
        "executive_inside": executive,
        "articles": articles,
        "delegation": delegation,
    }


def project_words(dossier: Dossier) -> dict[str, Any]:
    project = ProjectDetails.objects.filter(dossier=dossier).first()
    if project is None:
        typed = typed_project(dossier)
        known = {"title": dossier.title or first(typed, "title"), "aims": first(typed, "aims")}
        return {name: text for name, text in known.items() if text}
    return {
        "title": project.title.rstrip(" ."),
        "aims": project.aims,
        "partners": ", ".join(line.strip() for line in project.partners.splitlines() if line.strip()),
        "starts_on": date_text(project.starts_on),
        "ends_on": date_text(project.ends_on),
    }


def typed_project(dossier: Dossier) -> Mapping[str, list[str]]:
    draft = dossier.drafts.filter(section=Section.PROJECT).first()
    return draft.data if draft is not None else {}


def first(typed: Mapping[str, list[str]], name: str) -> str:
    return "".join(typed.get(name, [])[:1]).strip()


def plan_words(dossier: Dossier) -> dict[str, Any]:
    """Return both sides of the plan, refused fundings left out, as far as they were typed right."""
    expenses = list(dossier.expenses.all())
    fundings = [line for line in dossier.fundings.all() if FundingState(line.state).counts]
    requested = [line.amount for line in fundings if line.kind == FunderKind.REGION]
    words: dict[str, Any] = {}
    if expenses:
        words["expenses"] = tuple(Row(line.label, format_eur(line.amount)) for line in expenses)
        words["cost"] = total(line.amount for line in expenses)
    if fundings:
        words["fundings"] = tuple(
            Row(funder_name(FunderKind(line.kind), line.label), format_eur(line.amount)) for line in fundings
        )
        words["funded"] = total(line.amount for line in fundings)
    if requested:
        words["requested"] = format_eur(requested[0])
    return words


def total(amounts: Iterable[Decimal]) -> str:
    return format_eur(sum(amounts, Decimal(0)))


def agreement_of(dossier: Dossier) -> str:
    """Return the day on which the coordination agreement was signed, empty when there is none."""
    contact = ContactDetails.objects.filter(dossier=dossier, coordination_agreement=True).first()
    return date_text(contact.agreement_signed_on) if contact is not None and contact.agreement_signed_on else ""
