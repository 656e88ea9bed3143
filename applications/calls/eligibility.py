"""Whether an application may be filed: the reasons against it, each with what to do. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from applications.calls.enums import MeasureKind
from applications.core.dates import date_text, datetime_long, paris_day
from applications.core.typography import typeset_text
from applications.territory.enums import OrganisationKind

# From this number of municipal police posts on, the agreement with the State is compulsory (CSI, L. 512-4).
OFFICERS_NEEDING_AGREEMENT = 3
MEASURES_WITH_OFFICERS = frozenset({MeasureKind.MOBILE_POST, MeasureKind.PREMISES})


@dataclass(frozen=True)
class Application:
    """The facts that eligibility depends on; instants carry their time zone.

    `officers_count` counts municipal police posts. `coordination_reason` is why there is no agreement yet.
    `early_start_granted` tells that the Région allowed the works to start before its vote.
    """

    measure_kind: MeasureKind
    organisation_kind: OrganisationKind
    opens_at: datetime
    closes_at: datetime
    now: datetime
    works_started: bool = False
    planned_start: date | None = None
    early_start_granted: bool = False
    officers_count: int = 0
    has_coordination_agreement: bool = False
    coordination_reason: str = ""
    cameras: bool = False
    has_prefect_authorisation: bool = False
    accepted_kinds: frozenset[OrganisationKind] = frozenset(OrganisationKind)


@dataclass(frozen=True)
class Reason:
    """A reason against the filing, or a warning when not `blocking`, and the section and field to correct.

    Section and field are those of the form; both are empty when nothing in the dossier can change it.
    """

    code: str
    message: str
    blocking: bool
    section: str
    field: str


def eligibility_reasons(application: Application) -> tuple[Reason, ...]:
    """Return every reason against the application, in the order of the form; empty when it may be filed."""
    checks = (
        call_not_open,
        call_closed,
        organisation_not_accepted,
        agreement_missing,
        no_officer,
        works_started,
        start_in_the_past,
        cameras_not_authorised,
    )
    return tuple(reason for check in checks if (reason := check(application)) is not None)


def call_not_open(application: Application) -> Reason | None:
    if application.now >= application.opens_at:
        return None
    return _blocking(
        "call_not_open",
        f"L’appel ouvre le {datetime_long(application.opens_at)}. Votre brouillon est gardé jusque-là.",
    )


def call_closed(application: Application) -> Reason | None:
    """The closing instant is too late already: « avant 12 h 00 » ends with 11 h 59 min 59 s."""
    if application.now < application.closes_at:
        return None
    return _blocking(
        "call_closed",
        f"L’appel est clos depuis le {datetime_long(application.closes_at)} : le dossier ne peut plus être "
        "déposé. Votre brouillon reste lisible.",
    )


def organisation_not_accepted(application: Application) -> Reason | None:
    if application.organisation_kind in application.accepted_kinds:
        return None
    names = {
        OrganisationKind.COMMUNE: "aux communes",
        OrganisationKind.EPCI: "aux intercommunalités",
    }
    accepted = " et ".join(names[kind] for kind in OrganisationKind if kind in application.accepted_kinds)
    return _blocking(
        "organisation_not_accepted",
        f"Cette mesure est réservée {accepted}. Demandez à la Région quelle aide convient à votre projet.",
    )


def agreement_missing(application: Application) -> Reason | None:
    """Agreement with the State's forces (CSI, article L. 512-4): a reason given makes it a warning."""
    officers = application.officers_count
    if application.has_coordination_agreement or officers < OFFICERS_NEEDING_AGREEMENT:
        return None
    fact = (
        f"La convention de coordination avec l’État manque, alors que la police municipale compte {officers} "
        "agents : elle est obligatoire à partir de trois (code de la sécurité intérieure, article L. 512-4)."
    )
    if application.coordination_reason.strip():
        todo = "Transmettez-la à la Région dès sa signature."
        return _warning("agreement_pending", f"{fact} {todo}", "contact", "coordination_agreement")
    todo = "Joignez-la, ou indiquez pourquoi elle n’est pas encore signée."
    return _blocking("agreement_missing", f"{fact} {todo}", "contact", "coordination_agreement")


def no_officer(application: Application) -> Reason | None:
    if application.officers_count > 0 or application.measure_kind not in MEASURES_WITH_OFFICERS:
        return None
    return _warning(
        "no_officer",
        "Vous n’indiquez aucun agent de police municipale. Expliquez dans votre projet qui utilisera "
        "l’équipement, et à partir de quand.",
        "contact",
        "officers",
    )


def works_started(application: Application) -> Reason | None:
    """The first legal act starts the works; studies and the purchase of land before them do not."""
    if not application.works_started or application.early_start_granted:
        return None
    return _blocking(
        "works_started",
        "Le projet a déjà commencé : la Région ne peut aider qu’un projet qui n’a pas commencé. Si seuls les "
        "études, la maîtrise d’œuvre ou l’achat du terrain sont engagés, répondez « non » : ils ne comptent "
        "pas.",
        "project",
        "works_started",
    )


def start_in_the_past(application: Application) -> Reason | None:
    start = application.planned_start
    if start is None or application.works_started or application.early_start_granted:
        return None
    if start >= paris_day(application.now):
        return None
    return _blocking(
        "start_in_the_past",
        f"Le commencement prévu, le {date_text(start)}, est déjà passé : indiquez une date à venir. Un bon "
        "de commande ou un marché signé vaut commencement.",
        "project",
        "starts_on",
    )


def cameras_not_authorised(application: Application) -> Reason | None:
    """Cameras on the public space need the prefect's authorisation (CSI, articles L. 251-1 and following)."""
    if not application.cameras or application.has_prefect_authorisation:
        return None
    return _blocking(
        "cameras_not_authorised",
        "Le projet comporte des caméras : joignez l’autorisation du préfet (code de la sécurité intérieure, "
        "articles L. 251-1 et suivants), ou retirez les caméras du projet.",
        "details",
        "prefect_authorisation",
    )


def _blocking(code: str, message: str, section: str = "", field: str = "") -> Reason:
    return Reason(code, typeset_text(message), True, section, field)


def _warning(code: str, message: str, section: str, field: str) -> Reason:
    return Reason(code, typeset_text(message), False, section, field)
