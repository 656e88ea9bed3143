"""A section while it is typed: saved by itself, and brought back together when two versions exist."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from applications.core.errors import DomainError
from applications.dossiers.services.drafting import StaleSectionError, keep_typing, save_section, storable
from applications.portal.forms.acts import SectionAct, sent_data
from applications.portal.forms.base import RawData
from applications.portal.forms.versions import MINE, THEIRS, ChoiceForm, Difference, base_of, merged
from applications.portal.kept import keeps_typing
from applications.portal.presenters.saving import GONE, OTHER_PERSON, overtaken, saved_now, too_late
from applications.portal.views.sections import (
    SectionPage,
    found_between,
    give_back,
    section_page,
    settled,
    show_form,
    show_versions,
)

RESUME, CHOOSE = "resume", "choose"


@require_POST
def save_typing(request: HttpRequest, public_id: str, section: str) -> JsonResponse:
    """Save what the page holds, and say in JSON what became of it.

    `state` is « saved » (with the next `version` and `base` of the page), « stale », « closed », « gone » or « other »:
    each comes with its French `message`. What the portal already holds is saved without a word in the journal.
    """
    try:
        page = section_page(request, public_id, section)
    except Http404:
        return JsonResponse({"state": "gone", "message": GONE}, status=404)
    act, raw, now = SectionAct(request.POST), sent_data(request.POST), timezone.now()
    if act.is_of_another(page.user):
        return JsonResponse({"state": "other", "message": OTHER_PERSON}, status=409)
    form, draft = page.form(raw, checking=True), page.draft
    if draft is None or draft.data != storable(raw):
        try:
            draft = keep_typing(
                page.dossier,
                page.section,
                raw=raw,
                values=form.values(),
                version=act.opened_version,
                actor=page.user,
                now=now,
            )
        except StaleSectionError as refusal:
            return JsonResponse({"state": "stale", "message": overtaken(refusal.draft, page.user, now)}, status=409)
        except DomainError:
            return JsonResponse({"state": "closed", "message": too_late(page.dossier, now)}, status=409)
    answer = {"state": "saved", "message": saved_now(draft), "version": draft.version, "base": base_of(form)}
    return JsonResponse(answer)


@keeps_typing
@require_POST
def versions(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """Show what was typed beside what is saved, question by question; save what the person chose of both.

    Takes back as well what the device kept (`resume`): saved at once when nobody changed the same answers.
    """
    try:
        page = section_page(request, public_id, section)
    except Http404:
        return give_back(request)
    act, mine = SectionAct(request.POST), sent_data(request.POST)
    then = act.answer("then")
    if act.is_of_another(page.user):
        return show_form(request, page, mine, notice=OTHER_PERSON, opened=act)
    if then == THEIRS:
        return settled(request, page, "La version enregistrée est gardée.")
    found = found_between(page, mine, act.opened_base)
    form = ChoiceForm(found, request.POST) if then == CHOOSE else None
    chosen = chosen_sides(then, found, form)
    if chosen is None or not found or not page.is_open:
        return show_versions(request, page, mine, act.opened_base, found, form=form)
    version = page.version if then == RESUME else act.opened_version
    return save_choice(request, page, mine, act.opened_base, chosen, version)


def chosen_sides(then: str, found: list[Difference], form: ChoiceForm | None) -> set[str] | None:
    """Return the questions whose answer is mine; None while the person has not chosen."""
    everything = {one.name for one in found}
    if then == MINE:
        return everything
    if then == RESUME:
        return everything if all(one.proposed == MINE for one in found) else None
    return form.chosen if form is not None and form.is_valid() else None


def save_choice(
    request: HttpRequest, page: SectionPage, mine: RawData, base: str, chosen: set[str], version: int
) -> HttpResponse:
    raw = merged(page.form(mine), page.form(page.shown_data), chosen)
    try:
        save_section(
            page.dossier,
            page.section,
            raw=raw,
            values=page.form(raw, checking=True).values(),
            version=version,
            actor=page.user,
        )
    except StaleSectionError as refusal:
        told = overtaken(refusal.draft, page.user, timezone.now())
        return show_versions(request, page, mine, base, found_between(page, mine, base), notice=told)
    except DomainError as refusal:
        return show_form(request, page, mine, notice=refusal.message)
    return settled(request, page, "Vos choix sont enregistrés.")
