"""An object read on a page of ours: facts at its head, panels below, acts as buttons. No form saves it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from applications.backoffice.acts import ActView, act_paths
from applications.backoffice.audited import AuditedAdmin
from applications.core.french import curly

Line = tuple[str, Any]


@dataclass(frozen=True)
class Panel:
    """A part of a page: terms and values, then a text as it was written."""

    title: str
    lines: Sequence[Line] = ()
    text: str = ""


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    is_primary: bool


class OfferedAct(ActView):
    """An act that its object's page offers, when it makes sense and the person has the permission."""

    @classmethod
    def is_offered(cls, obj: Any) -> bool:
        return True

    @classmethod
    def is_primary(cls, obj: Any) -> bool:
        """Tell whether this is what the page waits for."""
        return False

    def get_queryset(self) -> models.QuerySet[Any]:
        return admin.site.get_model_admin(self.model).get_queryset(self.request)


class PageAdmin(AuditedAdmin):
    """Base of the admin classes whose objects have a page of ours instead of a form."""

    holds_rows = False
    page_template = "backoffice/record.html"
    acts: Sequence[type[OfferedAct]] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [*act_paths(self, self.acts), *super().get_urls()]

    def facts(self, obj: Any) -> Iterable[Line]:
        """Return the figures at the head of the page."""
        return ()

    def panels(self, obj: Any) -> Iterable[Panel]:
        return ()

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what the page's own template needs beyond facts and panels."""
        return {}

    @method_decorator(require_safe)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": obj,
            "title": curly(str(obj)),
            "facts": self.facts(obj),
            "panels": self.panels(obj),
            "acts": self.buttons(request, obj),
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "history_url": self.url_of("history", obj),
            **self.page_context(request, obj),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.page_template, context)

    def buttons(self, request: HttpRequest, obj: Any) -> list[Button]:
        return [
            Button(f"{act.title}…", self.url_of(act.slug, obj), act.is_primary(obj))
            for act in self.acts
            if request.user.has_perm(act.permission) and act.is_offered(obj)
        ]

    def url_of(self, name: str, obj: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[quote(obj.pk)])
