"""The documents that were filed, each with its files as they were joined then."""

from dataclasses import dataclass

from applications.core.models import StoredFile
from applications.dossiers.models import Dossier, Filing


@dataclass(frozen=True)
class FiledDocument:
    """A document of the measure. `asked` is why the Région asks for it again, while it waits for the answer."""

    label: str
    files: tuple[StoredFile, ...]
    is_confidential: bool
    asked: str = ""


def documents_of(dossier: Dossier, filing: Filing, asked: dict[int, str]) -> tuple[FiledDocument, ...]:
    """Return every document of the measure that was filed or is asked for, in the measure's order.

    `asked` maps a document's key to the reason written in the open completion request.
    """
    joined = {
        (one.document.code, one.file.sha256): one.file
        for one in dossier.attachments.select_related("document", "file").order_by("-pk")
    }
    filed: dict[str, list[StoredFile]] = {}
    for row in filing.content["documents"]:
        filed.setdefault(row["document"], []).append(joined[row["document"], row["sha256"]])
    return tuple(
        FiledDocument(
            label=document.label,
            files=tuple(filed.get(document.code, ())),
            is_confidential=document.public_security,
            asked=asked.get(document.pk, ""),
        )
        for document in dossier.measure.documents.all()
        if document.code in filed or document.pk in asked
    )
