"""Whether works may start: the call's rule, said in one sentence to the organisation.

An early start, authorised or not, commits nobody to a grant (réponse ministérielle du 11 novembre 1993).
"""

from dataclasses import dataclass
from datetime import date

from applications.calls.enums import StartRule
from applications.core.dates import date_text

NO_PROMISE = "Cela n’engage pas la Région à vous aider."


@dataclass(frozen=True)
class StartFacts:
    """Days on which the dossier was filed, an early start was authorised, and a grant was notified; None before."""

    filed_on: date | None = None
    authorised_on: date | None = None
    granted_on: date | None = None
    refused: bool = False


@dataclass(frozen=True)
class StartAnswer:
    """Whether works may start now, in one sentence; `may_ask` when an early start may be asked for."""

    allowed: bool
    sentence: str
    may_ask: bool = False


def may_start(rule: StartRule, facts: StartFacts) -> StartAnswer:
    """Answer « puis-je commencer les travaux ? » under `rule`."""
    if facts.granted_on is not None:
        return StartAnswer(
            True, f"Vous pouvez commencer\u00a0: l’aide vous est notifiée depuis le {date_text(facts.granted_on)}."
        )
    if facts.refused:
        return StartAnswer(True, "La Région n’aide pas ce projet\u00a0: elle ne vous impose plus d’attendre.")
    if rule == StartRule.AFTER_FILING:
        return after_filing(facts)
    if facts.authorised_on is not None:
        return StartAnswer(
            True,
            f"Vous pouvez commencer\u00a0: la Région l’a autorisé le {date_text(facts.authorised_on)}. {NO_PROMISE}",
        )
    if facts.filed_on is None:
        return StartAnswer(False, before_filing(rule))
    if rule == StartRule.AFTER_AUTHORISATION:
        sentence = (
            "Ne signez ni marché, ni devis, ni bon de commande avant que la Région ait autorisé le démarrage\u00a0: "
            "demandez-le ici."
        )
    else:
        sentence = (
            "Ne signez ni marché, ni devis, ni bon de commande avant le vote de l’aide\u00a0; si le projet ne peut "
            "attendre, demandez un démarrage anticipé."
        )
    return StartAnswer(False, sentence, may_ask=True)


def after_filing(facts: StartFacts) -> StartAnswer:
    if facts.filed_on is None:
        return StartAnswer(False, before_filing(StartRule.AFTER_FILING))
    return StartAnswer(
        True, f"Vous pouvez commencer depuis le dépôt du dossier, le {date_text(facts.filed_on)}. {NO_PROMISE}"
    )


def before_filing(rule: StartRule) -> str:
    """Say, before anything is filed, when works may start."""
    return {
        StartRule.AFTER_FILING: "Ne commencez rien avant le dépôt du dossier\u00a0; ensuite, vous le pourrez.",
        StartRule.AFTER_AUTHORISATION: (
            "Ne commencez rien avant d’avoir déposé le dossier et reçu l’autorisation de démarrer, qui se demande ici."
        ),
        StartRule.AFTER_VOTE: (
            "Ne commencez rien avant le vote de l’aide, sauf démarrage anticipé autorisé par la Région."
        ),
    }[rule]
