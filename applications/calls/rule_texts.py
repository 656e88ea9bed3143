"""When works may start: the call's own rule, as an act states it to anybody (`start.py` answers one dossier)."""

from applications.calls.enums import StartRule

AT_ONE_S_RISK = "Commencer n’engage pas la Région et ne préjuge pas du vote."
AUTHORISATION = "Cette autorisation n’engage pas la Région et ne préjuge pas du vote."
SENTENCES = {
    StartRule.AFTER_FILING: (
        "Les travaux et les achats peuvent commencer dès le dépôt du dossier, aux risques de la collectivité. "
        f"{AT_ONE_S_RISK}"
    ),
    StartRule.AFTER_AUTHORISATION: (
        "Les travaux et les achats ne peuvent commencer avant le vote qu’après une autorisation de démarrage anticipé, "
        f"demandée sur le portail. {AUTHORISATION}"
    ),
    StartRule.AFTER_VOTE: (
        "Les travaux et les achats ne peuvent commencer qu’après le vote de la Commission permanente, sauf "
        f"autorisation de démarrage anticipé, demandée sur le portail. {AUTHORISATION}"
    ),
}


def start_sentence(rule: StartRule) -> str:
    """Return what a call's `start_rule` lets a collectivity do, and what it does not promise."""
    return SENTENCES[rule]
