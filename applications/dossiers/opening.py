"""What a correction may touch: of all that a page sends, only what answers an open question is written."""

from collections.abc import Mapping, Set
from typing import Any

from applications.dossiers.enums import Section
from applications.dossiers.fields import question_of_input
from applications.dossiers.models import Dossier

Inputs = Mapping[str, list[str]]


def inputs_within(
    dossier: Dossier, section: Section, opened: Set[str] | None, *, sent: Inputs, kept: Inputs
) -> dict[str, list[str]]:
    """Return a section's data: `sent` for the questions `opened` (None: all of them), `kept` for the others."""
    if opened is None:
        return dict(sent)
    closed = {name: typed for name, typed in kept.items() if question_of_input(dossier, section, name) not in opened}
    changed = {name: typed for name, typed in sent.items() if question_of_input(dossier, section, name) in opened}
    return closed | changed


def values_within(opened: Set[str] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the questions `opened` (None: all of them): those to write."""
    return {name: value for name, value in values.items() if opened is None or name in opened}
