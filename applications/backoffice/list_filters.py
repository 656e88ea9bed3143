"""Filters above a list that offer what the list holds, and refuse what it does not."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest

Choice = tuple[str, str]


class ValueFilter(admin.SimpleListFilter):
    """Base of a filter with a closed list of values. A value typed in the address that is not one: the whole list."""

    lookup = ""
    """The lookup that the value goes to; a filter that needs more overrides `narrow`."""

    def offered(self) -> Iterable[Choice]:
        """Return what may be chosen: (value in the address, words)."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[Choice]:
        return list(self.offered())

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        if value not in dict(self.lookup_choices):
            raise IncorrectLookupParameters
        return self.narrow(queryset, value)

    def narrow(self, queryset: models.QuerySet[Any], value: str) -> models.QuerySet[Any]:
        return queryset.filter(**{self.lookup: value})


def active_filters(changelist: ChangeList) -> dict[str, str]:
    """Return what a list is narrowed by, in the words of the page: the filters' titles and values, the search."""
    found = {
        str(spec.title): str(choice["display"])
        for spec in changelist.filter_specs
        for rank, choice in enumerate(spec.choices(changelist))
        if rank and choice["selected"]
    }
    return {**found, "recherche": changelist.query} if changelist.query else found
