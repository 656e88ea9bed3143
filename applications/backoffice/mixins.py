"""What every admin class of the back office starts from: named fields, saved views, amounts in columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from applications.core.money import format_eur


class LabelledFormSet(BaseInlineFormSet):
    """Names the delete box of each row."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            row = str(form.instance) if form.instance.pk else f"ligne {(index or 0) + 1}"
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Supprimer\u00a0: {row}"


class DayInput(forms.DateInput):
    """The browser's own calendar, which speaks the person's language and needs no script."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M:%S")


class LabelledSplitDateTime(forms.SplitDateTimeWidget):
    """A date and time in two inputs, each with its name."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        halves = (DayInput({"aria-label": "Date"}), HourInput({"aria-label": "Heure"}))
        forms.MultiWidget.__init__(self, halves, attrs)


FIELDS: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"widget": DayInput},
    models.DateTimeField: {"widget": LabelledSplitDateTime},
    # « 190 728,00 », read and written as French people do.
    models.DecimalField: {"localize": True},
}


class LabelledInline(admin.TabularInline):
    """Names every cell of its rows after the column."""

    formset = LabelledFormSet
    formfield_overrides = FIELDS

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(str(field.label or db_field.verbose_name)))
        return field


@dataclass(frozen=True)
class QuickView:
    """A saved view above a list: the list's query string, and how many rows it holds (None: not counted)."""

    label: str
    query: str = ""
    count: Callable[[HttpRequest], int] | None = None


class OfficeAdmin(admin.ModelAdmin):
    """Base of every admin class of the back office. Its lists never count the whole table."""

    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = FIELDS
    quick_views: Sequence[QuickView] = ()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        current = request.GET.urlencode()
        views = [
            {
                "label": view.label,
                "query": view.query,
                "current": view.query == current,
                "count": view.count(request) if view.count else None,
            }
            for view in self.quick_views
        ]
        context = {"title": capfirst(self.opts.verbose_name_plural), "quick_views": views}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    # The stock titles would say « Ajout de enveloppe », « Modification de appel », « Impossible de supprimer dossier ».
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": f"{capfirst(self.opts.verbose_name)}\u00a0: ajout"}
        return super().add_view(request, form_url, {**title, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name)}
        return super().change_view(request, object_id, form_url, {**title, **(extra_context or {})})

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().delete_view(request, object_id, {"title": "Suppression", **(extra_context or {})})


def amount_column(field: str, label: str) -> Callable[[OfficeAdmin, Any], SafeString | None]:
    """Return a sortable column of whole euros. Name it `…_amount`: the theme sets those to the right."""

    @admin.display(description=label, ordering=field, empty_value="–")
    def column(_: OfficeAdmin, row: Any) -> SafeString | None:
        value = getattr(row, field)
        return None if value is None else format_html('<span class="amount">{}</span>', format_eur(value, 0))

    return column
