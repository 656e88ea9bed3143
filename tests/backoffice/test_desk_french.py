"""The pages of the desks speak French, without a word of Django's."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import models
from django.test import Client

from applications.accounts.models import User
from tests.backoffice.desks import DESKS, World, url
from tests.factories import an_agent

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]
EVERY_ROLE = ("administrateur", "finance", "responsable")
ENGLISH = re.compile(
    r"\b(add|all|any|are|by|change|changed|clear|date|delete|false|filter|go|history|home|last|no|of|please|"
    r"save|search|select|selected|show|the|this|today|true|unknown|view|with|yes|your)\b",
    re.IGNORECASE,
)
FRENCH_TOO = {"date"}
SPOKEN = {"alt", "title", "aria-label", "placeholder"}


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


class Text(HTMLParser):
    """What a person reads or hears of a page: its text, titles, labels and alternatives."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.skipped = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipped = tag if tag in {"script", "style"} else ""
        self.parts += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(data)


def english_of(html: str) -> set[str]:
    text = Text()
    text.feed(html)
    return {word.lower() for part in text.parts for word in ENGLISH.findall(part)} - FRENCH_TOO


def test_english_is_noticed() -> None:
    assert english_of('<p title="History">Please <b>save</b></p><script>this</script>') == {"history", "please", "save"}


@pytest.mark.parametrize("model", DESKS)
@pytest.mark.parametrize("page", ["changelist", "add", "change", "history"])
def test_page_speaks_french(as_user: SignIn, world: World, model: type[models.Model], page: str) -> None:
    client = as_user(an_agent(*EVERY_ROLE))
    address = url(model, page) if page in {"changelist", "add"} else world.page(model, page)
    assert english_of(client.get(address).content.decode()) == set()
