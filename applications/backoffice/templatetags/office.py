"""Presentation of the back office: `{% load office %}`. Figures and dates come from `fr`."""

import json
import re
from collections.abc import Sequence
from typing import Any

from django import template
from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier

register = template.Library()

BOOLEAN_ICON = re.compile(r'<img src="[^"]*/icon-(yes|no|unknown)[^"]*\.svg" alt="[^"]*">')
BOOLEAN_WORDS = {"yes": "Oui", "no": "Non", "unknown": "–"}
CELL = re.compile(r"^<(t[dh])")
TONES = {
    Status.DRAFT: "off",
    Status.AWAITING_SIGNATURE: "wait",
    Status.SUBMITTED: "new",
    Status.INCOMPLETE: "wait",
    Status.ADMISSIBLE: "work",
    Status.INADMISSIBLE: "no",
    Status.ASSESSED: "done",
    Status.SCHEDULED: "vote",
    Status.ADJOURNED: "wait",
    Status.GRANTED: "ok",
    Status.REFUSED: "no",
    Status.SETTLED: "ok",
    Status.LAPSED: "off",
    Status.CANCELLED: "off",
    Status.WITHDRAWN: "off",
    Status.ABANDONED: "off",
}


@register.simple_tag
def tag(tone: str, text: str) -> SafeString:
    """A state: a shape, a tint and the word. `tone` is one of new, wait, work, done, vote, ok, no, off."""
    return format_html('<span class="tag tag-{}">{}</span>', tone, text)


@register.filter
def state_tag(dossier: Dossier) -> SafeString:
    """The dossier's own state, for the Région's agents only: the commune reads `published_status`."""
    status = Status(dossier.status)
    return tag(TONES[status], str(status.label))


@register.simple_tag
def labelled_cells(cells: Sequence[str], headers: Sequence[dict[str, Any]]) -> SafeString:
    """The stock cells of a row, each with its role and the name of its column.

    On a phone the theme turns a row into a card: it writes the name, and `display` would remove the role.
    """
    labelled = (_labelled(cell, header) for cell, header in zip(cells, headers, strict=True))
    return mark_safe("".join(labelled))  # noqa: S308  (the admin's own cells; the label is escaped)


@register.filter
def in_words(contents: str) -> SafeString:
    """The stock rendering of a value, less the icons of yes and no, whose text is English."""
    return mark_safe(_in_words(conditional_escape(contents)))  # noqa: S308  (escaped unless already safe)


@register.simple_tag
def inline_options(formset: InlineAdminFormSet) -> str:
    """The settings that inlines.js reads, with words that agree with any name: « Ajouter une ligne »."""
    options = json.loads(formset.inline_formset_data())
    options["options"] |= {"addText": "Ajouter une ligne", "deleteText": "Retirer"}
    return json.dumps(options)


@register.simple_tag
def page_link(changelist: ChangeList, number: int | str) -> SafeString:
    """A page of a list: a link, or the mark of the present page or of a gap."""
    if number == changelist.paginator.ELLIPSIS:
        return format_html("<span>{}</span>", number)
    if number == changelist.page_num:
        return format_html('<span class="this-page" aria-current="page">{}</span>', number)
    return format_html('<a href="{}">{}</a>', changelist.get_query_string({PAGE_VAR: number}), number)


def _labelled(cell: str, header: dict[str, Any]) -> str:
    is_box = "action-checkbox" in header.get("class_attrib", "")
    label = "" if is_box else capfirst(str(header["text"]))
    role = "rowheader" if cell.startswith("<th") else "cell"
    return CELL.sub(rf'<\1 role="{role}" data-label="{escape(label)}"', _in_words(cell), count=1)


def _in_words(html: str) -> str:
    return BOOLEAN_ICON.sub(lambda icon: BOOLEAN_WORDS[icon[1]], html)
