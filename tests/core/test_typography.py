import pytest
from django.utils.safestring import SafeString

from applications.core.typography import typeset, typeset_text


def visible(text: str) -> str:
    return text.replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Vu ; soit : quoi ? oui !", "Vu~; soit~: quoi~? oui~!"),
        ("« La Région » et «toto»", "«~La Région~» et «~toto~»"),
        ("30,00 % de 1 234 567,89 € HT", "30,00~% de 1~234~567,89~€~HT"),
        ("50% de 12€", "50~% de 12~€"),
        ("n° 12, n°13", "n°~12, n°~13"),
        ("articles L. 1111-10, L.1111-11 et R. 421-1", "articles~L.~1111-10, L.~1111-11 et R.~421-1"),
        ("article 3, chapitre 204, version 1", "article~3, chapitre~204, version~1"),
        ("le 1er mai 2027 à 14 h 32", "le 1er~mai~2027 à 14~h~32"),
        ("16 avril, puis 20 avril 2027", "16~avril, puis 20~avril~2027"),
        ("3 500 habitants en 10 ans", "3~500~habitants en 10~ans"),
        ("BP 7007, 31068 Toulouse Cedex 7", "BP~7007, 31068 Toulouse Cedex~7"),
        ("l'appel d'Oô", "l’appel d’Oô"),
        ("Attention! Quoi? Fin: oui", "Attention~! Quoi~? Fin~: oui"),
        ("à 12:30, https://a.example/?x=1;y", "à 12:30, https://a.example/?x=1;y"),
        ("deux\n   lignes\u202f!", "deux lignes~!"),
        ("le 31 du mois", "le 31 du mois"),
        ("2027 et 2028", "2027 et 2028"),
    ],
)
def test_typeset_text_sets_french(typed: str, expected: str) -> None:
    assert visible(typeset_text(typed)) == expected


def test_typeset_text_leaves_what_is_set() -> None:
    once = typeset_text("n° 12 : « 1 234,50 € », article L. 1111-10, le 1er mai 2027 !")
    assert typeset_text(once) == once


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("<p>Un mot de trop.</p>", '<p>Un mot <span class="nb">de trop.</span></p>'),
        ("<p>Seul</p>", "<p>Seul</p>"),
        ("<td>Un mot de trop.</td>", "<td>Un mot de trop.</td>"),
        ("<p>Un <b>gros mot</b></p>", '<p>Un <b><span class="nb">gros mot</span></b></p>'),
        (f"<p>Fin {'x' * 40} y</p>", f"<p>Fin {'x' * 40} y</p>"),
        ("<td>CP/2027-04/04.12 oui</td>", '<td><span class="nb">CP/2027-04/04.12</span> oui</td>'),
        ("<td>au-delà du 1er</td>", '<td><span class="nb">au-delà</span> du 1<sup>er</sup></td>'),
    ],
)
def test_typeset_keeps_words_together(fragment: str, expected: str) -> None:
    assert visible(typeset(SafeString(fragment))) == expected


def test_typeset_leaves_tags_and_drawings_alone() -> None:
    fragment = "<p title='a : b'>a</p><svg><title>c : d</title></svg><script>e ; f</script>"
    assert typeset(SafeString(fragment)) == fragment


def test_typeset_keeps_what_is_escaped_escaped() -> None:
    fragment = SafeString("<td>l&#x27;été &lt;script&gt; &amp; « &quot;x&quot; »</td>")
    assert visible(typeset(fragment)) == '<td>l’été &lt;script&gt; &amp; «~"x"~»</td>'


def test_typeset_escapes_text_that_is_not_marked_safe() -> None:
    result = typeset("<b>x</b>")
    assert result == "&lt;b&gt;x&lt;/b&gt;"
    assert isinstance(result, SafeString)
