"""Text to be looked for, one form for every way of typing a name; text to be printed."""

import unicodedata

NBSP = "\u00a0"
LINE_BREAKS = "\n\t"
# Left in a sentence, they would turn the words around them the other way round.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NOT_TEXT = frozenset({"Cc", "Cs"})
NOT_XML = frozenset("\ufffe\uffff")

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


def printable(text: str) -> str:
    """Return what somebody typed without what no document can hold: control characters, forced directions.

    Line breaks, emoji and right-to-left words stay.
    """
    return "".join(
        mark
        for mark in text
        if mark in LINE_BREAKS
        or (unicodedata.category(mark) not in NOT_TEXT and mark not in DIRECTION_MARKS and mark not in NOT_XML)
    )


def uncapitalised(text: str) -> str:
    """« Mobilier » inside a sentence; an acronym keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
