"""Joining documents: judged one by one, told next to the document, never twice, never a 500."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from applications.accounts.models import User
from applications.calls.enums import DocumentCondition
from applications.calls.models import Call, RequiredDocument
from applications.core.dates import date_text
from applications.core.models import StoredFile
from applications.dossiers.models import Attachment, CompletionItem, Dossier
from applications.dossiers.services.documents import attach
from tests import factories as f
from tests.portal.worlds import DECLARED, answer_to, ask_completion, ask_documents, path, words

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
MEGABYTE = 1024 * 1024
UPLOAD = "pieces/deliberation/"


def labels(rows: Any) -> list[tuple[str, str]]:
    return [(row.label, row.tag.label) for row in rows]


def errors(response: Any) -> list[str]:
    return list(response.context["form"].errors["uploads"])


def copy_of(upload: SimpleUploadedFile, name: str = "") -> SimpleUploadedFile:
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    return SimpleUploadedFile(name or str(upload.name), content, content_type="application/pdf")


def test_missing_document_is_to_give(as_user: SignIn) -> None:
    dossier = f.a_draft()
    page = as_user(f.signatory_of(dossier)).get(path(dossier, "pieces/")).context["documents"]
    assert labels(page.to_give) == [("Délibération", "Manquante")]
    assert (page.received, page.required) == (0, 1)


def test_file_is_joined_and_listed(as_user: SignIn) -> None:
    dossier = f.a_draft()
    client = as_user(f.signatory_of(dossier))
    response = client.post(path(dossier, UPLOAD), {"uploads": f.a_pdf("conseil.pdf")})
    assert (response.status_code, response.url) == (302, path(dossier, "pieces/#piece-deliberation"))
    page = client.get(path(dossier, "pieces/")).context["documents"]
    assert labels(page.given) == [("Délibération", "Reçue")]
    assert [file.stored.name for file in page.given[0].files] == ["conseil.pdf"]


def test_several_files_are_joined_at_once(as_user: SignIn) -> None:
    dossier = f.a_draft()
    files = [f.a_pdf("un.pdf"), f.a_pdf("deux.pdf")]
    as_user(f.signatory_of(dossier)).post(path(dossier, UPLOAD), {"uploads": files})
    assert [one.file.name for one in Attachment.objects.order_by("pk")] == ["un.pdf", "deux.pdf"]


def test_good_files_are_kept_and_the_bad_one_named(as_user: SignIn) -> None:
    dossier = f.a_draft()
    files = [f.a_pdf("bon.pdf"), SimpleUploadedFile("faux.pdf", b"MZ binaire", content_type="application/pdf")]
    response = as_user(f.signatory_of(dossier)).post(path(dossier, UPLOAD), {"uploads": files})
    assert response.status_code == 200
    assert errors(response) == [
        "faux.pdf\u00a0: Ce fichier n’est pas d’un format admis. Joignez un PDF, ou une photo JPEG, PNG ou HEIC."
    ]
    assert [one.file.name for one in Attachment.objects.all()] == ["bon.pdf"]
    assert "Erreur : Pièces du dossier" in words(response)


def test_same_file_twice_is_joined_once_and_leaves_nothing_behind(as_user: SignIn) -> None:
    dossier = f.a_draft()
    client, upload = as_user(f.signatory_of(dossier)), f.a_pdf("conseil.pdf")
    client.post(path(dossier, UPLOAD), {"uploads": copy_of(upload)})
    response = client.post(path(dossier, UPLOAD), {"uploads": copy_of(upload, "copie.pdf")})
    assert errors(response) == ["copie.pdf\u00a0: Ce fichier est déjà joint à cette pièce."]
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_eleventh_file_is_refused(as_user: SignIn) -> None:
    dossier = f.a_draft()
    client = as_user(f.signatory_of(dossier))
    client.post(path(dossier, UPLOAD), {"uploads": [f.a_pdf() for _ in range(10)]})
    response = client.post(path(dossier, UPLOAD), {"uploads": f.a_pdf("onze.pdf")})
    assert errors(response)[0].startswith("onze.pdf\u00a0: Une pièce compte dix fichiers au plus")
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (10, 10)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Ce fichier est vide"),
        (b"%PDF-1.7 tronque", "Ce PDF est abîmé"),
        (b"PK\x03\x04 un tableur", "Ce fichier n’est pas d’un format admis"),
        (b"\x89PNG\r\n\x1a\n tronque", "Cette photo est abîmée"),
    ],
    ids=["empty", "damaged pdf", "spreadsheet", "damaged photo"],
)
def test_bad_file_is_refused_in_french(as_user: SignIn, content: bytes, reason: str) -> None:
    dossier = f.a_draft()
    response = as_user(f.signatory_of(dossier)).post(
        path(dossier, UPLOAD), {"uploads": SimpleUploadedFile("piece.pdf", content)}
    )
    assert response.status_code == 200
    assert errors(response)[0].startswith(f"piece.pdf\u00a0: {reason}")
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_huge_file_gives_a_message_and_stores_nothing(as_user: SignIn) -> None:
    dossier = f.a_draft()
    huge = BytesIO(b"%PDF-1.7\n" + b"0" * (40 * MEGABYTE))
    huge.name = "numerisation.pdf"
    response = as_user(f.signatory_of(dossier)).post(path(dossier, UPLOAD), {"uploads": huge})
    assert response.status_code == 200
    assert errors(response)[0].startswith("numerisation.pdf\u00a0: Ce fichier pèse plus de 20\u00a0Mo.")
    assert StoredFile.objects.count() == 0


def test_no_file_chosen_is_told(as_user: SignIn) -> None:
    dossier = f.a_draft()
    response = as_user(f.signatory_of(dossier)).post(path(dossier, UPLOAD))
    assert errors(response) == ["Choisissez un fichier à joindre."]


def test_unknown_document_is_not_found(as_user: SignIn) -> None:
    dossier = f.a_draft()
    client = as_user(f.signatory_of(dossier))
    assert client.post(path(dossier, "pieces/inconnue/"), {"uploads": f.a_pdf()}).status_code == 404
    assert StoredFile.objects.count() == 0


def test_filed_dossier_takes_no_file(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    response = as_user(f.signatory_of(dossier)).post(path(dossier, UPLOAD), {"uploads": f.a_pdf("tard.pdf")})
    assert errors(response) == ["tard.pdf\u00a0: Cette pièce n’est plus modifiable."]
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_asked_document_opens_alone_and_tells_why(as_user: SignIn) -> None:
    dossier = f.a_draft()
    mayor = f.signatory_of(dossier)
    other = ask_documents(dossier.measure, 1)[0]
    dossier = f.a_complete_draft(dossier.measure, dossier.organisation, actor=mayor)
    attach(dossier, other, f.a_stored_file(), actor=mayor)
    as_user(mayor).post(path(dossier, "relire/"), DECLARED)
    ask_completion(Dossier.objects.get(pk=dossier.pk))
    page = as_user(mayor).get(path(dossier, "pieces/")).context["documents"]
    assert [(row.label, row.tag.label, row.motive) for row in page.to_give] == [
        ("Délibération", "À remplacer", "Elle n’est pas signée.")
    ]
    assert [(row.label, row.form) for row in page.given] == [("Pièce 1", None)]


def test_asked_document_is_listed_even_when_its_condition_is_not_met(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    agreement = ask_documents(dossier.measure, 1)[0]
    RequiredDocument.objects.filter(pk=agreement.pk).update(condition=DocumentCondition.COORDINATION)
    ask_completion(dossier, CompletionItem(document=agreement, reason="Elle est obligatoire."))
    page = as_user(f.signatory_of(dossier)).get(path(dossier, "pieces/")).context["documents"]
    assert labels(page.to_give) == [("Pièce 1", "À fournir")]


def test_asked_section_opens_no_document(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier, CompletionItem(section="project", reason="Précisez."))
    response = as_user(f.signatory_of(dossier)).post(path(dossier, UPLOAD), {"uploads": f.a_pdf("tard.pdf")})
    assert errors(response) == ["tard.pdf\u00a0: Cette pièce n’est plus modifiable."]


def test_removed_file_leaves_the_list_and_twice_is_once(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.signatory_of(dossier))
    address = path(dossier, f"{UPLOAD}retirer/{dossier.attachments.get().pk}/")
    assert client.post(address).url == path(dossier, "pieces/#piece-deliberation")
    assert client.post(address).status_code == 302
    page = client.get(path(dossier, "pieces/")).context["documents"]
    assert labels(page.to_give) == [("Délibération", "Manquante")]
    assert StoredFile.objects.count() == 1


def test_file_of_filed_dossier_is_not_removed(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    attachment = dossier.attachments.get()
    client = as_user(f.signatory_of(dossier))
    response = client.post(path(dossier, f"{UPLOAD}retirer/{attachment.pk}/"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Cette pièce n’est plus modifiable."]
    attachment.refresh_from_db()
    assert attachment.removed_at is None


def test_file_of_another_dossier_is_not_removed_through_ones_own(as_user: SignIn) -> None:
    mine, theirs = f.a_complete_draft(), f.a_complete_draft(None, f.a_commune_organisation("Sète"))
    attachment = theirs.attachments.get()
    client = as_user(f.signatory_of(mine))
    assert client.post(path(mine, f"{UPLOAD}retirer/{attachment.pk}/")).status_code == 404
    attachment.refresh_from_db()
    assert attachment.removed_at is None


def test_member_reads_the_joined_file_and_stranger_does_not(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    address = f"/fichiers/{dossier.attachments.get().file_id}/"
    assert answer_to(as_user(f.signatory_of(dossier)), address) == 200
    assert answer_to(as_user(f.a_member(f.a_commune_organisation("Sète"))), address) == 404


@pytest.mark.parametrize("count", [1, 3])
def test_documents_page_makes_the_same_queries_for_any_number(
    as_user: SignIn, django_assert_num_queries: Any, count: int
) -> None:
    dossier = f.a_draft()
    mayor = f.signatory_of(dossier)
    for document in ask_documents(dossier.measure, count):
        for _ in range(count):
            attach(dossier, document, f.a_stored_file(), actor=mayor)
    client = as_user(mayor)
    with django_assert_num_queries(13):
        client.get(path(dossier, "pieces/"))


def test_file_is_renamed_where_it_is_listed(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    client, joined = as_user(f.signatory_of(dossier)), dossier.attachments.get()
    address = path(dossier, f"{UPLOAD}nommer/{joined.pk}/")
    assert client.post(address, {"title": "Vote du 4 mars"}).url == path(dossier, "pieces/#piece-deliberation")
    page = client.get(path(dossier, "pieces/")).context["documents"]
    assert [file.title for file in page.given[0].files] == ["Vote du 4 mars.pdf"]
    refused = client.post(address, {"title": " "})
    assert refused.context["form"].errors == {"title": ["Écrivez le nom du fichier."]}
    assert "Erreur : Pièces du dossier" in words(refused)


def test_document_of_another_dossier_is_offered_and_taken(as_user: SignIn) -> None:
    earlier = f.a_filed_dossier()
    mayor = f.signatory_of(earlier)
    dossier = f.a_draft(None, earlier.organisation, actor=mayor)
    client = as_user(mayor)
    (offered,) = client.get(path(dossier, "pieces/")).context["documents"].to_give[0].reusable
    assert (offered.title, offered.dossier) == ("deliberation.pdf", earlier.reference)
    client.post(path(dossier, f"{UPLOAD}reprendre/{offered.pk}/"))
    page = client.get(path(dossier, "pieces/")).context["documents"]
    assert (labels(page.given), page.given[0].reusable) == ([("Délibération", "Reçue")], ())


def test_document_of_another_organisation_is_not_found_where_it_is_taken_again(as_user: SignIn) -> None:
    theirs, mine = f.a_filed_dossier(), f.a_draft(None, f.a_commune_organisation("Aniane"))
    client = as_user(f.signatory_of(mine))
    assert client.post(path(mine, f"{UPLOAD}reprendre/{theirs.attachments.get().pk}/")).status_code == 404
    assert not mine.attachments.exists()


def test_document_is_announced_joined_after_the_filing_and_said_so(as_user: SignIn) -> None:
    today = timezone.localdate()
    dossier = f.a_complete_draft(f.a_measure(call=f.a_call(follow_until=today)))
    RequiredDocument.objects.update(may_follow=True)
    dossier.attachments.all().delete()
    client = as_user(f.signatory_of(dossier))
    client.post(path(dossier, f"{UPLOAD}a-suivre/"))
    row = client.get(path(dossier, "pieces/")).context["documents"].to_follow[0]
    assert (row.tag.label, row.follows) == (f"À suivre jusqu’au {date_text(today)}", "announced")
    client.post(path(dossier, "relire/"), DECLARED)
    row = client.get(path(dossier, "pieces/")).context["documents"].to_follow[0]
    assert (row.follows, row.form is None) == ("awaited", False)
    client.post(path(dossier, UPLOAD), {"uploads": f.a_pdf()})
    row = client.get(path(dossier, "pieces/")).context["documents"].given[0]
    assert row.files[0].sent.startswith("reçu après le dépôt, envoyé aujourd’hui")
    assert (row.files[0].form, row.follows) == (None, "")


def test_promise_that_was_not_kept_is_told_and_closed(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    RequiredDocument.objects.update(may_follow=True)
    Call.objects.update(follow_until=timezone.localdate() - timedelta(days=1))
    dossier.attachments.all().delete()
    dossier.promises.create(document=dossier.measure.documents.get(), promised_by=dossier.created_by)
    page = as_user(f.signatory_of(dossier)).get(path(dossier, "pieces/")).context["documents"]
    assert [(row.tag.label, row.follows, row.form) for row in page.to_follow] == [("Non reçue", "broken", None)]


@pytest.mark.parametrize(("days", "labels"), [(30, ["Délibération"]), (-1, [])])
def test_follow_up_asks_for_a_promised_document_until_its_day(as_user: SignIn, days: int, labels: list[str]) -> None:
    dossier = f.a_filed_dossier()
    RequiredDocument.objects.update(may_follow=True)
    Call.objects.update(follow_until=timezone.localdate() + timedelta(days=days))
    dossier.attachments.all().delete()
    dossier.promises.create(document=dossier.measure.documents.get(), promised_by=dossier.created_by)
    response = as_user(f.signatory_of(dossier)).get(path(dossier))
    assert [document.label for document in response.context["awaited"]] == labels
