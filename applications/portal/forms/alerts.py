"""The address to tell when a call opens."""

from django import forms

from applications.core.typography import typeset_text
from applications.portal.forms.fields import MailField


class AlertForm(forms.Form):
    use_required_attribute = False

    email = MailField(
        label="Votre adresse électronique",
        help_text=typeset_text(
            "Elle ne sert qu’à cette alerte. Un courriel vous demandera d’abord de la confirmer ; vous pourrez "
            "l’effacer à tout moment."
        ),
    )
