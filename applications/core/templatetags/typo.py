"""Typography in templates: `{% filter typeset %}` around a fragment."""

from django import template

from applications.core import typography

register = template.Library()
register.filter("typeset", typography.typeset, is_safe=True)
