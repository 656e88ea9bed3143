"""What every list and every form of the back office shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import InlineAdminFormSet
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from applications.accounts.models import Membership, User
from applications.backoffice.mixins import LabelledInline, LabelledSplitDateTime, amount_column
from applications.backoffice.navigation import Entry, navigation
from applications.backoffice.templatetags import office
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from tests.factories import a_filed_dossier, an_agent

SignIn = Callable[[User], Client]
LIST = "/admin/dossiers/dossier/"
office_urls = pytest.mark.urls("tests.backoffice.office")


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.mark.django_db
@office_urls
@pytest.mark.parametrize("dossiers", [1, 3])
def test_list_makes_the_same_queries_for_any_number_of_rows(
    as_user: SignIn, django_assert_num_queries: Callable[..., Any], dossiers: int
):
    for _ in range(dossiers):
        a_filed_dossier()
    client = as_user(an_agent("instructeur"))
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.django_db
@office_urls
def test_list_names_its_cells_and_sets_amounts(as_user: SignIn):
    a_filed_dossier()
    content = as_user(an_agent("instructeur")).get(LIST).content.decode()
    assert '<td role="cell" data-label="Demandé" class="field-asked_amount">' in content
    assert '<span class="amount">23\u00a0520\u00a0€</span>' in content


@pytest.mark.django_db
@office_urls
def test_list_shows_saved_views_with_their_count_and_the_present_one(as_user: SignIn):
    a_filed_dossier()
    views = as_user(an_agent("instructeur")).get(f"{LIST}?status__exact=submitted").context["quick_views"]
    assert views == [
        {"label": "Tous", "query": "", "current": False, "count": None},
        {"label": "Déposés", "query": "status__exact=submitted", "current": True, "count": 1},
    ]


@pytest.mark.django_db
@office_urls
def test_list_has_no_inline_style(as_user: SignIn):
    content = as_user(an_agent("instructeur")).get(LIST).content
    assert (content.count(b"<style"), content.count(b"style=")) == (0, 0)


@pytest.mark.django_db
@office_urls
def test_list_offers_no_deletion_in_bulk(as_user: SignIn):
    superuser = User.objects.create_superuser("tout@region.example", display_name="Tous les droits")
    content = as_user(superuser).get(LIST).content
    assert content.count(b"delete_selected") == 0


def test_search_keeps_every_value_of_a_filter():
    values = {"status__in": ["draft", "submitted"], "q": ["Lunel"]}
    changelist = SimpleNamespace(search_fields=["search_text"], query="Lunel", filter_params=values, result_count=1)
    context = {"cl": changelist, "search_var": "q", "show_result_count": False}
    html = render_to_string("admin/search_form.html", context)
    hidden = [line.strip() for line in html.splitlines() if 'type="hidden"' in line]
    assert hidden == [
        '<input type="hidden" name="status__in" value="draft">',
        '<input type="hidden" name="status__in" value="submitted">',
    ]


def test_amount_column_is_whole_euros_and_sorts():
    column = amount_column("amount", "voté")
    assert column(None, SimpleNamespace(amount=Decimal("1234.50"))) == '<span class="amount">1\u00a0235\u00a0€</span>'
    assert column(None, SimpleNamespace(amount=None)) is None
    assert (column.short_description, column.admin_order_field) == ("voté", "amount")


@pytest.mark.parametrize("status", Status)
def test_every_state_has_a_tone_and_its_word(status: Status):
    assert office.state_tag(Dossier(status=status)).endswith(f">{status.label}</span>")


def test_tag_escapes_its_word():
    assert office.tag("ok", "<b>") == '<span class="tag tag-ok">&lt;b&gt;</span>'


def test_cells_carry_their_role_and_the_name_of_their_column():
    headers = [
        {"text": "<input>", "class_attrib": ' class="action-checkbox-column"'},
        {"text": "référence"},
        {"text": "« dép. »"},
    ]
    cells = ['<td class="action-checkbox">x</td>', '<th class="field-ref">A</th>', "<td>34</td>"]
    assert office.labelled_cells(cells, headers) == (
        '<td role="cell" data-label="" class="action-checkbox">x</td>'
        '<th role="rowheader" data-label="Référence" class="field-ref">A</th>'
        '<td role="cell" data-label="« dép. »">34</td>'
    )


def test_cells_and_headers_must_agree():
    with pytest.raises(ValueError, match="zip"):
        office.labelled_cells(["<td>1</td>"], [])


@pytest.mark.parametrize(("icon", "word"), [("yes", "Oui"), ("no", "Non"), ("unknown", "–")])
def test_icons_of_yes_and_no_become_words(icon: str, word: str):
    cell = f'<td class="field-x"><img src="/static/admin/img/icon-{icon}.svg" alt="True"></td>'
    assert (
        office.labelled_cells([cell], [{"text": "x"}]) == f'<td role="cell" data-label="X" class="field-x">{word}</td>'
    )


def test_value_in_words_stays_escaped():
    assert office.in_words("<b>") == "&lt;b&gt;"


def test_date_and_time_are_two_named_native_inputs():
    html = LabelledSplitDateTime().render("at", datetime(2026, 12, 15, 11, 0, tzinfo=UTC))
    assert html == (
        '<input type="date" name="at_0" value="2026-12-15" aria-label="Date">'
        '<input type="time" name="at_1" value="12:00:00" aria-label="Heure">'
    )


def test_date_and_time_are_read_back():
    field = forms.SplitDateTimeField(widget=LabelledSplitDateTime())
    data = {"at_0": "2026-12-15", "at_1": "12:00"}
    assert field.clean(field.widget.value_from_datadict(data, {}, "at")) == datetime(2026, 12, 15, 11, 0, tzinfo=UTC)


def an_inline(request: HttpRequest) -> InlineAdminFormSet:
    class Rows(LabelledInline):
        model = Membership
        fk_name = "user"
        extra = 1

    inline = Rows(User, AdminSite())
    formset = inline.get_formset(request)(instance=User(), prefix="rows")
    return InlineAdminFormSet(inline, formset, [(None, {"fields": ["role", "starts_on"]})])


@pytest.mark.django_db
def test_inline_names_its_cells_and_its_delete_box(rf: RequestFactory):
    request = rf.get("/")
    request.user = User(is_staff=True, is_superuser=True)
    row = an_inline(request).formset.forms[0]
    names = {name: row.fields[name].widget.attrs.get("aria-label") for name in ("role", "starts_on", "DELETE")}
    assert names == {"role": "Rôle", "starts_on": "Du", "DELETE": "Supprimer\u00a0: ligne 1"}


@pytest.mark.django_db
def test_inline_adds_a_line_whatever_the_gender_of_its_name(rf: RequestFactory):
    request = rf.get("/")
    request.user = User(is_staff=True, is_superuser=True)
    options = office.inline_options(an_inline(request))
    assert options == (
        '{"name": "#rows", "options": {"prefix": "rows", "addText": "Ajouter une ligne", "deleteText": "Retirer"}}'
    )


def app_list(*labels: str) -> list[dict[str, Any]]:
    known: dict[str, type[models.Model]] = {"dossiers.dossier": Dossier, "accounts.membership": Membership}
    rows = [
        {"model": known[label], "name": known[label]._meta.verbose_name_plural, "admin_url": f"/admin/{label}/"}
        for label in labels
    ]
    return [{"models": rows}]


def test_navigation_shows_only_what_the_person_may_open():
    assert navigation(app_list("accounts.membership"), "/admin/", "/admin/") == {
        "main_nav": [Entry("Accueil", "/admin/", "page")],
        "settings_nav": [Entry("Rattachements", "/admin/accounts.membership/")],
        "search_url": None,
    }


def test_navigation_marks_the_list_of_the_page():
    nav = navigation(app_list("dossiers.dossier"), "/admin/", "/admin/dossiers.dossier/12/change/")
    assert nav["main_nav"] == [Entry("Accueil", "/admin/"), Entry("Dossiers", "/admin/dossiers.dossier/", "true")]
    assert nav["search_url"] == "/admin/dossiers.dossier/"


def test_navigation_leaves_out_a_list_without_address():
    apps = app_list("dossiers.dossier")
    apps[0]["models"][0]["admin_url"] = None
    assert navigation(apps, "/admin/", "/admin/")["main_nav"] == [Entry("Accueil", "/admin/", "page")]
