"""Which form asks a section's questions, and what it holds before anyone saved it."""

from typing import Any

from applications.calls.enums import DocumentCondition, MeasureKind
from applications.dossiers.enums import FundingState, Section
from applications.dossiers.fields import PLAN_SIDES
from applications.dossiers.models import ContactDetails, Dossier, ProjectDetails
from applications.dossiers.opening import inputs_within
from applications.dossiers.selectors import details_model, open_questions
from applications.portal.forms.base import RawData, SectionForm
from applications.portal.forms.contact import ContactForm
from applications.portal.forms.financing import FinancingForm
from applications.portal.forms.mobile_post import MobilePostForm
from applications.portal.forms.plan_hints import DecisionPaper, PlanFacts
from applications.portal.forms.premises import PremisesForm
from applications.portal.forms.project import ProjectForm
from applications.portal.forms.public_space import PublicSpaceForm
from applications.portal.forms.questions import stored_answers
from applications.portal.presenters.links import document_url

FORMS: dict[Section, type[SectionForm]] = {Section.CONTACT: ContactForm, Section.PROJECT: ProjectForm}
DETAILS_FORMS: dict[str, type[SectionForm]] = {
    MeasureKind.MOBILE_POST: MobilePostForm,
    MeasureKind.PREMISES: PremisesForm,
    MeasureKind.PUBLIC_SPACE: PublicSpaceForm,
}


def form_class(dossier: Dossier, section: Section) -> type[SectionForm]:
    """Return the form of any section but the financing plan and the documents."""
    return DETAILS_FORMS[dossier.measure.kind] if section == Section.DETAILS else FORMS[section]


def section_form(dossier: Dossier, section: Section, raw: RawData, *, checking: bool) -> SectionForm | FinancingForm:
    """Return the section's form on what was typed; `checking`, it knows what is wrong."""
    if section == Section.FINANCING:
        return financing_form(dossier, raw, checking=checking)
    raw, opened = within_what_is_open(dossier, section, raw)
    return form_class(dossier, section)(dossier, raw, checking=checking, opened=opened)


def financing_form(dossier: Dossier, raw: RawData, *, checking: bool = False) -> FinancingForm:
    raw, opened = within_what_is_open(dossier, Section.FINANCING, raw)
    form = FinancingForm(dossier, raw, facts=plan_facts(dossier, raw), checking=checking)
    form.closed = frozenset() if opened is None else frozenset(PLAN_SIDES) - opened
    return form


def within_what_is_open(dossier: Dossier, section: Section, raw: RawData) -> tuple[RawData, frozenset[str] | None]:
    """Return the data with the stored answer to each closed question, and the questions that the Région reopened.

    None when there is nothing to sort: all the section is open, or nothing of it is and what was typed is only shown.
    """
    opened = open_questions(dossier, section)
    if not opened:
        return raw, None
    return inputs_within(dossier, section, opened, sent=raw, kept=stored_data(dossier, section)), opened


def plan_facts(dossier: Dossier, raw: RawData) -> PlanFacts:
    project: Any = ProjectDetails.objects.filter(dossier=dossier).values("pooled", "vat_recovered").first()
    states = set(raw.get("funding_state", ()))
    paper = decision_paper(dossier) if states & {FundingState.OBTAINED, FundingState.REQUESTED} else None
    return PlanFacts(**(project or {}), paper=paper)


def decision_paper(dossier: Dossier) -> DecisionPaper | None:
    """Return the document that a funding obtained asks for, None when the measure asks for none."""
    document = dossier.measure.documents.filter(condition=DocumentCondition.OBTAINED_FUNDING).first()
    if document is None:
        return None
    joined = dossier.attachments.in_force().filter(document=document).select_related("file")
    files = tuple(str(attachment) for attachment in joined.order_by("pk"))
    is_open = bool(files) or dossier.fundings.filter(state=FundingState.OBTAINED).exists()
    return DecisionPaper(document.label, document_url(dossier, document.code), files, is_open)


def stored_data(dossier: Dossier, section: Section) -> RawData:
    """Return the section's typed rows as its form would send them, empty when it was never complete."""
    if section == Section.FINANCING:
        plan = {
            "expenses": list(dossier.expenses.values("label", "amount")),
            "fundings": list(dossier.fundings.values("kind", "label", "state", "amount")),
        }
        return FinancingForm.written(plan) if plan["fundings"] else {}
    models = {Section.CONTACT: ContactDetails.objects, Section.PROJECT: ProjectDetails.objects}
    rows = models.get(section) or details_model(dossier).objects
    values = rows.filter(dossier=dossier).values().first()
    if values is None:
        return {}
    added = stored_answers(dossier) if section == Section.DETAILS else {}
    return {**form_class(dossier, section).written(values), **added}


def proposed_data(dossier: Dossier, section: Section) -> RawData:
    """Return what the portal fills in by itself in a section that nobody has saved yet."""
    return {} if section == Section.FINANCING else form_class(dossier, section).proposed(dossier)
