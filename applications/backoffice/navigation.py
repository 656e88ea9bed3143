"""The top bar: which lists have a place of their own. What a person may not see is not in their own apps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

# Label of the model → what the bar calls it, in order. Every other model is under « Réglages ».
MAIN = {
    "dossiers.dossier": "Dossiers",
    "decisions.commissionsession": "Commissions",
    "finance.grant": "Subventions",
}
SEARCHED = "dossiers.dossier"


@dataclass(frozen=True)
class Entry:
    """A link of the top bar. `current` is its `aria-current`: `page`, `true` (a page below it) or empty."""

    label: str
    url: str
    current: str = ""


def navigation(app_list: Sequence[dict[str, Any]], home: str, path: str) -> dict[str, Any]:
    """Return the template variables of the top bar of the page at `path`, from the admin's own list of apps.

    `search_url` is the list of dossiers, None to whom may not see it.
    """
    models = {
        model["model"]._meta.label_lower: model
        for app in app_list
        for model in app["models"]
        if model["admin_url"] is not None
    }
    main = [(name, models[label]["admin_url"]) for label, name in MAIN.items() if label in models]
    others = sorted(
        (capfirst(model["name"]), model["admin_url"]) for label, model in models.items() if label not in MAIN
    )
    return {
        "main_nav": [Entry("Accueil", home, "page" if path == home else ""), *_entries(main, path)],
        "settings_nav": _entries(others, path),
        "search_url": models[SEARCHED]["admin_url"] if SEARCHED in models else None,
    }


def _entries(links: Sequence[tuple[str, str]], path: str) -> list[Entry]:
    return [Entry(name, url, _current(url, path)) for name, url in links]


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
