"""What the organisation declared, as its last filing froze it: nothing it types since is the Région's to read."""

from collections.abc import Collection
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
from applications.core.money import format_eur, format_number
from applications.dossiers.corrections import Place
from applications.dossiers.enums import FunderKind, FundingState, Section
from applications.dossiers.fields import question_field, section_title
from applications.dossiers.models import ContactDetails, Dossier, Filing, ProjectDetails
from applications.dossiers.questions import added_text, filed_answers, is_question
from applications.dossiers.selectors import details_model
from applications.territory.models import Organisation

COORDINATE_DECIMALS = 5
NOTHING = "–"


@dataclass(frozen=True)
class Answer:
    """A question and its answer as text; `href` makes it a link, `is_new` marks what the last answer changed."""

    label: str
    value: str
    href: str = ""
    is_new: bool = False


@dataclass(frozen=True)
class SectionAnswers:
    """A part of the form; `title` is empty when its panel bears it already."""

    title: str
    answers: tuple[Answer, ...]


def project_sections(dossier: Dossier, filing: Filing, new: Collection[Place] = ()) -> tuple[SectionAnswers, ...]:
    """Return the project and the measure's own questions; money and documents have their own panels.

    `new` holds the places that the last answer to a completion request changed.
    """
    details = details_model(dossier)
    project, own = (
        answers_of(model, filing.content[section], names_within(section, new))
        for section, model in ((Section.PROJECT, ProjectDetails), (Section.DETAILS, details))
    )
    changed = names_within(Section.DETAILS, new)
    added = tuple(
        Answer(one.label, one.text or NOTHING, is_new=one.name in changed) for one in filed_answers(filing.content)
    )
    return (
        SectionAnswers(Section.PROJECT.label, project),
        SectionAnswers(section_title(dossier, Section.DETAILS), (*own, *added)),
    )


def contact_sections(dossier: Dossier, filing: Filing, new: Collection[Place] = ()) -> tuple[SectionAnswers, ...]:
    """Return who applies, whom to call, and the police force of today."""
    contact = answers_of(ContactDetails, filing.content["contact"], names_within(Section.CONTACT, new))
    return (SectionAnswers("", (*organisation_answers(dossier.organisation), *contact)),)


def names_within(section: Section, places: Collection[Place]) -> frozenset[str]:
    return frozenset(name for place, name in places if place == section)


def organisation_answers(organisation: Organisation) -> tuple[Answer, ...]:
    return (
        Answer("Collectivité", curly(organisation.full_name)),
        Answer("Département", curly(str(organisation.departement))),
        Answer("Population municipale", format_number(Decimal(organisation.population_municipale))),
    )


def answers_of(model: type[models.Model], values: dict[str, Any], new: Collection[str] = ()) -> tuple[Answer, ...]:
    """Return the model's fields with their frozen values; a question left empty because it may be is left out."""
    return tuple(
        answer(field, values.get(field.name), is_new=field.name in new)
        for field in model._meta.concrete_fields
        if not field.primary_key and (field.name in new or not (field.blank and values.get(field.name) in {None, ""}))
    )


def answer(field: models.Field, value: Any, *, is_new: bool) -> Answer:
    text = display(field, value)
    href = ""
    if isinstance(field, models.EmailField):
        href = f"mailto:{text}"
    elif field.name.endswith("_phone"):
        href = f"tel:{text.replace(' ', '')}"
    return Answer(capfirst(str(field.verbose_name)), text, href, is_new)


def place_words(dossier: Dossier, place: Place, value: Any) -> str:
    """Return what was filed at a place as text: an answer, the lines of a side of the plan, the names of files."""
    section, name = place
    field = question_field(dossier, Section(section), name)
    if field is not None:
        return display(field, value)
    if is_question(name):
        return added_text(dossier, name, value) or NOTHING
    if section == Section.DOCUMENTS:
        return "\n".join(file["name"] for file in value or ()) or NOTHING
    return "\n".join(plan_line(row) for row in value or ()) or NOTHING


def plan_line(row: dict[str, Any]) -> str:
    """Return « Fourgon : 50 000,00 € » or « Région Occitanie, sollicitée : 23 520,00 € »."""
    called = row["label"]
    if "kind" in row:
        kind, state = FunderKind(row["kind"]).label, FundingState(row["state"]).label.lower()
        called = ", ".join(text for text in (kind, row["label"], state) if text)
    return f"{called}\u00a0: {format_eur(Decimal(row['amount']))}"


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
