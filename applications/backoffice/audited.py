"""Settings that agents change by a form: every row saved records its event, and nothing is ever deleted."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.paginator import Page
from django.db import models, transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from applications.backoffice.fields import ShareField
from applications.backoffice.journal_words import describe
from applications.backoffice.mixins import OfficeAdmin
from applications.backoffice.scope import agent_of
from applications.core.formfields import AmountField
from applications.core.models import AuditEvent
from applications.core.services import save_object

LINES_A_PAGE = 100
CENTS, BASIS_POINTS = 2, 4
TYPED_BY_HAND = {CENTS: (AmountField, "En euros."), BASIS_POINTS: (ShareField, "En pourcentage.")}


@dataclass(frozen=True)
class HistoryLine:
    """An event as the history page shows it, under the names that its template reads."""

    event: AuditEvent

    @property
    def action_time(self) -> Any:
        return self.event.at

    @property
    def user(self) -> Any:
        return self.event.actor or {"get_full_name": "Le portail", "get_username": ""}

    @property
    def get_change_message(self) -> str:
        return describe(self.event)


class AuditedAdmin(OfficeAdmin):
    """Base of the admin classes of the settings. Its history is the journal's: there is one memory, not two."""

    show_facets = admin.ShowFacets.NEVER
    holds_rows = True
    """Whether a sent form holds the row that it changes, from its check to its save."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)
        if self.holds_rows and request.method == "POST" and transaction.get_connection().in_atomic_block:
            return rows.select_for_update(of=("self",))
        return rows

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Let amounts and shares be typed as people write them: « 1 234,56 € », « 12,5 % »."""
        places = getattr(db_field, "decimal_places", None)
        if places not in TYPED_BY_HAND:
            stock: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
            return stock
        field_class, unit = TYPED_BY_HAND[places]
        field: forms.Field = field_class(
            label=capfirst(str(db_field.verbose_name)),
            required=not db_field.blank,
            initial=db_field.get_default(),
            help_text=f"{db_field.help_text} {unit}".strip(),
        )
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if form.has_changed() or not change:
            save_object(obj, actor=agent_of(request), changed=form.changed_data)

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        formset.save(commit=False)
        for obj, changed in formset.changed_objects:
            save_object(obj, actor=agent_of(request), changed=changed)
        for obj in formset.new_objects:
            save_object(obj, actor=agent_of(request), changed=())

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Leave the stock log empty: the service has recorded its event."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Leave the stock log empty: the service has recorded its event."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        paginator = self.get_paginator(request, self.events_of(unquote(object_id)), LINES_A_PAGE)
        page: Page[Any] = paginator.get_page(request.GET.get(PAGE_VAR, 1))
        page.object_list = [HistoryLine(event) for event in page.object_list]
        context = {
            "title": "Historique",
            "action_list": page,
            "page_range": paginator.get_elided_page_range(page.number),
            "pagination_required": paginator.num_pages > 1,
        }
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def events_of(self, key: str) -> models.QuerySet[AuditEvent]:
        """Return the events of an object, the latest first. A proxy's are those of the model that stores it."""
        label = (self.opts.concrete_model or self.model)._meta.label_lower
        return AuditEvent.objects.filter(object_label=label, object_id=key).select_related("actor")
