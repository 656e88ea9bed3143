"""Asking for the papers of a filing: rows inserted with it, written by the workers."""

from applications.core.jobs import enqueue
from applications.dossiers.enums import GeneratedKind
from applications.dossiers.models import Filing, GeneratedDocument


def ask_for_papers(filing: Filing) -> None:
    """Insert one job per paper that `filing` calls for, sent to the workers on commit."""
    rows = GeneratedDocument.objects.bulk_create(
        GeneratedDocument(dossier=filing.dossier, filing=filing, kind=kind) for kind in kinds_of(filing)
    )
    for row in rows:
        enqueue(row)


def kinds_of(filing: Filing) -> list[GeneratedKind]:
    """Return the papers of a filing: nobody attests that started works have not started."""
    started = filing.content["project"]["works_started"]
    return [kind for kind in GeneratedKind if kind is not GeneratedKind.NOT_STARTED or not started]
