"""An act: one thing done to one object, on a page of its own, by a service. Never by saving a change form."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.generic import FormView

from applications.core.errors import DomainError

NOT_YOURS = "Votre rôle ne permet pas cet acte."


class ActView(FormView):
    """Base of an act's page. A subclass says what the attributes say, and calls its service in `act`.

    Outside the person's scope: 404. Without `permission`: 403. A `DomainError` shows in the form, which keeps
    what was typed. Sending twice is safe because the service is: the second time it refuses.
    """

    admin_site: admin.AdminSite = admin.site
    model: type[models.Model]
    slug: str
    """The end of the address, in French: `recevable`."""
    permission: str
    """`app.codename`."""
    title: str
    button: str
    done: str
    """What the person reads once it is done."""
    warning = ""
    """Why this cannot be undone; empty when it can."""
    form_class: type[forms.Form] = forms.Form
    template_name = "backoffice/act.html"
    object: Any

    def act(self, form: Any) -> None:
        """Call the service with the cleaned form. Raises `DomainError` when it refuses."""
        raise NotImplementedError

    def summary(self) -> Iterable[tuple[str, Any]]:
        """Return what must be in sight while deciding: (term, value)."""
        return ()

    def get_queryset(self) -> models.QuerySet[Any]:
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined, no-any-return]

    def get_object(self) -> Any:
        try:
            pk = self.model._meta.pk.to_python(unquote(self.kwargs["object_id"]))
        except ValidationError as error:
            raise Http404 from error
        return get_object_or_404(self.get_queryset(), pk=pk)

    def get_success_url(self) -> str:
        """Return the page of the object, where the act was started."""
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[quote(self.object.pk)])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        if not request.user.has_perm(self.permission):
            raise PermissionDenied(NOT_YOURS)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            self.act(form)
        except DomainError as error:
            add_problems(form, error)
            # The service may have been refused because somebody acted first: show the object as it is now.
            self.object = self.get_object()
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opts = self.model._meta
        context = {
            **self.admin_site.each_context(self.request),
            "opts": opts,
            "object": self.object,
            "title": self.title,
            "button": self.button,
            "warning": self.warning,
            "summary": self.summary(),
            "list_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
            "cancel_url": self.get_success_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


def add_problems(form: forms.BaseForm, error: DomainError) -> None:
    """Put each problem of a refusal next to its field, or at the head of the form."""
    for problem in error.problems:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)


def act_paths(model_admin: admin.ModelAdmin, acts: Sequence[type[ActView]]) -> list[URLPattern]:
    """Return the addresses of a model's acts, named `admin:<app>_<model>_<slug>`.

    They go before those of `ModelAdmin.get_urls()`, whose last pattern takes all that is left.
    """
    opts = model_admin.opts
    site = model_admin.admin_site
    return [
        path(
            f"<path:object_id>/actes/{act.slug}/",
            site.admin_view(act.as_view(admin_site=site)),
            name=f"{opts.app_label}_{opts.model_name}_{act.slug}",
        )
        for act in acts
    ]
