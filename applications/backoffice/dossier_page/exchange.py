"""What the organisation and the Région said to each other on a dossier."""

from dataclasses import dataclass
from datetime import datetime

from applications.core.dates import date_text, time_text
from applications.core.models import StoredFile
from applications.dossiers.models import Dossier, EarlyStart, Message


@dataclass(frozen=True)
class MessageLine:
    """A message, its files, and who on the other side has read it."""

    author: str
    at: str
    body: str
    files: tuple[StoredFile, ...]
    from_region: bool
    is_new: bool
    read: str


def thread_of(dossier: Dossier) -> tuple[MessageLine, ...]:
    """Return the messages, the latest first, in two queries."""
    messages = dossier.messages.select_related("author", "read_by").prefetch_related("files__file")
    return tuple(message_line(message) for message in messages.order_by("-pk"))


def message_line(message: Message) -> MessageLine:
    return MessageLine(
        author=str(message.author),
        at=words(message.sent_at),
        body=message.body,
        files=tuple(one.file for one in message.files.all()),
        from_region=message.from_region,
        is_new=not message.from_region and message.read_at is None,
        read=f"lu le {words(message.read_at)} par {message.read_by}" if message.read_at else "pas encore lu",
    )


def words(at: datetime) -> str:
    return f"{date_text(at)} à {time_text(at)}"


def early_starts_of(dossier: Dossier) -> list[EarlyStart]:
    return list(dossier.early_starts.select_related("asked_by", "answered_by").order_by("-pk"))
