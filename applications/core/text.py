"""Text to be looked for: one form for every way of typing a name."""

import unicodedata

NBSP = "\u00a0"

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def normalise(text: str) -> str:
    """Return `text` in lower case, unaccented, its words of letters and digits separated by one space.

    Hyphens, apostrophes and other marks are spaces; « œ » is « oe »; « st » and « ste » are spelt out: thus
    "st andre de sangonis" and « Saint-André-de-Sangonis » are the same text.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark)).translate(LIGATURES)
    words = "".join(mark if mark.isalnum() else " " for mark in plain).split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)
