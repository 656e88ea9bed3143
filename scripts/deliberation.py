"""Build the model of the délibération that the portal fills: applications/dossiers/data/deliberation.docx.

    .venv/bin/python -m scripts.deliberation

The words are here, to be read and compared; the built file is committed, so that no server builds it. Braces are
docxtpl's: a value, or a line of a table repeated.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

TARGET = Path(__file__).resolve().parent.parent / "applications/dossiers/data/deliberation.docx"
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT

VISAS = (
    "Vu le code général des collectivités territoriales, notamment ses articles {{ articles }} ;",
    "Vu le code de la sécurité intérieure, notamment ses articles L. 511-1 et L. 512-4 ;",
    "Vu l’appel à manifestation d’intérêt {{ call }} de la {{ region }}, et son règlement ;",
    "{%p if agreement %}",
    "Vu la convention de coordination signée le {{ agreement }} ;",
    "{%p endif %}",
)
GROUNDS = (
    "Considérant le besoin établi par le diagnostic local joint au dossier ;",
    "Considérant que l’opération « {{ title }} » relève de la mesure « {{ measure }} » de cet appel ;",
)
OPERATION = (
    "{{ executive }} expose l’opération : {{ aims }}",
    "{%p if partners %}",
    "L’opération est mutualisée avec : {{ partners }}.",
    "{%p endif %}",
    "Elle est prévue du {{ starts_on }} au {{ ends_on }}, pour un coût de {{ cost }} hors taxes.",
    "Plan de financement prévisionnel, hors taxes :",
)
ARTICLES = (
    "approuve l’opération « {{ title }} », d’un coût de {{ cost }} hors taxes ;",
    "approuve le plan de financement prévisionnel ci-dessus ;",
    "sollicite de la {{ region }} une subvention de {{ requested }}, au titre de la mesure « {{ measure }} » ;",
    (
        "s’engage à financer la part qui reste à la charge {{ of_short }}, selon les aides accordées, et au moins "
        "{{ minimum }} des financements publics (code général des collectivités territoriales, article L. 1111-10) ;"
    ),
    "dit que les crédits sont ou seront inscrits au budget ;",
    "autorise {{ executive_inside }} à déposer le dossier et à signer tout acte qui s’y rapporte.",
)


def build() -> None:
    document = Document()
    prepare(document)
    notice(
        document, "MODÈLE À ADAPTER, proposé par le portail « La Région vous protège » et rempli d’après le dossier."
    )
    notice(document, "Complétez les « … », retirez ce qui ne convient pas, puis supprimez ces lignes. {{ delegation }}")
    line(document, "{{ organisation }}", bold=True)
    line(document, "{{ departement }}")
    document.add_heading("Extrait du registre des délibérations {{ of_council }}", level=1)
    line(document, "Séance du …", align=CENTER)
    line(document, "Délibération n° …", align=CENTER)
    line(document, "Objet : {{ title }} – demande de subvention à la {{ region }}", bold=True)
    line(document, "Membres en exercice : …     Présents : …     Représentés : …     Votants : …")
    line(document, "Présidence : …     Secrétaire de séance : …")
    paragraphs(document, VISAS)
    paragraphs(document, GROUNDS)
    paragraphs(document, OPERATION)
    plan(document, "Dépense", "Montant HT", "expenses", "Total des dépenses", "{{ cost }}")
    document.add_paragraph()
    plan(document, "Financeur", "Montant", "fundings", "Total des recettes", "{{ funded }}")
    document.add_paragraph()
    line(document, "Après en avoir délibéré, {{ council }} :", bold=True)
    for rank, text in enumerate(ARTICLES, start=1):
        line(document, f"{'Article 1er' if rank == 1 else f'Article {rank}'} – {text}")
    line(document, "Vote : … pour, … contre, … abstentions.")
    line(document, "Fait et délibéré à …, le …")
    line(document, "{{ executive }},", align=RIGHT)
    line(document, "La ou le secrétaire de séance,", align=RIGHT)
    line(
        document,
        "Acte transmis au représentant de l’État le … et publié le … Il peut être contesté devant le tribunal "
        "administratif de … dans les deux mois qui suivent sa publication.",
    )
    document.save(str(TARGET))


def prepare(document: Doc) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    style.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    style.element.get_or_add_rPr().append(language)
    title = document.styles["Heading 1"]
    title.font.name, title.font.size = "Arial", Pt(14)
    title.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
    title.element.rPr.rFonts.attrib.pop(qn("w:asciiTheme"))
    title.element.rPr.rFonts.attrib.pop(qn("w:hAnsiTheme"), None)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
    properties = document.core_properties
    properties.author, properties.title = "La Région vous protège", "Modèle de délibération"
    properties.language, properties.comments = "fr-FR", ""


def line(document: Doc, text: str, *, bold: bool = False, align: WD_ALIGN_PARAGRAPH | None = None) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(spaced(text)).bold = bold
    if align is not None:
        paragraph.alignment = align
    return paragraph


def notice(document: Doc, text: str) -> None:
    line(document, text).runs[0].italic = True


def paragraphs(document: Doc, texts: tuple[str, ...]) -> None:
    for text in texts:
        line(document, text)


def plan(document: Doc, *cells: str) -> None:
    """Add a table: its two headings, the rows of a list repeated, its total."""
    heading, amount, rows, total, total_amount = cells
    table = document.add_table(rows=5, cols=2, style="Table Grid")
    fill(table, 0, heading, amount, bold=True)
    table.cell(1, 0).text = f"{{%tr for row in {rows} %}}"
    fill(table, 2, "{{ row.label }}", "{{ row.amount }}")
    table.cell(3, 0).text = "{%tr endfor %}"
    fill(table, 4, total, total_amount, bold=True)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(11.5), Cm(4.5)


def fill(table: Table, row: int, *texts: str, bold: bool = False) -> None:
    for column, text in enumerate(texts):
        paragraph = table.cell(row, column).paragraphs[0]
        paragraph.add_run(text).bold = bold
        paragraph.alignment = RIGHT if column else None


def spaced(text: str) -> str:
    """Put the no-break spaces of French typography in the words, never in the braces of a value."""
    for mark in (" ;", " :", " »"):
        text = text.replace(mark, "\u00a0" + mark[1])
    return text.replace("« ", "«\u00a0").replace("n° ", "n°\u00a0").replace("L. ", "L.\u00a0")


if __name__ == "__main__":
    build()
