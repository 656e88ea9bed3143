"""The documents that were filed, each with its files as they were joined then, and those that came after."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from applications.calls.models import RequiredDocument
from applications.core.dates import date_text
from applications.core.models import StoredFile
from applications.dossiers.models import Attachment, Dossier, Filing, GeneratedDocument
from applications.dossiers.selectors import is_late


@dataclass(frozen=True)
class FiledFile:
    """A file under the name that the organisation gave it. `late_at` is when it came, after the filing only."""

    stored: StoredFile
    name: str
    late_at: datetime | None


@dataclass(frozen=True)
class FiledDocument:
    """A document of the measure. `asked` is why the Région asks for it again, while it waits for the answer.

    `promise` says what the organisation announced and did not send yet; `is_broken` when its day is past.
    """

    label: str
    files: tuple[FiledFile, ...]
    is_confidential: bool
    asked: str
    promise: str
    is_broken: bool


def documents_of(dossier: Dossier, filing: Filing, asked: dict[int, str]) -> tuple[FiledDocument, ...]:
    """Return every document of the measure that was filed, announced or is asked for, in the measure's order.

    `asked` maps a document's key to the reason written in the open completion request.
    """
    promised = set(dossier.promises.values_list("document_id", flat=True))
    files = files_of(dossier, filing, promised)
    return tuple(
        filed_document(dossier, document, files.get(document.code, ()), asked, is_promised=document.pk in promised)
        for document in dossier.measure.documents.all()
        if document.code in files or document.pk in asked or document.pk in promised
    )


def files_of(dossier: Dossier, filing: Filing, promised: set[int]) -> dict[str, list[FiledFile]]:
    """Return, by document code, the files that were filed, then those announced that came since.

    What else was joined since is an answer on its way: it is not filed yet.
    """
    attachments = list(dossier.attachments.select_related("document", "file").order_by("-pk"))
    joined = {(one.document.code, one.file.sha256): one for one in attachments}
    found: dict[str, list[FiledFile]] = {}
    rows = [joined[row["document"], row["sha256"]] for row in filing.content["documents"]]
    rows += [one for one in reversed(attachments) if one not in rows and came_since(one, filing, promised)]
    for one in rows:
        is_after = one.document_id in promised and is_late(dossier, one)
        late_at = one.added_at if is_after else None
        found.setdefault(one.document.code, []).append(FiledFile(one.file, str(one), late_at))
    return found


def came_since(attachment: Attachment, filing: Filing, promised: set[int]) -> bool:
    return (
        attachment.removed_at is None and attachment.document_id in promised and attachment.added_at > filing.filed_at
    )


def filed_document(
    dossier: Dossier,
    document: RequiredDocument,
    files: "list[FiledFile] | tuple[()]",
    asked: dict[int, str],
    *,
    is_promised: bool,
) -> FiledDocument:
    last = dossier.measure.call.follow_until
    is_owed = is_promised and not files
    is_broken = is_owed and (last is None or timezone.localdate() > last)
    day = f"au plus tard le {date_text(last)}" if last is not None else "après le dépôt"
    return FiledDocument(
        label=document.label,
        files=tuple(files),
        is_confidential=document.public_security,
        asked=asked.get(document.pk, ""),
        promise=f"Annoncée par la collectivité {day}." if is_owed else "",
        is_broken=is_broken,
    )


def written_by_portal(dossier: Dossier) -> list[GeneratedDocument]:
    """Return what the portal wrote from each filing, the last filing first."""
    rows = GeneratedDocument.objects.filter(dossier=dossier).select_related("filing", "file")
    return list(rows.order_by("-filing__number", "pk"))
