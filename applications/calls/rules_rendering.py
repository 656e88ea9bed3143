"""The règlement as a PDF: the handler of the `CallRules` jobs, and its text."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from num2words import num2words

from applications.calls.enums import DocumentCondition
from applications.calls.models import CallRules
from applications.calls.rule_texts import start_sentence
from applications.calls.rules import Rules, read_rules
from applications.core.files import store_bytes
from applications.core.money import format_rate
from applications.core.pdf import render_pdf
from applications.core.text import uncapitalised
from applications.territory.appeals import COURT, COURT_ADDRESS

# The law's minimum (CGCT, article L. 1111-10, III); a measure may ask for more.
LAW_MINIMUM = Decimal("0.20")


def produce(version: CallRules) -> dict[str, Any]:
    """Render a version and return the field that points to its file: the handler of the `CallRules` jobs."""
    html = rules_html(read_rules(version.content), version=version.version, published_at=version.published_at)
    name = f"Règlement {version.call.code}, version {version.version}.pdf"
    content = render_pdf(html, moment=version.published_at)
    return {"file": store_bytes(content, name=name, media_type="application/pdf")}


def rules_html(rules: Rules, *, version: int, published_at: datetime) -> str:
    """Write the règlement as a complete HTML document."""
    title = rules.title if "«" in rules.title else f"« {rules.title} »"
    foot = f"Règlement {title}, version {version}"
    context = {
        "rules": rules,
        "version": version,
        "published_at": published_at,
        "call": title,
        "foot": f"{foot} – document de démonstration" if rules.is_demo else foot,
        "own_shares": sorted({format_rate(measure.minimum_own_share) for measure in rules.measures}),
        "law_minimum": format_rate(LAW_MINIMUM),
        "start": start_sentence(rules.start_rule),
        "silence": f"{num2words(rules.silence_months, lang='fr')} mois",
        "measures": [
            {
                "terms": measure,
                "excluded": [uncapitalised(cost) for cost in measure.excluded_costs],
                "documents": [(document, asked_when(document.condition)) for document in measure.documents],
            }
            for measure in rules.measures
        ],
        "has_floor": any(measure.floor for measure in rules.measures),
        "has_pooled": any(measure.pooled_rate or measure.pooled_ceiling for measure in rules.measures),
        "has_followers": any(document.may_follow for measure in rules.measures for document in measure.documents),
        "total_weight": sum(criterion.weight for criterion in rules.criteria),
        "court": COURT,
        "court_address": COURT_ADDRESS,
    }
    return render_to_string("rules/rules.html", context)


def asked_when(condition: DocumentCondition) -> str:
    """Return « si une convention de coordination est signée », « facultative », or nothing for what is always asked."""
    return "" if condition is DocumentCondition.ALWAYS else uncapitalised(condition.label)
