"""French typography of an HTML fragment: no-break spaces, curly apostrophes, no line ill cut.

Every space is U+00A0, never U+202F: the fonts of the letters have no narrow one.
"""

import html
import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from applications.core.text import NBSP

TAG = re.compile(r"(<[^>]*>)")
TAG_NAME = re.compile(r"<(/?)\s*([a-zA-Z][a-zA-Z0-9]*)")
VERBATIM = frozenset({"script", "style", "svg", "pre", "code", "textarea"})
# Blocks of running text: their last two words stay together.
TIED = frozenset({"p", "li", "h1", "dd"})
TIED_LENGTH = 30

ORDINARY = re.compile(r"[ \t\r\n\f\v]+")
NARROW = re.compile(r"[\u2009\u202f]")
BEFORE_PUNCTUATION = re.compile(r" (?=[:;?!%€»])")
GLUED = re.compile(r"(?<=\w)(?=[;?!](?!\w)|:(?!\S))|(?<=\d)(?=[%€])")
OPENING_QUOTE = re.compile(r"«[ \u00a0]?")
CLOSING_QUOTE = re.compile(r"(?<=[^\s\u00a0«])»")
CODE_LETTER = re.compile(r"(?<![\w.])([LRD])\.(?=\*?\d)")
NUMBER_SIGN = re.compile(r"(?<!\w)n°(?=\w)")

MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
NAMES_OF_NUMBERS = "articles?|chapitre|fonction|nature|version|page|cedex|bp|numéro"
UNITS = "habitants?|ans?|mois|jours?|points?|euros?|centimes?"
KEPT_TOGETHER = (
    rf"\b\d{{1,2}}(?:er)? (?:{MONTHS})(?: \d{{4}})?\b",
    r"\b\d{1,2} h(?: \d{2})?\b",
    r"(?<![\d-])\d{1,3}(?: \d{3})+(?!\d)",
    rf"\b(?:{NAMES_OF_NUMBERS}) (?=\d|[lrd]\.)",
    r"(?<![\w.])[lrd]\. (?=\*?\d)",
    r"(?<!\w)n° (?=\S)",
    r"€ (?=HT\b|TTC\b)",
    r"\b(?:m\.|mme) (?=\w)",
)
KEPT = re.compile("|".join(KEPT_TOGETHER), re.IGNORECASE)
BEFORE_UNIT = re.compile(rf"(?<=\d) (?=(?:{UNITS})\b)")
FIRST = re.compile(r"(?<![\w.,-])1er\b")
# « LRVP-2026-PM-0001 », « n° CP/2027-04/04.12 », « au-delà »: a line may not end at their hyphens.
REFERENCE = re.compile(rf"(?:n°{NBSP})?\b[A-Z]{{2,}}[-/][\w./-]{{0,27}}\d\b|\b[a-z]+\.fr\b|\b(?:au|ci)-\w+")


def typeset(fragment: str) -> SafeString:
    """Set an HTML fragment in French typography. Text that is not marked safe is escaped first."""
    tokens = TAG.split(conditional_escape(fragment))
    plain = _texts_to_set(tokens)
    tied = _last_texts_of_blocks(tokens)
    for index in plain:
        tokens[index] = _set_text(tokens[index], tie=index in tied)
    return mark_safe("".join(tokens))  # noqa: S308  (tags are those received, every text is escaped again)


def typeset_text(text: str) -> str:
    """Set plain text: the characters only, without markup."""
    text = NARROW.sub(NBSP, ORDINARY.sub(" ", text)).replace("'", "’")
    text = CODE_LETTER.sub(rf"\1.{NBSP}", NUMBER_SIGN.sub(f"n°{NBSP}", text))
    text = GLUED.sub(NBSP, BEFORE_PUNCTUATION.sub(NBSP, text))
    text = CLOSING_QUOTE.sub(f"{NBSP}»", OPENING_QUOTE.sub(f"«{NBSP}", text))
    return BEFORE_UNIT.sub(NBSP, KEPT.sub(lambda match: match[0].replace(" ", NBSP), text))


def _texts_to_set(tokens: list[str]) -> list[int]:
    """Indexes of the texts outside verbatim elements. Odd tokens are tags, even ones texts."""
    indexes, verbatim = [], 0
    for index, token in enumerate(tokens):
        if index % 2 == 0:
            if token and not verbatim:
                indexes.append(index)
        elif (found := TAG_NAME.match(token)) and found[2].lower() in VERBATIM and not token.endswith("/>"):
            verbatim += -1 if found[1] else 1
    return indexes


def _last_texts_of_blocks(tokens: list[str]) -> frozenset[int]:
    """Indexes of the last text of each paragraph, list item, first heading and definition."""
    indexes, last = set(), 0
    for index, token in enumerate(tokens):
        if index % 2 == 0:
            last = index if token.strip() else last
        elif (found := TAG_NAME.match(token)) and found[1] and found[2].lower() in TIED:
            indexes.add(last)
    return frozenset(indexes)


def _set_text(escaped: str, *, tie: bool) -> str:
    text = typeset_text(html.unescape(escaped))
    tail = _last_two_words(text) if tie else ""
    head = text.rstrip(" ").removesuffix(tail) if tail else text
    set_head = REFERENCE.sub(r'<span class="nb">\g<0></span>', _escape(head))
    set_tail = f'<span class="nb">{_escape(tail)}</span>' if tail else ""
    return FIRST.sub("1<sup>er</sup>", set_head + set_tail)


def _last_two_words(text: str) -> str:
    """The end of a paragraph that a line may not break; empty when it is one word or too long to hold."""
    words = text.strip(" ").rsplit(" ", 2)
    tail = " ".join(words[-2:])
    return tail if len(words) > 1 and len(tail) <= TIED_LENGTH else ""


def _escape(text: str) -> str:
    return html.escape(text, quote=False)
