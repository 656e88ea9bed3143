"""The files that finance receives: one line per grant, under the headers that its software knows."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from applications.core.spreadsheets import EXCEL_FRANCE, Cell, Column, Kind, csv_bytes, xlsx_bytes
from applications.decisions.models import Decision
from applications.dossiers.models import Dossier
from applications.dossiers.questions import filed_answers
from applications.finance.enums import ExportFormat

# The measures are voted on the Région's main budget; it has no other for them.
MAIN_BUDGET = "Budget principal"


@dataclass(frozen=True)
class GrantFile:
    """A file of grants, made: its bytes, how many lines it has, and their sum in euros."""

    name: str
    format: ExportFormat
    content: bytes
    count: int
    total: Decimal

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def dossier_of(grant: Decision) -> Dossier:
    return grant.dossier


def accounting_nature(grant: Decision) -> str:
    return grant.dossier.measure.accounting_nature(is_epci=grant.dossier.organisation.is_epci)


def siret_of(grant: Decision) -> str:
    """Return the SIRET filed with the dossier: the one that its letter prints."""
    return grant.dossier.contactdetails.siret


def letter_name(grant: Decision) -> str | None:
    """Return the name of the decision's PDF, None until it is rendered."""
    return grant.letter.file.name if grant.letter.file is not None else None


def answers(grant: Decision) -> str:
    """Return the last filing's answers to an administrator's questions: « question : réponse | … »."""
    filed = filed_answers({"answers": getattr(grant, "filed_answers", None) or ()})
    return " | ".join(f"{one.asked} {one.text}" for one in filed)


def nothing(_: Decision) -> Cell:
    """Leave empty what no part of the portal knows yet: accounts, commitments, payments."""
    return None


COLUMNS: tuple[Column[Decision], ...] = (
    Column("exercice", lambda grant: grant.vote.envelope.year if grant.vote.envelope else None, Kind.YEAR),
    Column("budget", lambda _: MAIN_BUDGET),
    Column("chapitre", lambda grant: grant.dossier.measure.chapter),
    Column("fonction", lambda grant: grant.dossier.measure.function),
    Column("nature", accounting_nature),
    Column("programme", nothing),
    Column("ap_code", nothing),
    Column("ap_millesime", nothing, Kind.YEAR),
    Column("operation", nothing),
    Column("no_dossier", lambda grant: grant.dossier.reference),
    Column("no_deliberation", lambda grant: grant.vote.item.session.deliberation_number),
    Column("date_cp", lambda grant: grant.vote.item.session.held_on, Kind.DATE),
    Column("no_acte", lambda grant: grant.number),
    Column("date_notification", lambda grant: grant.letter.notified_at, Kind.DATE),
    Column("tiers_siret", siret_of),
    Column("tiers_nom", lambda grant: grant.dossier.organisation.full_name),
    Column("tiers_type", lambda grant: str(grant.dossier.organisation.kind.label)),
    Column("iban", nothing),
    Column("bic", nothing),
    Column("montant_vote", lambda grant: grant.amount, Kind.AMOUNT),
    Column("montant_engage", nothing, Kind.AMOUNT),
    Column("type_versement", nothing),
    Column("no_versement", nothing, Kind.INTEGER),
    Column("montant_liquide", nothing, Kind.AMOUNT),
    Column("cumul_verse", nothing, Kind.AMOUNT),
    Column("reste", nothing, Kind.AMOUNT),
    Column("cp_annee_n", nothing, Kind.AMOUNT),
    Column("cp_n1", nothing, Kind.AMOUNT),
    Column("cp_n2", nothing, Kind.AMOUNT),
    Column("date_caducite", nothing, Kind.DATE),
    Column("pieces", letter_name),
    Column("departement", lambda grant: grant.dossier.organisation.departement_id),
    Column("mesure", lambda grant: str(grant.dossier.measure.get_kind_display())),
    Column("objet", lambda grant: grant.dossier.title),
    Column("reponses", answers),
)


def make_grant_file(
    grants: Iterable[Decision], export_format: ExportFormat, *, made_at: datetime, day: date
) -> GrantFile:
    """Write the grants (of `selectors.grants`), in the order given. `day` names the file.

    Outside any transaction: writing a file takes time, and nobody should wait for it.
    """
    rows = list(grants)
    if export_format is ExportFormat.CSV:
        content = csv_bytes(COLUMNS, rows, EXCEL_FRANCE)
    else:
        content = xlsx_bytes(COLUMNS, rows, "Subventions", created=made_at)
    total = sum((grant.amount for grant in rows), Decimal(0))
    return GrantFile(f"subventions-{day:%Y-%m-%d}.{export_format}", export_format, content, len(rows), total)
