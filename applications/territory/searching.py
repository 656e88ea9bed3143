"""What is stored and what is looked for when someone types the name of a commune."""

from applications.core.identifiers import SIREN_LENGTH
from applications.core.text import normalise

# No name of the territory has more words; a longer text is not a search and would make an endless query.
MAX_WORDS = 16
# Closes the name in a stored text, so that an exact name is told from the beginning of a longer one.
END_OF_NAME = " |"


def search_text(name: str, *others: str) -> str:
    """Return the stored text: the normalised name first, then the other names and the numbers."""
    return f"{normalise(name)}{END_OF_NAME} {normalise(' '.join(others))}"


def search_words(text: str) -> list[str]:
    """Return the words that must all be found, none when `text` cannot be a search.

    A number typed in groups is one word: « 34 725 », « 213 402 399 »; of a SIRET only the SIREN counts.
    """
    words = normalise(text).split()
    number = "".join(words)
    if number.isascii() and number.isdigit():
        return [number[:SIREN_LENGTH]]
    return words if len(words) <= MAX_WORDS else []
