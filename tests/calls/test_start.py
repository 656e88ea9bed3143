"""Whether works may start: each rule of a call, before and after each fact."""

from datetime import date

import pytest

from applications.calls.enums import StartRule
from applications.calls.start import StartFacts, may_start

FILED = StartFacts(filed_on=date(2026, 12, 1))
AUTHORISED = StartFacts(filed_on=date(2026, 12, 1), authorised_on=date(2026, 12, 20))
GRANTED = StartFacts(filed_on=date(2026, 12, 1), granted_on=date(2027, 4, 20))
REFUSED = StartFacts(filed_on=date(2026, 12, 1), refused=True)
FILING, AUTHORISATION, VOTE = StartRule.AFTER_FILING, StartRule.AFTER_AUTHORISATION, StartRule.AFTER_VOTE


@pytest.mark.parametrize(
    ("rule", "facts", "allowed", "may_ask"),
    [
        (FILING, StartFacts(), False, False),
        (FILING, FILED, True, False),
        (AUTHORISATION, StartFacts(), False, False),
        (AUTHORISATION, FILED, False, True),
        (AUTHORISATION, AUTHORISED, True, False),
        (VOTE, FILED, False, True),
        (VOTE, AUTHORISED, True, False),
        (VOTE, GRANTED, True, False),
        (VOTE, REFUSED, True, False),
    ],
)
def test_works_may_start(rule: StartRule, facts: StartFacts, allowed: bool, may_ask: bool) -> None:
    answer = may_start(rule, facts)
    assert (answer.allowed, answer.may_ask) == (allowed, may_ask)


def test_authorised_start_is_dated_and_promises_nothing() -> None:
    assert may_start(VOTE, AUTHORISED).sentence == (
        "Vous pouvez commencer\u00a0: la Région l’a autorisé le 20\u00a0décembre\u00a02026. "
        "Cela n’engage pas la Région à vous aider."
    )
