"""What the Région asks to correct: each item, why, where to answer, and whether the answer is ready."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from applications.core.dates import paris_day
from applications.core.money import format_eur
from applications.dossiers.corrections import answered_items
from applications.dossiers.enums import Section
from applications.dossiers.fields import EXPENSES, FUNDINGS, item_label, question_field
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.questions import filed_answers, is_question
from applications.dossiers.selectors import open_completion_request
from applications.portal.presenters.links import document_url, section_url
from applications.portal.presenters.plan import plan_reading
from applications.portal.presenters.reading import display
from applications.portal.presenters.wording import Tag


@dataclass(frozen=True)
class AskedItem:
    """What the Région asks for, why, and where to answer; `confirm_url` where the filed answer may be confirmed."""

    label: str
    reason: str
    url: str
    tag: Tag
    is_answered: bool
    confirmation: str = ""
    confirm_url: str = ""


@dataclass(frozen=True)
class Completion:
    """The open request: its items, and the day it is due."""

    items: tuple[AskedItem, ...]
    due_on: date
    is_late: bool

    @property
    def answered(self) -> int:
        return sum(item.is_answered for item in self.items)

    @property
    def next(self) -> AskedItem | None:
        """The first item that waits for its answer."""
        return next((item for item in self.items if not item.is_answered), None)


def completion_of(dossier: Dossier, now: datetime) -> Completion | None:
    """Return the request that the organisation may still answer, late or not, or None."""
    request = open_completion_request(dossier)
    if request is None:
        return None
    return Completion(items_of(dossier, request), request.due_on, request.is_late(paris_day(now)))


def asked_in(dossier: Dossier, section: Section) -> tuple[AskedItem, ...]:
    """Return what the Région asks in one section, for the head of its page."""
    request = open_completion_request(dossier)
    return items_of(dossier, request, section) if request is not None else ()


def items_of(dossier: Dossier, request: CompletionRequest, section: str = "") -> tuple[AskedItem, ...]:
    answered = answered_items(dossier, request)
    items = [item for item in request.items.all() if not section or item.section == section]
    return tuple(asked_item(dossier, item, is_answered=item.pk in answered) for item in items)


def asked_item(dossier: Dossier, item: CompletionItem, *, is_answered: bool) -> AskedItem:
    is_document = item.document_id is not None
    waiting = Tag("À fournir" if is_document else "À corriger", "tag-you")
    ready = Tag("Confirmé" if item.confirmation else "Répondu", "tag-done")
    return AskedItem(
        label=item_label(dossier, item),
        reason=item.reason,
        url=answer_url(dossier, item),
        tag=ready if is_answered else waiting,
        is_answered=is_answered,
        confirmation=item.confirmation,
        confirm_url="" if is_document else reverse("portal:confirm_item", args=[dossier.public_id, item.pk]),
    )


def answer_url(dossier: Dossier, item: CompletionItem) -> str:
    """Return the address of the question or of the document asked."""
    if item.document is not None:
        return document_url(dossier, item.document.code)
    anchor = f"#id_{item.field}" if item.field else ""
    return f"{section_url(dossier, item.section)}{anchor}"


def filed_words(dossier: Dossier, item: CompletionItem) -> str:
    """Return the answer that was filed to the question of an item, as it is read; nothing for a whole section."""
    filing = dossier.filings.order_by("number").last()
    if not item.field or filing is None:
        return ""
    content = filing.content
    field = question_field(dossier, Section(item.section), item.field)
    if field is not None:
        return display(field, content[item.section].get(item.field))
    if is_question(item.field):
        filed = {one.name: one.text for one in filed_answers(content)}
        return filed.get(item.field, "")
    plan = plan_reading(content[EXPENSES], content[FUNDINGS])
    lines = plan.expenses if item.field == EXPENSES else plan.fundings
    return "\n".join(f"{line.label}\u00a0: {format_eur(line.amount)}" for line in lines)
