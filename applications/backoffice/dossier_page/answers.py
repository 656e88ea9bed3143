"""What the organisation declared, as its last filing froze it: nothing it types since is the Région's to read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from applications.core.dates import date_text
from applications.core.french import curly
from applications.core.identifiers import group, is_siret
from applications.core.money import format_number
from applications.dossiers.enums import Section
from applications.dossiers.models import ContactDetails, Dossier, Filing, ProjectDetails
from applications.dossiers.selectors import details_model
from applications.territory.models import Organisation

COORDINATE_DECIMALS = 5
NOTHING = "–"


@dataclass(frozen=True)
class Answer:
    """A question and its answer as text; `href` makes it a link."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class SectionAnswers:
    """A part of the form; `title` is empty when its panel bears it already."""

    title: str
    answers: tuple[Answer, ...]


def project_sections(dossier: Dossier, filing: Filing) -> tuple[SectionAnswers, ...]:
    """Return the project and the measure's own questions; money and documents have their own panels."""
    details = details_model(dossier)
    return (
        SectionAnswers(Section.PROJECT.label, answers_of(ProjectDetails, filing.content["project"])),
        SectionAnswers(capfirst(str(details._meta.verbose_name)), answers_of(details, filing.content["details"])),
    )


def contact_sections(dossier: Dossier, filing: Filing) -> tuple[SectionAnswers, ...]:
    """Return who applies, whom to call, and the police force of today."""
    contact = answers_of(ContactDetails, filing.content["contact"])
    return (SectionAnswers("", (*organisation_answers(dossier.organisation), *contact)),)


def organisation_answers(organisation: Organisation) -> tuple[Answer, ...]:
    return (
        Answer("Collectivité", curly(organisation.full_name)),
        Answer("Département", curly(str(organisation.departement))),
        Answer("Population municipale", format_number(Decimal(organisation.population_municipale))),
    )


def answers_of(model: type[models.Model], values: dict[str, Any]) -> tuple[Answer, ...]:
    """Return the model's fields with their frozen values; a question left empty because it may be is left out."""
    return tuple(
        answer(field, values.get(field.name))
        for field in model._meta.concrete_fields
        if not field.primary_key and not (field.blank and values.get(field.name) in {None, ""})
    )


def answer(field: models.Field, value: Any) -> Answer:
    text = display(field, value)
    href = ""
    if isinstance(field, models.EmailField):
        href = f"mailto:{text}"
    elif field.name.endswith("_phone"):
        href = f"tel:{text.replace(' ', '')}"
    return Answer(capfirst(str(field.verbose_name)), text, href)


def display(field: models.Field, value: Any) -> str:
    """Return a frozen value as a person reads it; what the field no longer understands is shown as it is."""
    if value is None or value == "":
        return NOTHING
    try:
        known = field.to_python(value)
    except ValidationError:
        return str(value)
    if field.choices:
        return str(dict(field.flatchoices).get(known, known))
    return written(known)


def written(value: Any) -> str:
    match value:
        case bool():
            return "Oui" if value else "Non"
        case date():
            return date_text(value)
        case Decimal():
            return format_number(value, COORDINATE_DECIMALS)
        case int():
            return format_number(Decimal(value))
        case str() if is_siret(value):
            return group(value)
    return str(value)
