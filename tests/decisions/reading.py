"""Reading a letter back: its words, one of its articles, or the pages of its PDF."""

import html
import io
import re

from pypdf import PdfReader

from applications.decisions.letter_data import GrantLetter, RefusalLetter
from applications.decisions.letters import letter_html


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def written(letter: GrantLetter | RefusalLetter) -> str:
    """The words of a letter, its tags taken away."""
    body = letter_html(letter).partition("<body")[2]
    return plain(html.unescape(re.sub(r"</?(?:span|strong|b|sup)\b[^>]*>", "", body).replace("<", " <")))


def section(letter: GrantLetter | RefusalLetter, title: str) -> str:
    """The text of one article."""
    article = written(letter).partition(f"{title} </h2>")[2].partition("</article>")[0]
    return plain(re.sub(r"<[^>]*>", " ", article))


def pages(content: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
