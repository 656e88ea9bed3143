"""The papers of a filing as HTML, then as PDF. Pure: the same filing gives the same bytes."""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from num2words import num2words

from applications.calls.rule_texts import start_sentence
from applications.core.dates import add_months, paris_day
from applications.core.money import amount_in_words
from applications.core.pdf import render_pdf
from applications.core.text import NBSP
from applications.dossiers.enums import GeneratedKind
from applications.dossiers.papers.data import Filed
from applications.dossiers.papers.plan import plan_of
from applications.territory.appeals import COURT, COURT_ADDRESS

HEADINGS = {
    GeneratedKind.RECEIPT: "Accusé de réception",
    GeneratedKind.REQUEST_LETTER: "Demande de subvention",
    GeneratedKind.FINANCING_PLAN: "Plan de financement",
    GeneratedKind.CALENDAR: "Calendrier de l’opération",
    GeneratedKind.NOT_STARTED: "Attestation de non-commencement",
    GeneratedKind.VAT: "Attestation relative à la TVA",
}


def render_paper(kind: GeneratedKind, filed: Filed) -> bytes:
    return render_pdf(paper_html(kind, filed), moment=filed.filed_at)


def paper_html(kind: GeneratedKind, filed: Filed) -> str:
    """Write a paper as a complete HTML document."""
    return render_to_string(f"papers/{kind.value}.html", {**common(kind, filed), **CONTEXTS[kind](filed)})


def common(kind: GeneratedKind, filed: Filed) -> dict[str, Any]:
    content = filed.content
    frame = content.frame
    names, title = frame.applicant.names, frame.call.title
    foot = f"{HEADINGS[kind]} – dossier {content.reference}"
    if filed.is_answer:
        foot += f", envoi n°{NBSP}{filed.number}"
    return {
        "filed": filed,
        "content": content,
        "project": content.project,
        "frame": frame,
        "applicant": frame.applicant,
        "names": names,
        "the_short": names.short[0].upper() + names.short[1:],
        "heading": HEADINGS[kind],
        "author": frame.service.name if kind is GeneratedKind.RECEIPT else names.title,
        "foot": f"{foot} – document de démonstration" if frame.is_demo else foot,
        "call": title if "«" in title else f"« {title} »",
        "measure_label": content.measure.kind.long_label,
        "operation": content.project.title.rstrip(" ."),
    }


def receipt(filed: Filed) -> dict[str, Any]:
    frame = filed.content.frame
    return {
        "plan": plan_of(filed.content),
        "files": [
            {"label": frame.documents.get(one.document, one.document), "file": one} for one in filed.content.documents
        ],
        "silence": f"{num2words(frame.silence_months, lang='fr')} mois",
        "silence_on": add_months(paris_day(frame.first_filed_at), frame.silence_months),
        "start": start_sentence(frame.call.start_rule),
        "court": COURT,
        "court_address": COURT_ADDRESS,
    }


def request_letter(filed: Filed) -> dict[str, Any]:
    plan = plan_of(filed.content)
    council = filed.content.frame.applicant.names.of_council.removeprefix("du ")
    return {
        "plan": plan,
        "requested_in_words": amount_in_words(plan.requested),
        "share": plan.requested / plan.cost,
        "council": council,
        "partners": [line.strip() for line in filed.content.project.partners.splitlines() if line.strip()],
    }


def financing_plan(filed: Filed) -> dict[str, Any]:
    return {"plan": plan_of(filed.content)}


def calendar(filed: Filed) -> dict[str, Any]:
    return {"start": start_sentence(filed.content.frame.call.start_rule)}


def not_started(filed: Filed) -> dict[str, Any]:
    return {"start": start_sentence(filed.content.frame.call.start_rule)}


def vat(filed: Filed) -> dict[str, Any]:
    return {"plan": plan_of(filed.content)}


CONTEXTS: dict[GeneratedKind, Callable[[Filed], dict[str, Any]]] = {
    GeneratedKind.RECEIPT: receipt,
    GeneratedKind.REQUEST_LETTER: request_letter,
    GeneratedKind.FINANCING_PLAN: financing_plan,
    GeneratedKind.CALENDAR: calendar,
    GeneratedKind.NOT_STARTED: not_started,
    GeneratedKind.VAT: vat,
}
