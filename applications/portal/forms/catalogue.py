"""Which form asks a section's questions, and what it holds before anyone saved it."""

from applications.calls.enums import MeasureKind
from applications.dossiers.enums import Section
from applications.dossiers.models import ContactDetails, Dossier, ProjectDetails
from applications.dossiers.selectors import details_model
from applications.portal.forms.base import RawData, SectionForm
from applications.portal.forms.contact import ContactForm
from applications.portal.forms.financing import FinancingForm
from applications.portal.forms.mobile_post import MobilePostForm
from applications.portal.forms.premises import PremisesForm
from applications.portal.forms.project import ProjectForm
from applications.portal.forms.public_space import PublicSpaceForm

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
    return form_class(dossier, section)(dossier, raw, checking=checking)


def financing_form(dossier: Dossier, raw: RawData, *, checking: bool = False) -> FinancingForm:
    pooled = ProjectDetails.objects.filter(dossier=dossier, pooled=True).exists()
    return FinancingForm(dossier, raw, pooled=pooled, checking=checking)


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
    return form_class(dossier, section).written(values) if values is not None else {}


def proposed_data(dossier: Dossier, section: Section) -> RawData:
    """Return what the portal fills in by itself in a section that nobody has saved yet."""
    return {} if section == Section.FINANCING else form_class(dossier, section).proposed(dossier)
