"""The sections of a dossier: shown, saved as typed, checked on request."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from applications.core.errors import DomainError
from applications.dossiers.checks import SECTIONS
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import Dossier, SectionDraft
from applications.dossiers.selectors import may_edit_section
from applications.dossiers.services.drafting import save_section
from applications.portal.access import Visit, visit
from applications.portal.forms.acts import MAX_ROWS, SectionAct, sent_data
from applications.portal.forms.base import RawData
from applications.portal.forms.catalogue import financing_form, proposed_data, section_form, stored_data
from applications.portal.presenters.links import section_url
from applications.portal.presenters.wording import moment, section_title

# The five sections of the form, and the page that reads and files.
STEPS = len(Section) + 1


@dataclass(frozen=True)
class SectionPage:
    """A member reads or fills a section of a dossier."""

    visit: Visit
    section: Section

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

    @cached_property
    def draft(self) -> SectionDraft | None:
        return self.dossier.drafts.select_related("updated_by").filter(section=self.section).first()

    @property
    def saved_data(self) -> RawData:
        """What was typed last; the rows themselves where they were written without a form."""
        typed = self.draft.data if self.draft is not None else {}
        return typed or stored_data(self.dossier, self.section)

    def save_state(self, errors: int) -> str:
        if self.draft is None:
            return "Rien n’est encore enregistré"
        state = f"Enregistré {moment(self.draft.updated_at, timezone.now())} par {self.draft.updated_by}"
        return f"{state}, avec {errors} point{'s' if errors > 1 else ''} à corriger" if errors else state

    def context(self) -> dict[str, Any]:
        return {
            "account": self.visit.account,
            "dossier": self.dossier,
            "section": self.section,
            "title": section_title(self.dossier, self.section),
            "step": list(Section).index(self.section) + 1,
            "steps": STEPS,
            "unseen": not Status(self.dossier.published_status).is_filed,
        }


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    page = section_page(request, public_id, section)
    if request.method == "POST":
        return save(request, page)
    if not may_edit_section(page.dossier, page.section):
        return show_answers(request, page)
    checking = "verifier" in request.GET and page.draft is not None
    raw = page.saved_data or proposed_data(page.dossier, page.section)
    return show_form(request, page, raw, checking=checking)


@require_POST
def plan_totals(request: HttpRequest, public_id: str) -> HttpResponse:
    """Return what the plan being typed adds up to. Nothing is saved."""
    page = section_page(request, public_id, Section.FINANCING)
    form = financing_form(page.dossier, sent_data(request.POST))
    return render(request, "portal/_plan_live.html", {"form": form})


def section_page(request: HttpRequest, public_id: str, section: str) -> SectionPage:
    seen = visit(request.user, public_id)
    if section not in SECTIONS:
        raise Http404
    return SectionPage(seen, Section(section))


def save(request: HttpRequest, page: SectionPage) -> HttpResponse:
    """Keep what was typed, right or wrong, then lead on; a save that is refused shows it again with the reason."""
    act = SectionAct(request.POST)
    raw, anchor = sent_data(request.POST), ""
    if page.section == Section.FINANCING:
        if act.is_refused(raw):
            messages.warning(request, f"{MAX_ROWS} lignes au plus\u00a0: regroupez-en quelques-unes.")
        raw, anchor = act.applied(raw)
    form = section_form(page.dossier, page.section, raw, checking=True)
    try:
        draft = save_section(
            page.dossier,
            page.section,
            raw=raw,
            values=form.values(),
            version=act.opened_version,
            actor=page.visit.user,
        )
    except DomainError as refusal:
        return show_form(request, page, raw, notice=refusal.message)
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
) -> HttpResponse:
    """Show the section on `raw`; with a `notice`, what was typed was not saved (409)."""
    form = section_form(page.dossier, page.section, raw, checking=checking)
    context = {
        **page.context(),
        "form": form,
        "checking": checking,
        "notice": notice,
        "version": page.draft.version if page.draft is not None else 0,
        "save_state": "" if notice else page.save_state(form.error_count if checking else 0),
    }
    template = "portal/financing.html" if page.section == Section.FINANCING else "portal/section.html"
    return render(request, template, context, status=409 if notice else 200)


def show_answers(request: HttpRequest, page: SectionPage) -> HttpResponse:
    """Show what is written, when nothing of it may change."""
    raw = stored_data(page.dossier, page.section) or page.saved_data
    form = section_form(page.dossier, page.section, raw, checking=False)
    return render(request, "portal/section_read.html", {**page.context(), "form": form})
