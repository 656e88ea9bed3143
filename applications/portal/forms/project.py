"""The need, the aims, the calendar."""

from collections.abc import Mapping, Set
from typing import Any

from applications.portal.forms.base import Group, SectionForm
from applications.portal.forms.fields import DateField, TextField, YesNoField

LONG = 6000


class ProjectForm(SectionForm):
    title = TextField(
        label="Intitulé du projet",
        help_text="Une phrase que votre conseil reconnaîtra : c’est elle qui figurera sur la décision.",
        most=200,
        tell_limit=True,
    )
    need = TextField(
        label="Le besoin et le diagnostic local",
        help_text=(
            "Ce que vous constatez : les faits, les lieux, les heures, leur évolution. Le référent sûreté de la "
            "gendarmerie ou de la police nationale peut vous aider. N’écrivez le nom d’aucune personne."
        ),
        most=LONG,
        rows=8,
    )
    aims = TextField(
        label="Les objectifs",
        help_text="Ce qui aura changé un an après la mise en service, et à quoi vous le verrez.",
        most=LONG,
        rows=6,
    )
    pooled = YesNoField(
        label="Le projet est-il mutualisé entre plusieurs collectivités ?",
        help_text="Une convention ou une délibération le prévoit, et chacune l’utilise.",
    )
    partners = TextField(label="Si oui, quelles collectivités ?", help_text="Une par ligne.", most=2000, rows=3)
    starts_on = DateField(
        label="Commencement prévu",
        help_text="Le jour du premier bon de commande, marché ou ordre de service. Par exemple : 15\u00a05\u00a02027.",
    )
    ends_on = DateField(label="Achèvement prévu", help_text="Le jour de la livraison ou de la réception des travaux.")
    works_started = YesNoField(
        label="L’opération a-t-elle déjà commencé ?",
        help_text=(
            "Un bon de commande, un marché ou un ordre de service signé vaut commencement. Les études, la maîtrise "
            "d’œuvre et l’achat du terrain ne comptent pas."
        ),
    )
    vat_recovered = YesNoField(
        label="Récupérez-vous la TVA de ces dépenses ?",
        help_text=(
            "Par le fonds de compensation pour la TVA (FCTVA), comme pour la plupart des investissements d’une "
            "collectivité. En cas de doute, demandez à votre service de gestion comptable."
        ),
    )

    groups = (
        Group("Votre projet", ("title", "need", "aims")),
        Group("Seul ou à plusieurs", ("pooled", "partners")),
        Group("Le calendrier", ("starts_on", "ends_on", "works_started")),
        Group("La TVA", ("vat_recovered",)),
    )

    def not_asked(self, answers: Mapping[str, Any]) -> Set[str]:
        return set() if answers.get("pooled") else {"partners"}

    def cross_check(self, answers: Mapping[str, Any]) -> None:
        starts, ends = answers.get("starts_on"), answers.get("ends_on")
        if starts is not None and ends is not None and ends < starts:
            self.blame("ends_on", "L’achèvement ne peut pas précéder le commencement.")
