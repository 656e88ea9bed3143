"""What the papers of a filing say: frozen values, no database. Amounts are euros excluding tax, instants aware."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from applications.calls.enums import MeasureKind, StartRule
from applications.calls.questions import FiledAnswer
from applications.core.french import OrganisationName
from applications.dossiers.enums import FunderKind, FundingState
from applications.territory.appeals import must_use_telerecours


@dataclass(frozen=True, kw_only=True)
class Service:
    """The Région's service, as a receipt must name it (CRPA, article R. 112-5, followed by analogy)."""

    name: str
    service: str
    address: tuple[str, ...]
    phone: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """The organisation on the day of the filing."""

    names: OrganisationName
    is_epci: bool
    departement: str
    population_municipale: int
    population_totale: int

    @property
    def must_use_telerecours(self) -> bool:
        return must_use_telerecours(
            is_epci=self.is_epci,
            population_municipale=self.population_municipale,
            population_totale=self.population_totale,
        )


@dataclass(frozen=True, kw_only=True)
class CallTerms:
    """The call on the day of the filing."""

    title: str
    rules_version: str
    start_rule: StartRule
    start_months: int
    completion_months: int


@dataclass(frozen=True, kw_only=True)
class Frame:
    """All that surrounds the answers and that a paper quotes: frozen with them, in `Filing.content["frame"]`."""

    applicant: Applicant
    call: CallTerms
    service: Service
    signatory: str
    is_mandated: bool
    """Whether they sign by a mandate document, not by their own office."""
    first_filed_at: datetime
    silence_months: int
    documents: dict[str, str]
    """The label of each document of the measure, by its code."""
    is_demo: bool


@dataclass(frozen=True, kw_only=True)
class Contact:
    siret: str


@dataclass(frozen=True, kw_only=True)
class Project:
    title: str
    pooled: bool
    partners: str
    starts_on: date
    ends_on: date
    works_started: bool
    vat_recovered: bool


@dataclass(frozen=True, kw_only=True)
class Expense:
    label: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Funding:
    kind: FunderKind
    label: str
    amount: Decimal
    state: FundingState


@dataclass(frozen=True, kw_only=True)
class FiledFile:
    document: str
    """The document's code; its label is in the frame."""
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    kind: MeasureKind


@dataclass(frozen=True, kw_only=True)
class FiledContent:
    """The part of `Filing.content` that the papers quote."""

    reference: str
    measure: Measure
    contact: Contact
    project: Project
    expenses: tuple[Expense, ...]
    fundings: tuple[Funding, ...]
    documents: tuple[FiledFile, ...]
    frame: Frame
    answers: tuple[FiledAnswer, ...] = ()
    """None in a filing made before an administrator could add questions."""


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A filing as its papers read it: the content, and what the row itself says."""

    number: int
    filed_at: datetime
    sha256: str
    content: FiledContent

    @property
    def is_answer(self) -> bool:
        """Whether it answers a completion request: the dossier keeps the date of its first filing."""
        return self.number > 1
