"""What a decision letter says, gathered before it is written: frozen values, no database.

Amounts are euros, rates and shares fractions (0.30), instants aware.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from applications.calls.enums import MeasureKind
from applications.core.dates import paris_day
from applications.core.french import OrganisationName
from applications.territory.appeals import must_use_telerecours


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The Région as the letterhead names it."""

    name: str
    service: str
    address: tuple[str, ...]
    seat: str = "Toulouse"
    phone: str = ""
    email: str = ""
    authority: str = "La présidente ou le président du conseil régional"
    commission_delegation: str = ""
    """« n° 2026/AP-… du … », the délibération that delegates to the Commission permanente."""


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who decides. A decision names its author and their quality (CRPA, article L. 212-1)."""

    name: str
    quality: str
    service: str
    delegation: str = ""
    """« n° … du … », the arrêté that delegates the signature."""

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.quality.strip():
            raise ValueError("A decision names its author and their quality.")


@dataclass(frozen=True, kw_only=True)
class Beneficiary:
    """The organisation that asked."""

    names: OrganisationName
    is_epci: bool
    departement: str
    siren: str
    siret: str
    population_municipale: int
    population_totale: int
    address: tuple[str, ...] = ()

    @property
    def must_use_telerecours(self) -> bool:
        """Whether a petition on paper is inadmissible (CJA, article R. 414-1)."""
        return must_use_telerecours(
            is_epci=self.is_epci,
            population_municipale=self.population_municipale,
            population_totale=self.population_totale,
        )


@dataclass(frozen=True, kw_only=True)
class Deliberation:
    """The vote of the Commission permanente. Transmission and publication may still be to come."""

    number: str
    voted_on: date
    transmitted_on: date | None = None
    published_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Application:
    """The dossier as it was filed."""

    reference: str
    title: str
    measure: MeasureKind
    filed_at: datetime
    call_title: str
    rules_version: str
    total_cost: Decimal
    requested_amount: Decimal
    own_resolution: str = ""
    """« la délibération n° 2026-041 du conseil municipal d’Argelès-sur-Mer du 29 octobre 2026 »."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a grant and a refusal share. `number` is the decision's, « 2027-0147 »."""

    number: str
    issued_at: datetime
    issuer: Issuer
    author: Author
    beneficiary: Beneficiary
    application: Application
    deliberation: Deliberation
    is_demo: bool = False

    @property
    def dated(self) -> date:
        return paris_day(self.issued_at)


@dataclass(frozen=True, kw_only=True)
class Funder:
    """Another funder's line: neither the Région's nor the beneficiary's. Refused ones are left out."""

    label: str
    situation: str
    amount: Decimal
    is_private: bool = False


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Delays and payment limits, dated by the call."""

    start_months: int
    completion_months: int
    advance_share: Decimal
    interim_share: Decimal
    kept_years: int = 10


@dataclass(frozen=True, kw_only=True)
class Accounting:
    """The M57 imputation: chapter, nature of the beneficiary's type, function; programme once it is known."""

    chapter: str
    nature: str
    function: str
    programme: str = ""


@dataclass(frozen=True, kw_only=True)
class GrantLetter(Letter):
    """An arrêté attributif."""

    amount: Decimal
    eligible_base: Decimal
    rate: Decimal
    limit: str = ""
    """What set the amount instead of the rate, after « limitée par »: « le plafond, 100 000,00 € »."""
    excluded_costs: tuple[str, ...] = ()
    other_funders: tuple[Funder, ...] = ()
    own_declared: Decimal
    own_situation: str
    minimum_own_share: Decimal
    derogation: str = ""
    """« l’arrêté préfectoral du 3 mars 2027 », when it lowers the minimum own share."""
    terms: Terms
    accounting: Accounting
    has_not_started: bool
    has_coordination_agreement: bool
    has_cameras: bool = False


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A line of the scoring grid: weight out of 100, mark out of 5, points."""

    criterion: str
    weight: int
    mark: Decimal
    points: Decimal


@dataclass(frozen=True, kw_only=True)
class RefusalLetter(Letter):
    """A refusal: its motive from the list, then what was written for this dossier."""

    motive: str
    explanation: str = ""
    marks: tuple[Mark, ...] = ()
    advice: str = ""
