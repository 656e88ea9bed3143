"""The demonstration's dossiers, each carried by the services to its state: a past that really happened here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from stdnum import luhn

from applications.calls.models import Call, Measure
from applications.demo.accounts import Town
from applications.demo.clock import clock_at, day
from applications.demo.papers import join_documents
from applications.demo.parameters import KINDS
from applications.demo.questions import answers_of
from applications.demo.words import details_of, project_of
from applications.dossiers.enums import FunderKind, FundingState, Section, Status
from applications.dossiers.models import CompletionItem, Dossier
from applications.dossiers.services.drafting import abandon, open_dossier, save_section, withdraw
from applications.dossiers.services.filing import file_dossier
from applications.dossiers.services.handing_over import hand_over
from applications.dossiers.services.review import (
    assign,
    declare_admissible,
    declare_inadmissible,
    request_completion,
)
from applications.territory.models import Organisation

FUNDERS = {
    "Région": FunderKind.REGION,
    "Département": FunderKind.DEPARTMENT,
    "État – DETR": FunderKind.STATE_DETR,
    "État – DSIL": FunderKind.STATE_DSIL,
    "État – DPV": FunderKind.STATE_DPV,
    "Amendes": FunderKind.POLICE_FINES,
    "Fonds de concours": FunderKind.EPCI,
    "Autofinancement": FunderKind.OWN,
}
STATES = {
    "sollicité": FundingState.REQUESTED,
    "obtenu": FundingState.OBTAINED,
    "délibéré": FundingState.VOTED,
}
OPEN, DECIDED = "open", "decided"
# Where each state of the data is shown: in the call under way, or in the one that was decided.
PLACES: dict[str, tuple[str, Status]] = {
    "brouillon": (OPEN, Status.DRAFT),
    "a_signer": (OPEN, Status.AWAITING_SIGNATURE),
    "depose": (OPEN, Status.SUBMITTED),
    "complement_demande": (OPEN, Status.INCOMPLETE),
    "en_instruction": (OPEN, Status.ADMISSIBLE),
    "favorable_comite": (OPEN, Status.ASSESSED),
    "inscrit": (OPEN, Status.SCHEDULED),
    "abandonne": (DECIDED, Status.ABANDONED),
    "retire": (DECIDED, Status.WITHDRAWN),
    "irrecevable": (DECIDED, Status.INADMISSIBLE),
    "ajourne": (DECIDED, Status.ADJOURNED),
    "refuse": (DECIDED, Status.REFUSED),
    "attribue": (DECIDED, Status.GRANTED),
    "attribue_non_notifie": (DECIDED, Status.GRANTED),
}
# Days from the seeding day.
CALENDAR = {
    OPEN: {"drafted": -30, "filed": -18, "checked": -12, "assessed": -8, "closed": -5, "scheduled": -2},
    DECIDED: {
        "drafted": -345,
        "filed": -330,
        "checked": -310,
        "assessed": -250,
        "closed": -200,
        "scheduled": -160,
    },
}
VILLAGE = 2000
START_AFTER, LASTS = timedelta(days=200), timedelta(days=240)


@dataclass(frozen=True)
class Story:
    """A row of the data with what it takes to live it."""

    row: dict[str, Any]
    dossier: Dossier
    town: Town
    agents: dict[str, Any]
    moment: Callable[[str], datetime]

    @property
    def target(self) -> Status:
        return PLACES[self.row["statut"]][1]


def draft(
    row: dict[str, Any], calls: dict[str, Call], town: Town, agents: dict[str, Any], seeded_at: datetime
) -> Story:
    """Open a dossier and fill its sections and documents, at its place in the calendar."""
    place = PLACES[row["statut"]][0]

    def moment(step: str) -> datetime:
        return day(seeded_at, CALENDAR[place][step])

    with clock_at(moment("drafted")) as now:
        organisation = Organisation.objects.get(siren=row["siren"])
        measure = Measure.objects.get(call=calls[place], kind=KINDS[row["mesure"]])
        dossier = open_dossier(organisation, measure, actor=town.editor, now=now)
        for section, values in sections(row, dossier, now).items():
            save_section(
                dossier,
                section,
                raw={},
                values=values,
                version=0,
                actor=town.editor,
                finished=section != Section.FINANCING or row["statut"] != "brouillon",
            )
        join_documents(Dossier.objects.get(pk=dossier.pk), actor=town.editor)
    return Story(row, dossier, town, agents, moment)


def sections(row: dict[str, Any], dossier: Dossier, now: datetime) -> dict[Section, dict[str, Any]]:
    start = timezone.localtime(now).date() + START_AFTER
    organisation = dossier.organisation
    return {
        Section.CONTACT: contact(row, organisation),
        Section.PROJECT: {
            "title": row["intitule"].partition(" (")[0].replace("'", "’"),
            **project_of(dossier.measure.kind),
            "pooled": bool(row.get("mutualise")),
            "partners": "Les communes membres" if row.get("mutualise") else "",
            "starts_on": start,
            "ends_on": start + LASTS,
        },
        Section.DETAILS: details_of(dossier.measure.kind) | answers_of(dossier, is_village=is_village(organisation)),
        Section.FINANCING: {
            "expenses": [
                {"label": line["libelle"].replace("'", "’"), "amount": Decimal(line["montant_ht"])}
                for line in row["postes_depense_ht"]
            ],
            "fundings": [funding(line) for line in row["plan_financement"]],
        },
    }


def is_village(organisation: Organisation) -> bool:
    return organisation.population_totale < VILLAGE


def contact(row: dict[str, Any], organisation: Organisation) -> dict[str, Any]:
    village = is_village(organisation)
    return {
        "siret": presumed_siret(organisation.siren),
        "contact_name": "Secrétariat",
        "contact_role": "Secrétariat général" if organisation.is_epci else "Secrétaire de mairie",
        "contact_email": f"contact.{organisation.siren}@demo.example",
        "contact_phone": "0500000000",
        "police_force": "none" if village else "intercommunal" if organisation.is_epci else "municipal",
        "officers": 0 if village else 6,
        "coordination_agreement": not village,
        "agreement_signed_on": None if village else timezone.localdate() - timedelta(days=300),
    }


def presumed_siret(siren: str) -> str:
    """Return SIREN, then 0001, then its key: a plausible number, not one read in the register."""
    digits = f"{siren}0001"
    return digits + luhn.calc_check_digit(digits)


def funding(line: dict[str, Any]) -> dict[str, Any]:
    kind = next(kind for start, kind in FUNDERS.items() if line["financeur"].startswith(start))
    named = kind in {FunderKind.DEPARTMENT, FunderKind.EPCI, FunderKind.POLICE_FINES}
    return {
        "kind": kind,
        "label": line["financeur"].replace("'", "’") if named else "",
        "amount": Decimal(line["montant"]),
        "state": STATES[line["etat"]],
    }


def submit(story: Story) -> None:
    """Take a draft to its filing, or to where it stopped before."""
    if story.target == Status.DRAFT:
        return
    with clock_at(story.moment("filed")) as now:
        if story.target == Status.ABANDONED:
            abandon(story.dossier, actor=story.town.signatory)
            return
        hand_over(story.dossier, actor=story.town.editor, message="Tout est prêt, à relire.")
        if story.target != Status.AWAITING_SIGNATURE:
            file_dossier(story.dossier, signatory=story.town.signatory, electronic_notification=True, now=now)


def check(story: Story) -> None:
    """Give the service's first answer to a filed dossier."""
    officer = story.agents["instructrice-a"]
    if not Status(fresh(story.dossier).status).is_filed or story.target == Status.SUBMITTED:
        return
    with clock_at(story.moment("checked")) as now:
        assign(story.dossier, officer, actor=story.agents["responsable"])
        match story.target:
            case Status.INCOMPLETE:
                ask_for_completion(story, now)
            case Status.INADMISSIBLE:
                reason = "Les travaux ont commencé avant le dépôt du dossier."
                declare_inadmissible(story.dossier, actor=officer, reason=reason)
            case Status.WITHDRAWN:
                withdraw(story.dossier, actor=story.town.signatory, reason="Projet reporté d’un an.")
            case _:
                declare_admissible(story.dossier, actor=officer)


def ask_for_completion(story: Story, now: datetime) -> None:
    documents = story.dossier.measure.documents
    request_completion(
        story.dossier,
        [
            CompletionItem(
                document=documents.get(code="devis"),
                reason="Le devis des protections d’accès date de plus de six mois\u00a0: joignez-en un récent.",
            ),
            CompletionItem(section=Section.DETAILS, reason="Précisez la surface ouverte au public, en mètres carrés."),
        ],
        due_on=timezone.localtime(now).date() + timedelta(days=24),
        actor=story.agents["instructrice-a"],
        today=timezone.localtime(now).date(),
    )


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)
