"""A measure's blank form, to prepare a council meeting. Pure: a structure in, PDF bytes out."""

from django.template.loader import render_to_string

from applications.core.pdf import render_pdf
from applications.dossiers.papers.blank import BlankForm

EXPENSE_ROWS, FUNDER_ROWS = 8, 6


def render_blank(form: BlankForm) -> bytes:
    """Write the form, the same bytes for the same form. It is dated of the call's opening."""
    return render_pdf(blank_html(form), moment=form.opens_at)


def blank_html(form: BlankForm) -> str:
    title = form.call_title if "«" in form.call_title else f"« {form.call_title} »"
    foot = "Formulaire vierge – il ne remplace pas le dépôt sur le portail"
    context = {
        "form": form,
        "call": title,
        "foot": f"{foot} – document de démonstration" if form.is_demo else foot,
        "plan_number": len(form.sections) + 1,
        "documents_number": len(form.sections) + 2,
        "expense_rows": range(EXPENSE_ROWS),
        "funder_rows": range(FUNDER_ROWS),
    }
    return render_to_string("papers/blank.html", context)
