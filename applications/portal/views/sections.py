"""The sections of a dossier: shown, saved as typed, checked on request."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from applications.accounts.models import User
from applications.core.errors import DomainError
from applications.dossiers.checks import SECTIONS
from applications.dossiers.enums import Section
from applications.dossiers.fields import section_title
from applications.dossiers.models import Dossier, SectionDraft
from applications.dossiers.selectors import may_edit_section
from applications.dossiers.services.drafting import StaleSectionError, save_section
from applications.portal.access import Visit, visit
from applications.portal.forms.acts import SectionAct, sent_data
from applications.portal.forms.base import RawData
from applications.portal.forms.catalogue import proposed_data, section_form, stored_data
from applications.portal.forms.plan_acts import plan_change
from applications.portal.forms.versions import AnyForm, ChoiceForm, Difference, base_of, differences
from applications.portal.kept import data_of, forget, keeps_typing, kept_for
from applications.portal.prefilling import to_read_again
from applications.portal.presenters.asked import asked_in
from applications.portal.presenters.closing import draft_line
from applications.portal.presenters.known import known_facts
from applications.portal.presenters.links import section_url
from applications.portal.presenters.saving import CLOSED, OTHER_PERSON, author_of, overtaken, saved_text, too_late

# The five sections of the form, and the page that reads and files.
STEPS = len(Section) + 1


@dataclass(frozen=True)
class SectionPage:
    """A member reads or fills a section of a dossier."""

    visit: Visit
    section: Section

    @property
    def user(self) -> User:
        return self.visit.user

    @property
    def dossier(self) -> Dossier:
        return self.visit.dossier

    @property
    def url(self) -> str:
        return section_url(self.dossier, self.section)

    @property
    def next_url(self) -> str:
        ordered = list(Section)
        return section_url(self.dossier, ordered[ordered.index(self.section) + 1])

    @property
    def is_open(self) -> bool:
        return may_edit_section(self.dossier, self.section)

    @cached_property
    def draft(self) -> SectionDraft | None:
        return self.dossier.drafts.select_related("updated_by").filter(section=self.section).first()

    @property
    def version(self) -> int:
        return self.draft.version if self.draft is not None else 0

    @property
    def saved_data(self) -> RawData:
        """What was typed last; the rows themselves where they were written without a form."""
        typed = self.draft.data if self.draft is not None else {}
        return typed or stored_data(self.dossier, self.section)

    @property
    def shown_data(self) -> RawData:
        """What the page shows when it opens: what was saved, or what the portal fills in by itself."""
        return self.saved_data or proposed_data(self.dossier, self.section)

    @property
    def is_proposed(self) -> bool:
        """Whether the page shows, unsaved, what an earlier dossier of the organisation says."""
        is_new = self.section == Section.CONTACT and self.draft is None
        return is_new and "contact_name" in proposed_data(self.dossier, self.section)

    def form(self, raw: RawData, *, checking: bool = False) -> AnyForm:
        return section_form(self.dossier, self.section, raw, checking=checking)

    def context(self) -> dict[str, Any]:
        return {
            "account": self.visit.account,
            "dossier": self.dossier,
            "section": self.section,
            "title": section_title(self.dossier, self.section),
            "step": list(Section).index(self.section) + 1,
            "steps": STEPS,
            "line": draft_line(self.dossier, timezone.now()),
            "asked": asked_in(self.dossier, self.section),
            "taken_from": to_read_again(self.dossier, self.draft),
            "is_proposed": self.is_proposed,
            "known": known_facts(self.dossier.organisation) if self.section == Section.CONTACT else (),
        }


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True, must_revalidate=True)
def edit(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    try:
        page = section_page(request, public_id, section)
    except Http404:
        if request.method != "POST":
            raise
        return give_back(request)
    if request.method == "POST":
        return save(request, page)
    kept = kept_for(request, page.user, page.dossier, section)
    if kept is not None and (found := found_between(page, data_of(kept), kept["base"])):
        return show_versions(request, page, data_of(kept), kept["base"], found)
    forget(request, page.dossier, section)
    if not page.is_open:
        return show_answers(request, page)
    return show_form(request, page, page.shown_data, checking="verifier" in request.GET and page.draft is not None)


def section_page(request: HttpRequest, public_id: str, section: str) -> SectionPage:
    seen = visit(request.user, public_id)
    if section not in SECTIONS:
        raise Http404
    return SectionPage(seen, Section(section))


def save(request: HttpRequest, page: SectionPage) -> HttpResponse:
    """Keep what was typed, right or wrong, then lead on; a save that is refused shows it again with the reason."""
    act = SectionAct(request.POST)
    raw, anchor = sent_data(request.POST), ""
    if act.is_of_another(page.user):
        return show_form(request, page, raw, notice=OTHER_PERSON, opened=act)
    if page.section == Section.FINANCING:
        change = plan_change(page.dossier, act, raw)
        raw, anchor = change.raw, change.anchor
        for told in change.notices:
            messages.warning(request, told)
    try:
        draft = save_section(
            page.dossier,
            page.section,
            raw=raw,
            values=page.form(raw, checking=True).values(),
            version=act.opened_version,
            actor=page.user,
        )
    except StaleSectionError as refusal:
        told = overtaken(refusal.draft, page.user, timezone.now())
        return show_versions(
            request, page, raw, act.opened_base, found_between(page, raw, act.opened_base), notice=told
        )
    except DomainError as refusal:
        notice = too_late(page.dossier, timezone.now()) if refusal.message == CLOSED else refusal.message
        return show_form(request, page, raw, notice=notice, opened=act)
    forget(request, page.dossier, page.section)
    if anchor:
        return redirect(f"{page.url}{anchor}")
    if act.goes_back:
        left = "" if draft.complete else " Il reste des points à corriger."
        messages.success(request, f"Section enregistrée.{left}")
        return redirect("portal:dossier", page.dossier.public_id)
    return redirect(page.next_url if draft.complete else f"{page.url}?verifier=1")


def show_form(
    request: HttpRequest,
    page: SectionPage,
    raw: RawData,
    *,
    checking: bool = False,
    notice: str = "",
    opened: SectionAct | None = None,
) -> HttpResponse:
    """Show the section on `raw`; with a `notice`, what was typed was not saved (409), from the page `opened`."""
    form = page.form(raw, checking=checking)
    errors = form.error_count if checking else 0
    context = {
        **page.context(),
        "form": form,
        "checking": checking,
        "notice": notice,
        "version": page.version if opened is None else opened.opened_version,
        "base": base_of(form) if opened is None else opened.opened_base,
        "save_state": "" if notice else saved_text(page.draft, errors, timezone.now()),
        "is_settled": "repris" in request.GET,
    }
    template = "portal/financing.html" if page.section == Section.FINANCING else "portal/section.html"
    return render(request, template, context, status=409 if notice else 200)


def show_answers(request: HttpRequest, page: SectionPage) -> HttpResponse:
    """Show what is written, when nothing of it may change."""
    raw = stored_data(page.dossier, page.section) or page.saved_data
    context = {**page.context(), "form": page.form(raw), "is_settled": "repris" in request.GET}
    return render(request, "portal/section_read.html", context)


def found_between(page: SectionPage, mine: RawData, base: str) -> list[Difference]:
    """Return where what somebody typed and what the portal holds differ."""
    return differences(page.form(mine), page.form(page.shown_data), base)


def show_versions(
    request: HttpRequest,
    page: SectionPage,
    mine: RawData,
    base: str,
    found: list[Difference],
    *,
    notice: str = "",
    form: ChoiceForm | None = None,
) -> HttpResponse:
    """Show both versions and let the person choose; with a `notice`, what was typed was not saved (409).

    The page carries all that was typed: nothing is lost whatever becomes of it.
    """
    if not found:
        return settled(request, page, "Votre saisie est déjà enregistrée.")
    draft, now = page.draft, timezone.now()
    own = draft is not None and draft.updated_by_id == page.user.pk
    form = form or ChoiceForm(found, own=own)
    context = {
        **page.context(),
        "form": form,
        "pairs": [(one, form[one.name]) for one in found],
        "mine": [(name, text) for name, texts in mine.items() for text in texts],
        "base": base,
        "version": page.version,
        "author": author_of(draft, page.user, now) if draft is not None else "",
        "notice": notice,
        "refusal": "" if page.is_open else too_late(page.dossier, now),
    }
    return render(request, "portal/section_versions.html", context, status=409 if notice else 200)


def settled(request: HttpRequest, page: SectionPage, message: str) -> HttpResponse:
    """Lead back to the section once the person has chosen: neither the session nor the device keeps the text."""
    forget(request, page.dossier, page.section)
    messages.success(request, message)
    return redirect(f"{page.url}?repris=1")


def give_back(request: HttpRequest) -> HttpResponse:
    """Answer 404, as to anybody else, with what was typed: somebody removed a minute ago may copy it."""
    typed = "\n\n".join(text for texts in sent_data(request.POST).values() for text in texts if text.strip())
    return render(request, "portal/section_gone.html", {"typed": typed}, status=404)
