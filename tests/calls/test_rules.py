"""The règlement: versions made of the call's own parameters, none when nothing changed."""

import html
import re
from datetime import datetime
from decimal import Decimal

import pytest

from applications.calls.enums import MeasureKind, StartRule
from applications.calls.models import Call, CallRules, Measure
from applications.calls.rules import read_rules
from applications.calls.rules_rendering import rules_html
from applications.calls.services import publish_rules
from applications.core import jobs
from applications.core.dates import PARIS
from applications.core.errors import DomainError
from applications.core.models import AuditEvent
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    measure = f.a_measure(
        MeasureKind.PREMISES, pooled_rate=Decimal("0.35"), excluded_costs="Mobilier de bureau\nERP provisoire"
    )
    return measure.call


def words(rules: CallRules) -> str:
    page = rules_html(read_rules(rules.content), version=rules.version, published_at=rules.published_at)
    text = re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:span|strong|b|sup)\b[^>]*>", "", page.partition("<body")[2]))
    return " ".join(html.unescape(text).replace("\u00a0", " ").split())


def test_publishing_freezes_a_version_and_names_it_in_the_call(call: Call) -> None:
    agent = f.an_agent("administrateur")
    first = publish_rules(call, actor=agent)
    Measure.objects.update(rate=Decimal("0.40"))
    second = publish_rules(call, actor=agent)
    call.refresh_from_db()
    assert (first.version, second.version, call.rules_version) == (1, 2, "2")
    kept = [row.content["measures"][0]["rate"] for row in CallRules.objects.order_by("version")]
    assert kept == ["0.3000", "0.4000"]
    assert [event.after for event in AuditEvent.objects.filter(verb="rules.published").order_by("pk")] == [
        {"version": 1},
        {"version": 2},
    ]


def test_nothing_changed_makes_no_new_version(call: Call) -> None:
    agent = f.an_agent("administrateur")
    publish_rules(call, actor=agent)
    Measure.objects.update(chapter="901")
    with pytest.raises(DomainError, match="Rien n’a changé depuis la version 1"):
        publish_rules(call, actor=agent)
    assert CallRules.objects.count() == 1


def test_call_without_measure_has_no_reglement() -> None:
    with pytest.raises(DomainError, match="au moins une mesure et un critère"):
        publish_rules(f.a_call(), actor=f.an_agent("administrateur"))


def test_reglement_says_the_parameters_of_the_call(call: Call) -> None:
    Call.objects.update(
        closes_at=datetime(2030, 12, 15, 12, tzinfo=PARIS), start_rule=StartRule.AFTER_VOTE, start_months=18
    )
    call.refresh_from_db()
    text = words(publish_rules(call, actor=f.an_agent("administrateur")))
    for sentence in (
        "Locaux de police 30 % 30 000,00 € 35 %",
        "Locaux de police : mobilier de bureau, ERP provisoire.",
        "avant le dimanche 15 décembre 2030 à 12 h 00, heure de Paris",
        "qu’après le vote de la Commission permanente, sauf autorisation de démarrage anticipé",
        "dans les 18 mois et s’achève dans les 48 mois",
        "Une avance de 30 % au plus",
        "Critère MUTU 15",
        "Total 100",
        "Toute pièce est due au dépôt.",
    ):
        assert text.count(sentence) == 1, sentence
    assert text.count("démonstration") == 0


def test_reglement_says_that_its_parameters_are_fictitious_in_the_demonstration(call: Call, settings) -> None:
    settings.DEMO_MODE = True
    assert (
        words(publish_rules(call, actor=f.an_agent("administrateur"))).count("Paramètres fictifs de démonstration") == 1
    )


def test_reglement_is_written_by_a_worker(call: Call) -> None:
    rules = publish_rules(call, actor=f.an_agent("administrateur"))
    jobs.run("calls.callrules", rules.pk)
    rules.refresh_from_db()
    assert rules.file is not None
    assert (rules.file.name, rules.file.media_type) == (f"Règlement {call.code}, version 1.pdf", "application/pdf")
