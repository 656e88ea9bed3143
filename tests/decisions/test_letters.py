import html
import io
import json
from decimal import Decimal

import pikepdf
import pytest
from pypdf import PdfReader

from applications.calls.enums import MeasureKind
from applications.decisions.letter_data import Author, Funder, GrantLetter
from applications.decisions.letters import letter_html, render_letter
from tests.decisions.letter_examples import ARGELES, CONFLUENCES, THEDIRAC, application, grant, refusal
from tests.decisions.reading import pages, section, written

MANDATORY = "Télérecours est obligatoire. La requête est déposée par l’application Télérecours"
OPTIONAL = (
    "La requête peut être adressée au greffe par courrier, déposée sur place, ou transmise par l’application "
    "Télérecours (telerecours.fr). Si un avocat représente la commune, Télérecours est obligatoire."
)
TOULOUSE = (
    "devant le tribunal administratif de Toulouse (68, rue Raymond-IV, BP 7007, 31068 Toulouse Cedex 7) "
    "dans les deux mois qui suivent sa notification"
)
EVERY_CASE = [
    (make, beneficiary, measure)
    for make in (grant, refusal)
    for beneficiary in (ARGELES, THEDIRAC, CONFLUENCES)
    for measure in MeasureKind
]


@pytest.fixture(scope="module")
def granted() -> bytes:
    return render_letter(grant())


@pytest.fixture(scope="module")
def refused() -> bytes:
    return render_letter(refusal())


def test_grant_reads_its_amount_in_figures_and_in_words(granted: bytes) -> None:
    assert pages(granted).count("23 520,00 € (vingt-trois mille cinq cent vingt euros)") == 1


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.01", "0,01 € (un centime)"),
        (
            "9999999.99",
            (
                "9 999 999,99 € (neuf millions neuf cent quatre-vingt-dix-neuf mille neuf cent "
                "quatre-vingt-dix-neuf euros et quatre-vingt-dix-neuf centimes)"
            ),
        ),
    ],
)
def test_grant_reads_the_smallest_and_the_largest_amount(amount: str, expected: str) -> None:
    letter = grant(
        amount=Decimal(amount),
        other_funders=(),
        application=application(total_cost=Decimal(amount) * 4, title="Un titre de " + "m" * 244),
    )
    assert pages(render_letter(letter)).count(expected) == 1


def test_grant_is_reproducible(granted: bytes) -> None:
    assert render_letter(grant()) == granted


def test_another_amount_gives_another_file(granted: bytes) -> None:
    assert render_letter(grant(amount=Decimal("23519.99"))) != granted


def test_grant_attaches_its_data(granted: bytes) -> None:
    [name] = PdfReader(io.BytesIO(granted)).attachments
    [content] = PdfReader(io.BytesIO(granted)).attachments[name]
    assert name == "decision.json"
    assert json.loads(content) == {
        "schema": "decision/1",
        "number": "2027-0147",
        "outcome": "granted",
        "reference": "LRVP-2026-PM-0001",
        "measure": "mobile_post",
        "beneficiary": {
            "name": "Commune d’Argelès-sur-Mer",
            "siren": "216600080",
            "siret": "21660008000016",
        },
        "amount": "23520.00",
        "currency": "EUR",
        "deliberation": {
            "number": "CP/2027-04/04.12",
            "voted_on": "2027-04-16",
            "transmitted_on": None,
            "published_on": None,
        },
        "filed_at": "2026-11-12T13:32:00+00:00",
        "issued_on": "2027-04-20",
        "demonstration": False,
    }


def test_refusal_attaches_no_amount(refused: bytes) -> None:
    [content] = PdfReader(io.BytesIO(refused)).attachments["decision.json"]
    data = json.loads(content)
    assert (data["outcome"], data["amount"]) == ("refused", "0.00")


@pytest.mark.parametrize("kind", ["granted", "refused"])
def test_letter_tags_each_heading_once_and_nothing_out_of_place(kind: str, request: pytest.FixtureRequest) -> None:
    allowed = {
        "/L": {"/LI"},
        "/LI": {"/LBody"},
        "/Table": {"/THead", "/TBody", "/TFoot", "/Caption"},
        "/TR": {"/TH", "/TD"},
    }
    tags, misplaced = [], []

    def walk(element: pikepdf.Object) -> None:
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            return
        tags.append(str(element.S))
        children = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary)]
        names = {str(kid.S) for kid in children if "/S" in kid}
        misplaced.extend(names - allowed.get(str(element.S), names))
        for child in children:
            walk(child)

    with pikepdf.open(io.BytesIO(request.getfixturevalue(kind))) as pdf:
        for root in pdf.Root.StructTreeRoot.K:
            walk(root)
    assert misplaced == []
    assert (tags.count("/H1"), tags.count("/H2")) == (1, 9 if kind == "granted" else 4)
    assert tags.count("/Figure") == 1


@pytest.mark.parametrize(("make", "beneficiary", "measure"), EVERY_CASE)
def test_every_letter_names_its_author_its_court_and_no_signature(
    make: type[GrantLetter], beneficiary: object, measure: MeasureKind
) -> None:
    text = written(make(beneficiary=beneficiary, application=application(measure=measure)))
    assert text.count("Camille Exemple, cheffe du service de la sécurité locale") == 1
    assert text.count("Région Occitanie, direction des solidarités") == 1
    assert text.count(TOULOUSE) == 1
    for claim in ("Signé", "signature électronique", "code QR", "Vérifier", "Montpellier", "None", "{"):
        assert claim not in text


@pytest.mark.parametrize("make", [grant, refusal])
@pytest.mark.parametrize(
    ("municipale", "totale", "is_epci", "mandatory"),
    [
        (3499, 3499, False, False),
        (3500, 3499, False, True),
        (3499, 3500, False, True),
        (298, 305, False, False),
        (298, 305, True, True),
    ],
)
def test_appeal_depends_on_the_beneficiary(
    make: type[GrantLetter], municipale: int, totale: int, is_epci: bool, mandatory: bool
) -> None:
    model = CONFLUENCES if is_epci else THEDIRAC
    beneficiary = type(model)(**model.__dict__ | {"population_municipale": municipale, "population_totale": totale})
    text = section(make(beneficiary=beneficiary), "Voies et délais de recours")
    assert (MANDATORY in text or "Télérecours est obligatoire pour la communauté" in text) == mandatory
    assert (OPTIONAL in text) == (not mandatory)


def test_letter_escapes_what_was_typed() -> None:
    title = "<script>alert('x')</script> & l'« éclairage »"
    document = letter_html(grant(application=application(title=title)))
    assert "<script" not in document
    assert html.unescape(document).count("alert(’x’)") == 2


def test_refusal_states_its_motive_then_its_explanation(refused: bytes) -> None:
    assert section(refusal(), "Motif") == (
        "L’enveloppe de la mesure ne permet pas de retenir ce dossier. Le dossier est recevable et complet. "
        "Il se classe après les dossiers financés."
    )
    assert pages(refused).count("a décidé de ne pas accorder cette aide.") == 1


@pytest.mark.parametrize("make", [grant, refusal])
def test_demonstration_says_so_on_the_letter_and_in_its_foot(make: type[GrantLetter]) -> None:
    assert written(make(is_demo=True)).count("Document de démonstration : personnes, dates, taux") == 1
    assert written(make(is_demo=True)).count("document de démonstration") == 1
    assert "émonstration" not in written(make())


@pytest.mark.parametrize(("name", "quality"), [("", "cheffe"), ("Camille Exemple", " ")])
def test_author_has_a_name_and_a_quality(name: str, quality: str) -> None:
    with pytest.raises(ValueError, match="names its author"):
        Author(name=name, quality=quality, service="")


def test_twenty_funders_stay_on_readable_pages() -> None:
    funders = tuple(
        Funder(label=f"Syndicat mixte d’aménagement n° {rank}", situation="obtenu", amount=Decimal("1000.37"))
        for rank in range(20)
    )
    letter = grant(other_funders=funders, beneficiary=CONFLUENCES)
    text = pages(render_letter(letter))
    assert text.count("1 000,37 €") == 20
    assert text.count("Total 78 400,00 € 100,00 %") == 1
