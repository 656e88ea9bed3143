import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.core.text import normalise


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("Saint-André-de-Sangonis", "saint andre de sangonis"),
        ("st andre de sangonis", "saint andre de sangonis"),
        ("ST. ANDRÉ  DE\u00a0SANGONIS ", "saint andre de sangonis"),
        ("Ste-Marie", "sainte marie"),
        ("Stes Maries", "saintes maries"),
        ("L'Isle-Jourdain", "l isle jourdain"),
        ("L’Isle-Jourdain", "l isle jourdain"),
        ("Les Mées (œuvre)", "les mees oeuvre"),
        ("ŒUILLY", "oeuilly"),
        ("Lætitia", "laetitia"),
        ("Estancarbon", "estancarbon"),
        ("31 555", "31 555"),
        ("100 % d'avenir !", "100 d avenir"),
        ("Cafe\u0301", "cafe"),
        ("\ufb01ne", "fine"),
        ("---", ""),
        ("", ""),
    ],
)
def test_normalise_gives_one_form(text: str, normalised: str) -> None:
    assert normalise(text) == normalised


@given(st.text())
def test_normalise_changes_its_own_result_no_more(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once


@given(st.text())
def test_normalise_is_the_same_whatever_the_accents_case_and_hyphens(text: str) -> None:
    assert normalise(f"  {text}-{text} ") == normalise(f"{text} {text}")
