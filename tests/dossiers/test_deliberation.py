"""The model of délibération: opened back as any text editor would."""

import io
import zipfile
from dataclasses import fields

import pytest
from docx import Document
from docxtpl import DocxTemplate

from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier, SectionDraft
from applications.dossiers.papers.deliberation import (
    TEMPLATE,
    Deliberation,
    deliberation_docx,
    deliberation_of,
)
from tests import factories as f

pytestmark = pytest.mark.django_db
HOSTILE = "Poste <w:t>&</w:t> {{ 7*7 }} {% raw %} {_{ 🚓 שלום\u202e\x0b"


def written(dossier: Dossier) -> tuple[list[str], list[list[str]]]:
    """Return the paragraphs of a dossier's model, then the rows of its tables, spaces made plain."""
    document = Document(io.BytesIO(deliberation_docx(deliberation_of(dossier))))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    paragraphs = [paragraph.text.replace("\u00a0", " ") for paragraph in document.paragraphs]
    return [text for text in paragraphs if text], [[text.replace("\u00a0", " ") for text in row] for row in rows]


def test_template_asks_for_the_words_that_the_model_has_and_holds_no_macro() -> None:
    assert DocxTemplate(str(TEMPLATE)).get_undeclared_template_variables() == {one.name for one in fields(Deliberation)}
    assert [name for name in zipfile.ZipFile(TEMPLATE).namelist() if "vba" in name.lower()] == []


def test_empty_draft_gives_blanks() -> None:
    paragraphs, rows = written(f.a_draft(organisation=f.a_commune_organisation("Thédirac", population=298)))
    assert paragraphs[0].startswith("MODÈLE À ADAPTER")
    assert paragraphs[4] == "Extrait du registre des délibérations du conseil municipal de Thédirac"
    assert "Objet : … – demande de subvention à la Région Occitanie" in paragraphs
    assert "Après en avoir délibéré, le conseil municipal :" in paragraphs
    assert "La ou le maire," in paragraphs
    assert rows == [
        ["Dépense", "Montant HT"],
        *[["…", "…"]] * 3,
        ["Total des dépenses", "…"],
        ["Financeur", "Montant"],
        *[["…", "…"]] * 3,
        ["Total des recettes", "…"],
    ]


def test_model_holds_the_figures_of_the_dossier_for_an_epci() -> None:
    dossier = f.a_complete_draft(organisation=f.an_epci_organisation())
    paragraphs, rows = written(dossier)
    assert (
        "Article 3 – sollicite de la Région Occitanie une subvention de 23 520,00 €, au titre de la mesure "
        "« Acquisition de postes mobiles de police municipale » ;" in paragraphs
    )
    assert "Après en avoir délibéré, le conseil communautaire :" in paragraphs
    assert (
        "Vu le code général des collectivités territoriales, notamment ses articles L. 1111-10, L. 2121-29 et "
        "L. 5211-1 ;" in paragraphs
    )
    assert "La présidente ou le président," in paragraphs
    assert rows[1] == ["Fourgon", "50 000,00 €"]
    assert rows[3] == ["Total des dépenses", "78 400,00 €"]
    assert rows[-1] == ["Total des recettes", "78 400,00 €"]


def test_what_was_typed_in_an_unfinished_section_stays_text() -> None:
    dossier = f.a_draft()
    SectionDraft.objects.create(
        dossier=dossier, section=Section.PROJECT, data={"title": [HOSTILE]}, updated_by=dossier.created_by
    )
    paragraphs, _ = written(dossier)
    title = "Poste <w:t>&</w:t> {{ 7*7 }} {% raw %} {\u200b_{ 🚓 שלום"
    assert f"Objet : {title} – demande de subvention à la Région Occitanie" in paragraphs
