"""The search box of a list whose rows carry, or point to, a text made for it."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from applications.core.text import normalise

MAX_WORDS = 16


class TextSearch(admin.ModelAdmin):
    """Keeps the rows whose search text, the only one of `search_fields`, holds every word, accented or not."""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        words = [word for typed in search_term.split() if (word := normalise(typed))]
        if not 0 < len(words) <= MAX_WORDS:
            return queryset.none(), False
        (field,) = self.search_fields
        return queryset.filter(*(models.Q((f"{field}__contains", word)) for word in words)), False
