"""The file of a grant: what the commune says, what it joins, where it stands."""

from applications.dossiers.models.answers import Answer
from applications.dossiers.models.details import (
    ContactDetails,
    MobilePostDetails,
    PremisesDetails,
    ProjectDetails,
    PublicSpaceDetails,
)
from applications.dossiers.models.documents import Attachment, DocumentPromise, GeneratedDocument
from applications.dossiers.models.dossier import Dossier, Filing, SectionDraft, StatusChange
from applications.dossiers.models.exchange import EarlyStart, Message, MessageFile
from applications.dossiers.models.financing import Expense, Funding
from applications.dossiers.models.followup import (
    Assignment,
    CompletionItem,
    CompletionRequest,
    HandOver,
    Reminder,
)

__all__ = [
    "Answer",
    "Assignment",
    "Attachment",
    "CompletionItem",
    "CompletionRequest",
    "ContactDetails",
    "DocumentPromise",
    "Dossier",
    "EarlyStart",
    "Expense",
    "Filing",
    "Funding",
    "GeneratedDocument",
    "HandOver",
    "Message",
    "MessageFile",
    "MobilePostDetails",
    "PremisesDetails",
    "ProjectDetails",
    "PublicSpaceDetails",
    "Reminder",
    "SectionDraft",
    "StatusChange",
]
