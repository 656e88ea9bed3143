"""The file of a grant: what the commune says, what it joins, where it stands."""

from applications.dossiers.models.details import (
    ContactDetails,
    MobilePostDetails,
    PremisesDetails,
    ProjectDetails,
    PublicSpaceDetails,
)
from applications.dossiers.models.dossier import Dossier, Filing, SectionDraft, StatusChange
from applications.dossiers.models.financing import Expense, Funding
from applications.dossiers.models.followup import (
    Assignment,
    Attachment,
    CompletionItem,
    CompletionRequest,
)

__all__ = [
    "Assignment",
    "Attachment",
    "CompletionItem",
    "CompletionRequest",
    "ContactDetails",
    "Dossier",
    "Expense",
    "Filing",
    "Funding",
    "MobilePostDetails",
    "PremisesDetails",
    "ProjectDetails",
    "PublicSpaceDetails",
    "SectionDraft",
    "StatusChange",
]
