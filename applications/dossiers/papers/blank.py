"""What a measure asks, as a form to be filled by hand: values only, no PDF library."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Room(StrEnum):
    """What an answer needs on the paper."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    FILE = "file"


@dataclass(frozen=True)
class BlankQuestion:
    """A question. `size` is how tall a text is: small, medium or large."""

    label: str
    help_text: str
    room: Room
    choices: tuple[str, ...] = ()
    size: str = "medium"
    optional: bool = False


@dataclass(frozen=True)
class BlankGroup:
    legend: str
    intro: str
    questions: tuple[BlankQuestion, ...]


@dataclass(frozen=True)
class BlankSection:
    title: str
    groups: tuple[BlankGroup, ...]


@dataclass(frozen=True)
class BlankDocument:
    """A document to prepare; `when` says on what condition, empty when always."""

    label: str
    help_text: str
    when: str
    may_follow: bool


@dataclass(frozen=True, kw_only=True)
class BlankForm:
    """All that the form of a measure asks. Amounts are euros, rates fractions."""

    call_title: str
    measure: str
    opens_at: datetime
    closes_at: datetime
    rate: Decimal
    ceiling: Decimal
    minimum_own_share: Decimal
    excluded_costs: tuple[str, ...]
    sections: tuple[BlankSection, ...]
    funders: tuple[str, ...]
    documents: tuple[BlankDocument, ...]
    written_by_portal: tuple[str, ...]
    region: str
    service: str
    phone: str
    email: str
    is_demo: bool
