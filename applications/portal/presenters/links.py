"""Where each thing to correct is corrected."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from applications.core.errors import Problem
from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier


@dataclass(frozen=True)
class Link:
    """A sentence, and the address where it leads when a place of the portal corrects it."""

    text: str
    href: str


def section_url(dossier: Dossier, section: str) -> str:
    if section == Section.DOCUMENTS:
        return reverse("portal:documents", args=[dossier.public_id])
    return reverse("portal:section", args=[dossier.public_id, section])


def document_url(dossier: Dossier, code: str) -> str:
    return f"{reverse('portal:documents', args=[dossier.public_id])}#piece-{code}"


def problem_url(dossier: Dossier, problem: Problem) -> str:
    """Return the address of the field to blame, its section already checked; nothing when no place corrects it."""
    if not problem.section:
        return ""
    if problem.section == Section.DOCUMENTS:
        return document_url(dossier, problem.field) if problem.field else section_url(dossier, problem.section)
    anchor = f"#id_{problem.field}" if problem.field else ""
    return f"{section_url(dossier, problem.section)}?verifier=1{anchor}"


def problem_links(dossier: Dossier, problems: Iterable[Problem]) -> list[Link]:
    return [Link(problem.message, problem_url(dossier, problem)) for problem in problems]
