"""What is sent after the session has expired: kept until the person has signed in again, JavaScript or not.

The text waits in the visitor's own session, which signing in carries over. It is given back on the section's page, to
the person who opened the page that sent it, if they are still a member; someone else who signs in drops it.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from applications.accounts.models import User
from applications.dossiers.checks import SECTIONS
from applications.dossiers.models import Dossier
from applications.portal.forms.acts import SectionAct, sent_data
from applications.portal.forms.base import RawData
from applications.portal.presenters.links import section_url

KEY = "kept_typing"
# Ten times the longest section filled to its limits; a session is a row of the database.
MOST_CHARACTERS = 200_000
SectionView = Callable[[HttpRequest, str, str], HttpResponse]


def keeps_typing(view: SectionView) -> SectionView:
    """Send a visitor to the sign-in page, as every page does, but keep first what they send."""

    @login_not_required
    @functools.wraps(view)
    def run(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, public_id, section)
        if request.method == "POST" and section in SECTIONS:
            keep(request, public_id, section)
            return redirect_to_login(section_url(Dossier(public_id=public_id), section))
        return redirect_to_login(request.get_full_path())

    return run


def keep(request: HttpRequest, public_id: str, section: str) -> None:
    act, data = SectionAct(request.POST), sent_data(request.POST)
    size = sum(len(name) + sum(map(len, texts)) for name, texts in data.items())
    # A stranger who knows no dossier's address cannot fill the table of sessions.
    if size <= MOST_CHARACTERS and Dossier.objects.filter(public_id=public_id).exists():
        request.session[KEY] = {
            "place": [public_id, section],
            "person": act.cleaned_data.get("opened_by"),
            "version": act.opened_version,
            "base": act.opened_base,
            "data": data,
        }


def kept_for(request: HttpRequest, user: User, dossier: Dossier, section: str) -> dict[str, Any] | None:
    """Return what waits for this page and this person; drop what waits for somebody else."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None:
        return None
    if kept["person"] != user.pk:
        del request.session[KEY]
        return None
    return kept if kept["place"] == [dossier.public_id, section] else None


def forget(request: HttpRequest, dossier: Dossier, section: str) -> None:
    kept = request.session.get(KEY)
    if kept is not None and kept["place"] == [dossier.public_id, section]:
        del request.session[KEY]


def data_of(kept: dict[str, Any]) -> RawData:
    data: RawData = kept["data"]
    return data
