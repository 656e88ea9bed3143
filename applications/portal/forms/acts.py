"""What a section's page sends besides the answers: who opened it, on which version, the button pressed."""

from typing import Any

from django import forms
from django.http import QueryDict

from applications.accounts.models import User
from applications.portal.forms.base import RawData
from applications.portal.forms.plan_rows import COLUMNS, row_added, row_count, row_removed

MAX_ROWS = 100
LAST_VERSION = 2**31 - 1
BASE_LENGTH = 8000
CHOICE = "choice"


class SectionAct(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=LAST_VERSION, required=False)
    base = forms.CharField(max_length=BASE_LENGTH, required=False)
    opened_by = forms.IntegerField(required=False)
    then = forms.CharField(required=False)
    add = forms.ChoiceField(choices=[(kind, kind) for kind in COLUMNS], required=False)
    remove = forms.RegexField(rf"^({'|'.join(COLUMNS)})-\d{{1,4}}$", required=False)
    take = forms.ChoiceField(choices=[(line, line) for line in ("region", "own")], required=False)
    paste = forms.ChoiceField(choices=[(kind, kind) for kind in COLUMNS], required=False)
    at = forms.RegexField(rf"^({'|'.join(COLUMNS)})-\d{{1,4}}-[a-z]+$", required=False)
    checking = forms.BooleanField(required=False)

    def __init__(self, post: QueryDict) -> None:
        super().__init__(post)
        self.full_clean()

    @property
    def opened_version(self) -> int:
        """The version the page was opened on; 0, which is no one's once saved, when it does not say."""
        return self.cleaned_data.get("version") or 0

    @property
    def opened_base(self) -> str:
        """What the page showed when it was opened: `forms.versions`."""
        return self.answer("base")

    def is_of_another(self, user: User) -> bool:
        """Whether someone else opened the page, before `user` signed in in the same browser."""
        opened_by = self.cleaned_data.get("opened_by")
        return opened_by is not None and opened_by != user.pk

    @property
    def goes_back(self) -> bool:
        return self.answer("then") == "dossier"

    def answer(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    def is_refused(self, raw: RawData) -> bool:
        """Whether it asks for one row too many."""
        added = self.answer("add")
        return bool(added) and row_count(raw, added) >= MAX_ROWS

    def applied(self, raw: RawData) -> tuple[RawData, str]:
        """Return the data with the row added or removed, and the anchor where the page comes back.

        The anchor is empty when no such button was pressed.
        """
        added, (removed, _, rank) = self.answer("add"), self.answer("remove").partition("-")
        if self.is_refused(raw):
            return raw, f"#id_{added}s"
        if added:
            return row_added(raw, added), f"#id_{added}_{row_count(raw, added)}_{COLUMNS[added][0]}"
        if removed:
            return row_removed(raw, removed, int(rank)), f"#id_{removed}s"
        return raw, ""


def sent_data(post: QueryDict) -> RawData:
    """Return the answers as sent. A null character, which no database keeps in a text, is left out."""
    controls: set[str] = {"csrfmiddlewaretoken", *SectionAct.base_fields}
    return {
        clean(name): [clean(value) for value in values]
        for name, values in post.lists()
        if name not in controls and not name.startswith(f"{CHOICE}-")
    }


def clean(value: Any) -> str:
    return str(value).replace("\x00", "")
