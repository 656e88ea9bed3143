"""What the portal wrote for a dossier: the papers of each filing, ready or on their way."""

from dataclasses import dataclass
from itertools import groupby

from applications.core.jobs import JobStatus
from applications.core.models import StoredFile
from applications.dossiers.models import Dossier, Filing, GeneratedDocument


@dataclass(frozen=True)
class Paper:
    """A paper; `file` is None until a worker has written it."""

    label: str
    file: StoredFile | None
    is_failed: bool


@dataclass(frozen=True)
class FilingPapers:
    filing: Filing
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class DossierPapers:
    """The papers of the last filing, and those of the earlier ones."""

    latest: FilingPapers | None
    earlier: tuple[FilingPapers, ...]

    @property
    def is_pending(self) -> bool:
        """Whether waiting a little shows more."""
        latest = self.latest.papers if self.latest is not None else ()
        return any(paper.file is None and not paper.is_failed for paper in latest)


def papers_of(dossier: Dossier) -> DossierPapers:
    rows = GeneratedDocument.objects.filter(dossier=dossier).select_related("filing", "file")
    groups = [
        FilingPapers(filing, tuple(paper_of(row) for row in papers))
        for filing, papers in groupby(rows.order_by("-filing__number", "pk"), key=lambda row: row.filing)
    ]
    return DossierPapers(groups[0] if groups else None, tuple(groups[1:]))


def paper_of(row: GeneratedDocument) -> Paper:
    return Paper(str(row.get_kind_display()), row.file, row.job_status == JobStatus.FAILED)
