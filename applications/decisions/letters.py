"""The two letters a vote becomes, an arrêté attributif or a refusal. Pure: values in, HTML and PDF out."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from applications.calls.enums import MeasureKind
from applications.core.dates import add_months
from applications.core.money import CENT, amount_in_words, floor_cent, format_eur, format_rate
from applications.core.pdf import AttachedFile, render_pdf
from applications.core.text import NBSP, uncapitalised
from applications.decisions.letter_data import GrantLetter, Letter, RefusalLetter
from applications.decisions.letter_plan import financing_plan
from applications.territory.appeals import COURT, COURT_ADDRESS

VOTE = "le vote de la Commission permanente"
SUPPORT_SHOWN = {
    MeasureKind.MOBILE_POST: "sur le véhicule, dans le respect de sa sérigraphie réglementaire,",
    MeasureKind.PREMISES: "à l’entrée des locaux",
    MeasureKind.PUBLIC_SPACE: "sur le lieu des travaux",
}
DATA_NAME = "decision.json"
DATA_DESCRIPTION = "Données de la décision, lisibles par un logiciel"


def render_letter(letter: GrantLetter | RefusalLetter) -> bytes:
    """Write the letter as PDF bytes, the same for the same letter, its data attached as JSON."""
    data = json.dumps(decision_data(letter), ensure_ascii=False, indent=2).encode()
    attached = AttachedFile(DATA_NAME, data, DATA_DESCRIPTION)
    return render_pdf(letter_html(letter), moment=letter.issued_at, attachments=[attached])


def letter_html(letter: GrantLetter | RefusalLetter) -> str:
    """Write the letter as a complete HTML document."""
    if isinstance(letter, GrantLetter):
        return render_to_string("letters/grant.html", _grant_context(letter))
    return render_to_string("letters/refusal.html", _refusal_context(letter))


def decision_data(letter: GrantLetter | RefusalLetter) -> dict[str, Any]:
    """The decision for software: amounts as text with two decimals, dates in ISO 8601."""
    application, beneficiary, deliberation = letter.application, letter.beneficiary, letter.deliberation
    amount = letter.amount if isinstance(letter, GrantLetter) else Decimal(0)
    return {
        "schema": "decision/1",
        "number": letter.number,
        "outcome": "granted" if isinstance(letter, GrantLetter) else "refused",
        "reference": application.reference,
        "measure": application.measure.value,
        "beneficiary": {
            "name": beneficiary.names.title,
            "siren": beneficiary.siren,
            "siret": beneficiary.siret,
        },
        "amount": str(amount.quantize(CENT)),
        "currency": "EUR",
        "deliberation": {
            "number": deliberation.number,
            "voted_on": deliberation.voted_on.isoformat(),
            "transmitted_on": _iso(deliberation.transmitted_on),
            "published_on": _iso(deliberation.published_on),
        },
        "filed_at": application.filed_at.isoformat(),
        "issued_on": letter.dated.isoformat(),
        "demonstration": letter.is_demo,
    }


def limit_of(letter: GrantLetter) -> str:
    """What set the amount when the rate alone did not: an act never prints a rate that does not give it."""
    if letter.limit or floor_cent(letter.eligible_base * letter.rate) == letter.amount:
        return letter.limit
    return VOTE


def _grant_context(letter: GrantLetter) -> dict[str, Any]:
    plan, terms, names = financing_plan(letter), letter.terms, letter.beneficiary.names
    return {
        **_context(letter, act="Arrêté", heading="Arrêté attributif de subvention"),
        "summary": f"Attribution de {format_eur(letter.amount)} {names.to}",
        "amount_in_words": amount_in_words(letter.amount),
        "rate": format_rate(letter.rate),
        "limit": limit_of(letter),
        "operation": letter.application.title.rstrip(" ."),
        "excluded_costs": ", ".join(uncapitalised(cost) for cost in letter.excluded_costs),
        "plan": plan,
        "minimum_own_share": format_rate(letter.minimum_own_share),
        "own_exceeds_minimum": plan.own_public_share > letter.minimum_own_share,
        "is_published": bool(letter.deliberation.transmitted_on and letter.deliberation.published_on),
        "start_before": add_months(letter.dated, terms.start_months),
        "complete_before": add_months(letter.dated, terms.completion_months),
        "advance": floor_cent(letter.amount * terms.advance_share),
        "advance_rate": format_rate(terms.advance_share),
        "interim": floor_cent(letter.amount * terms.interim_share),
        "interim_rate": format_rate(terms.interim_share),
        "kept_years": _years(terms.kept_years),
        "is_equipment": letter.application.measure == MeasureKind.MOBILE_POST,
        "support_shown": SUPPORT_SHOWN[letter.application.measure],
    }


def _refusal_context(letter: RefusalLetter) -> dict[str, Any]:
    return {
        **_context(letter, act="Décision", heading="Décision de rejet"),
        "summary": f"Rejet de la demande {letter.beneficiary.names.of}",
        "explanation": [line for line in letter.explanation.splitlines() if line.strip()],
        "total_weight": str(sum(mark.weight for mark in letter.marks)),
        "total_points": sum((mark.points for mark in letter.marks), Decimal(0)),
        "greeting": (
            "Madame la Présidente, Monsieur le Président"
            if letter.beneficiary.is_epci
            else "Madame la Maire, Monsieur le Maire"
        ),
        "contact": _contact(letter),
        "attention": "la présidente ou du président" if letter.beneficiary.is_epci else "la ou du maire",
    }


def _context(letter: Letter, *, act: str, heading: str) -> dict[str, Any]:
    number, names = f"n°{NBSP}{letter.number}", letter.beneficiary.names
    title = letter.application.call_title
    foot = f"{act} {number} – dossier {letter.application.reference}"
    return {
        "letter": letter,
        "act": act,
        "heading": heading,
        "number": number,
        "foot": f"{foot} – document de démonstration" if letter.is_demo else foot,
        "names": names,
        "the_short": names.short[0].upper() + names.short[1:],
        "of_short": f"de {names.short}",
        "call": title if "«" in title else f"« {title} »",
        "measure_label": letter.application.measure.long_label,
        "court": COURT,
        "court_address": COURT_ADDRESS,
    }


def _contact(letter: Letter) -> str:
    """« (téléphone : …, courriel : …) », of what is known."""
    known = (("téléphone", letter.issuer.phone), ("courriel", letter.issuer.email))
    means = ", ".join(f"{label} : {value}" for label, value in known if value)
    return f" ({means})" if means else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _years(count: int) -> str:
    return f"{count}{NBSP}an{'s' if count > 1 else ''}"
