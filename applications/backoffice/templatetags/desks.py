"""The small pieces of the desks, in templates: `{% load desks %}`."""

from django import template
from django.db import models
from django.utils.safestring import SafeString

from applications.backoffice import parts
from applications.decisions.models import Decision

register = template.Library()

register.filter("place", parts.place)
register.filter("letter_tag", parts.letter_tag)
register.filter("outcome_tag", parts.outcome_tag)


@register.filter
def page_link(obj: models.Model) -> SafeString:
    """A link to the page of an object, or its name when it has none."""
    return parts.link(obj)


@register.filter
def decision_link(decision: Decision) -> SafeString:
    return parts.link(decision, decision.number)
