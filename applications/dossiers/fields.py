"""The questions of the form by name: what each section asks, in which words, and which questions hang on others.

An officer asks for a question by name and the portal opens it: both faces read the names here, below them. They are
those of the models where the answers are stored, whose names and French words exist once; the portal's forms bear
the same names, which a test compares. An administrator's questions are rows: `questions.py` names them.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.text import capfirst

from applications.calls.enums import MeasureKind
from applications.dossiers.enums import Section
from applications.dossiers.models import (
    CompletionItem,
    ContactDetails,
    Dossier,
    MobilePostDetails,
    PremisesDetails,
    ProjectDetails,
    PublicSpaceDetails,
)
from applications.dossiers.questions import PREFIX, added_label, askable_questions, is_question, name_of

DETAILS_MODELS: dict[str, type[MobilePostDetails] | type[PremisesDetails] | type[PublicSpaceDetails]] = {
    MeasureKind.MOBILE_POST: MobilePostDetails,
    MeasureKind.PREMISES: PremisesDetails,
    MeasureKind.PUBLIC_SPACE: PublicSpaceDetails,
}
DETAILS_TITLES = {
    MeasureKind.MOBILE_POST: "Le poste mobile",
    MeasureKind.PREMISES: "Les locaux de police",
    MeasureKind.PUBLIC_SPACE: "L’aménagement de l’espace public",
}
EXPENSES, FUNDINGS = "expenses", "fundings"
ADDED = re.compile(rf"{PREFIX}\d+(?=_|$)")
PLAN_SIDES = {EXPENSES: "Les dépenses", FUNDINGS: "Les financements"}
# A new answer to the first may make another of the others wrong or due: what is asked must be possible to answer.
FOLLOWERS = {
    "police_force": ("officers",),
    "officers": ("agreement_reason",),
    "coordination_agreement": ("agreement_signed_on", "agreement_reason"),
    "pooled": ("partners",),
    "starts_on": ("ends_on",),
    "occupancy": ("lease_ends_on",),
    "public_reception": ("accessibility",),
    "works": ("cameras",),
    "cameras": ("prefect_authorisation",),
    "latitude": ("longitude",),
    "longitude": ("latitude",),
    EXPENSES: (FUNDINGS,),
}


def section_title(dossier: Dossier, section: Section) -> str:
    """Name a section as this dossier's pages do: the measure's own questions bear its name."""
    if section == Section.DETAILS:
        return DETAILS_TITLES[MeasureKind(dossier.measure.kind)]
    return section.label


def section_model(dossier: Dossier, section: Section) -> type[models.Model] | None:
    """Return where a section's answers are stored, None for the financing plan and the documents."""
    if section == Section.CONTACT:
        return ContactDetails
    if section == Section.PROJECT:
        return ProjectDetails
    return DETAILS_MODELS[dossier.measure.kind] if section == Section.DETAILS else None


def questions_of(dossier: Dossier, section: Section) -> dict[str, str]:
    """Return what a section asks, in order: each question's name and its words. The plan asks for its two sides."""
    if section == Section.FINANCING:
        return dict(PLAN_SIDES)
    added = askable_questions(dossier) if section == Section.DETAILS else ()
    return own_questions(dossier, section) | {name_of(one): one.label for one in added}


def own_questions(dossier: Dossier, section: Section) -> dict[str, str]:
    """Return the questions that the section's model stores: all but those that an administrator added."""
    model = section_model(dossier, section)
    fields = model._meta.concrete_fields if model is not None else ()
    return {field.name: str(capfirst(str(field.verbose_name))) for field in fields if not field.primary_key}


def question_label(dossier: Dossier, section: Section, name: str) -> str:
    """Return the words of a question; its name when no form asks it any more."""
    if is_question(name):
        return added_label(dossier, name)
    return (PLAN_SIDES if section == Section.FINANCING else own_questions(dossier, section)).get(name, name)


def question_field(dossier: Dossier, section: Section, name: str) -> "models.Field[Any, Any] | None":
    """Return the model field that stores the answer to a question, None for a side of the plan and for a document."""
    model = section_model(dossier, section)
    fields = model._meta.concrete_fields if model is not None else ()
    return next((field for field in fields if field.name == name), None)


def with_followers(names: Iterable[str]) -> frozenset[str]:
    """Return these questions and those that hang on them."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += FOLLOWERS.get(name, ())
    return frozenset(found)


def question_of_input(dossier: Dossier, section: Section, name: str) -> str:
    """Return the question that an input of the page answers: `starts_on_day` is a part of `starts_on`.

    Empty for what answers none.
    """
    if section == Section.FINANCING:
        return EXPENSES if name.startswith("expense_") else FUNDINGS
    if section == Section.DETAILS and (found := ADDED.match(name)):
        return found[0]
    known = [one for one in own_questions(dossier, section) if name == one or name.startswith(f"{one}_")]
    return max(known, key=len, default="")


def item_label(dossier: Dossier, item: CompletionItem) -> str:
    """Name what is asked: « Délibération », « Le poste mobile » or « Le poste mobile : véhicule »."""
    if item.document is not None:
        return item.document.label
    section = Section(item.section)
    title = section_title(dossier, section)
    if not item.field:
        return title
    return f"{title}\u00a0: {lower_first(question_label(dossier, section, item.field))}"


def lower_first(label: str) -> str:
    """Lower the first letter, unless the word is an acronym: « SIRET » stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
