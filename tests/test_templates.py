"""What no page's test shows by itself: a form that is included without the page's token is refused when it is sent."""

import re
from pathlib import Path

from django.conf import settings

INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def templates() -> dict[str, str]:
    root = Path(settings.BASE_DIR) / "templates"
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in root.rglob("*.html")}


def sends(name: str, texts: dict[str, str]) -> bool:
    """Whether a template, or one that it includes, holds a form that is sent."""
    text = texts[name]
    return "csrf_token" in text or any(sends(part, texts) for part, _ in INCLUDE.findall(text) if part in texts)


def test_no_form_is_included_without_the_token() -> None:
    texts = templates()
    alone = {
        f"{name} includes {part}"
        for name, text in texts.items()
        for part, words in INCLUDE.findall(text)
        if words.split()[-1:] == ["only"] and part in texts and sends(part, texts)
    }
    assert alone == set()
    assert sends("portal/_message_form.html", texts)
