"""Which costs a measure leaves out, recognised by their words. Pure: it warns, an officer decides."""

import re
from collections.abc import Iterable

from applications.core.text import normalise

# Words that say nothing of what is bought.
LINKS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
    ]
)
SAME = {"acquisition": "achat", "gasoil": "carburant", "gazole": "carburant", "essence": "carburant"}
# « Véhicule, hors carburant » : what follows is not bought.
LEFT_OUT = re.compile(r"\b(?:hors|sans|sauf|hormis|excepté)\b.*", re.IGNORECASE | re.DOTALL)
EITHER = re.compile(r"\s+(?:et|ou)\s+|[,;/]", re.IGNORECASE)
COMPLEMENT = re.compile(r"(?:du|de|des|d['’])\b", re.IGNORECASE)
SHORTEST_PLURAL = 4


def excluded_lines(text: str) -> list[str]:
    """Return the costs of `Measure.excluded_costs`, one per line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def excluded_by(label: str, exclusions: Iterable[str]) -> str:
    """Return the first exclusion that `label` looks like, empty when there is none.

    Words count, not accents nor plurals. « Carburant et entretien » excludes either; « Mobilier de bureau » needs
    both of its words.
    """
    said = words(LEFT_OUT.sub("", label))
    for exclusion in exclusions:
        if any(wanted and wanted <= said for wanted in alternatives(exclusion)):
            return exclusion
    return ""


def alternatives(exclusion: str) -> list[frozenset[str]]:
    """Return the words of each cost of a line: « Achat du terrain ou du bâtiment » is two purchases."""
    found: list[frozenset[str]] = []
    head = ""
    for part in EITHER.split(exclusion):
        complement = COMPLEMENT.search(part.strip())
        if complement is None or complement.start() > 0:
            head = part.strip()[: complement.start()] if complement is not None else ""
            found.append(words(part))
        else:
            found.append(words(f"{head} {part}"))
    return found


def words(text: str) -> frozenset[str]:
    """Return the words of a text that mean something, in the singular."""
    singulars = (singular(word) for word in normalise(text).split() if word not in LINKS)
    return frozenset(SAME.get(word, word) for word in singulars)


def singular(word: str) -> str:
    return word[:-1] if len(word) >= SHORTEST_PLURAL and word[-1] in "sx" else word
