"""French grammar for names of places and organisations: elision, contraction, agreement.

Names come from the official register with a straight apostrophe (« L'Isle-Jourdain ») and leave with a
curly one.
"""

import re
from dataclasses import dataclass

# Gascon names whose initial h is sounded: « de Horgues », where « d’Hérépian » elides.
SOUNDED_H = frozenset(
    {
        "hachan", "hagedet", "haget", "hauban", "haulies", "hautaget", "hèches", "hères", "herran",
        "hibarette", "hiis", "his", "hitte", "horgues", "houeydets", "hourc", "huos",
    }
)  # fmt: skip
ELIDING_LETTERS = "aàâäeéèêëiîïoôöuùûühœæ"
COMMUNAUTES = ("communauté de communes", "communauté d’agglomération", "communauté urbaine")
FIRST_WORD = re.compile(r"[\w’]+")

DEPARTEMENT_COMPLEMENTS = {
    "09": "de l’Ariège",
    "11": "de l’Aude",
    "12": "de l’Aveyron",
    "30": "du Gard",
    "31": "de la Haute-Garonne",
    "32": "du Gers",
    "34": "de l’Hérault",
    "46": "du Lot",
    "48": "de la Lozère",
    "65": "des Hautes-Pyrénées",
    "66": "des Pyrénées-Orientales",
    "81": "du Tarn",
    "82": "de Tarn-et-Garonne",
}


@dataclass(frozen=True)
class OrganisationName:
    """The forms a sentence needs. Example: a commune named Argelès-sur-Mer."""

    title: str
    """« Commune d’Argelès-sur-Mer », at the start of a line."""
    the: str
    """« la commune d’Argelès-sur-Mer », subject of a sentence."""
    of: str
    """« de la commune d’Argelès-sur-Mer »."""
    to: str
    """« à la commune d’Argelès-sur-Mer »."""
    short: str
    """« la commune », « la communauté de communes », « la métropole »."""
    of_council: str
    """« du conseil municipal d’Argelès-sur-Mer »."""


def curly(text: str) -> str:
    """Straight apostrophes become typographic ones."""
    return text.replace("'", "’")


def of_place(name: str) -> str:
    """« d’Argelès-sur-Mer », « de Lunel », « du Soler », « des Angles », « de La Grande-Motte »."""
    place = curly(name)
    if place.startswith("Le "):
        return "du " + place[3:]
    if place.startswith("Les "):
        return "des " + place[4:]
    return ("d’" if elides(place) else "de ") + place


def elides(name: str) -> bool:
    """Whether « de » becomes « d’ » before this name: a vowel or a silent h."""
    if not name or name[0].lower() not in ELIDING_LETTERS:
        return False
    first_word = FIRST_WORD.match(name)
    return first_word is None or first_word[0].lower() not in SOUNDED_H


def of_commune(name: str) -> str:
    """« de la commune d’Argelès-sur-Mer »."""
    return commune(name).of


def of_departement(code: str) -> str:
    """« des Pyrénées-Orientales », from the code. Raises KeyError outside Occitanie."""
    return DEPARTEMENT_COMPLEMENTS[code]


def commune(name: str) -> OrganisationName:
    """The forms of a commune's name, as INSEE writes it."""
    return _feminine(f"commune {of_place(name)}", "la commune", f"du conseil municipal {of_place(name)}")


def epci(name: str, kind: str) -> OrganisationName:
    """The forms of an EPCI's full name; `kind` is « Communauté de communes », « Métropole », and so on.

    A métropole's name is a proper noun (« de Toulouse Métropole »); a communauté's is a common noun with its
    complement (« de la communauté de communes Terres des Confluences »), added when the name lacks it.
    """
    full = curly(name)
    if not full.lower().startswith("communauté ") and kind.lower().startswith("communauté "):
        full = f"{curly(kind)} {full}"
    body = full[0].lower() + full[1:]
    for common_noun in COMMUNAUTES:
        if body.startswith(common_noun):
            return _feminine(body, f"la {common_noun}", f"du conseil communautaire de la {body}")
    of = of_place(full)
    return OrganisationName(full, full, of, f"à {full}", "la métropole", f"du conseil {of}")


def _feminine(body: str, short: str, of_council: str) -> OrganisationName:
    return OrganisationName(
        title=body[0].upper() + body[1:],
        the=f"la {body}",
        of=f"de la {body}",
        to=f"à la {body}",
        short=short,
        of_council=of_council,
    )
