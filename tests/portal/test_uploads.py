"""Sending a document piece by piece: the protocol, and who may."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from applications.accounts.models import User
from applications.core import uploads
from applications.core.models import PendingUpload, StoredFile
from applications.dossiers.models import Attachment, Dossier
from applications.dossiers.services.drafting import abandon
from tests import factories as f
from tests.portal.worlds import path

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
NAME = base64.b64encode("relevé.pdf".encode()).decode()

HEAVY = "Ce fichier pèse plus de 20\u00a0Mo. Réduisez-le, ou séparez-le en plusieurs fichiers."


def content() -> bytes:
    return f.a_pdf().read()


def begin(client: Client, dossier: Dossier, size: Any, **headers: str) -> HttpResponse:
    spoken = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": f"filename {NAME}", **headers}
    return client.post(path(dossier, "pieces/deliberation/envois/"), headers=spoken)


def piece(client: Client, address: str, offset: Any, sent: bytes, **headers: str) -> HttpResponse:
    # The test client says the type of an empty body only when it is told as a header.
    kind = "application/offset+octet-stream"
    spoken = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), "Content-Type": kind, **headers}
    return client.patch(address, sent, content_type=kind, headers=spoken)


def offset(client: Client, address: str) -> tuple[int, str | None]:
    response = client.head(address, headers={"Tus-Resumable": "1.0.0"})
    return response.status_code, response.get("Upload-Offset")


def kept() -> int:
    return sum(found.is_file() for found in Path(settings.MEDIA_ROOT).rglob("*"))


def a_begun_upload(client: Client, dossier: Dossier, sent: bytes) -> str:
    """Begin a file of the given bytes, of which half have arrived; return its address."""
    address = begin(client, dossier, len(sent))["Location"]
    assert piece(client, address, 0, sent[: len(sent) // 2]).status_code == 204
    return address


def test_file_goes_on_where_it_stood_and_is_joined_once(as_user: SignIn) -> None:
    dossier, sent = f.a_draft(), content()
    client = as_user(f.signatory_of(dossier))
    begun = begin(client, dossier, len(sent))
    address, half = begun["Location"], len(sent) // 2
    assert (begun.status_code, begun["Tus-Resumable"]) == (201, "1.0.0")
    assert piece(client, address, 0, sent[:half])["Upload-Offset"] == str(half)
    assert offset(client, address) == (200, str(half))
    assert piece(client, address, half, sent[half:]).status_code == 204
    joined = Attachment.objects.get()
    assert (joined.file.name, joined.file.size, joined.dossier) == ("relevé.pdf", len(sent), dossier)
    # The answer was lost: the browser asks, then confirms.
    assert offset(client, address) == (200, str(len(sent)))
    assert piece(client, address, len(sent), b"").status_code == 204
    assert (Attachment.objects.count(), kept()) == (1, 1)


def test_refused_file_is_told_in_french_and_leaves_nothing(as_user: SignIn) -> None:
    dossier = f.a_draft()
    client = as_user(f.signatory_of(dossier))
    address = begin(client, dossier, 4)["Location"]
    response = piece(client, address, 0, b"MZ\x90\x00")
    assert response.status_code == 422
    assert response.json()["message"].startswith("Ce fichier n’est pas d’un format admis.")
    assert offset(client, address)[0] == 404
    assert (StoredFile.objects.count(), kept()) == (0, 0)


def test_same_file_sent_twice_is_refused_the_second_time(as_user: SignIn) -> None:
    dossier, sent = f.a_draft(), content()
    client = as_user(f.signatory_of(dossier))
    answers = [piece(client, begin(client, dossier, len(sent))["Location"], 0, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 422]
    assert answers[1].json() == {"message": "Ce fichier est déjà joint à cette pièce."}
    assert (Attachment.objects.count(), StoredFile.objects.count(), kept()) == (1, 1, 1)


def test_pieces_that_were_lost_send_the_browser_back_to_the_start(as_user: SignIn) -> None:
    dossier, sent = f.a_draft(), content()
    client = as_user(f.signatory_of(dossier))
    address = a_begun_upload(client, dossier, sent)
    uploads.erase(PendingUpload.objects.get())
    assert piece(client, address, len(sent) // 2, sent[len(sent) // 2 :]).status_code == 404
    assert not PendingUpload.objects.exists()


@pytest.mark.parametrize(
    ("size", "status", "message"),
    [
        (
            40 * 1024 * 1024,
            413,
            "Ce fichier pèse plus de 20\u00a0Mo. Réduisez-le, ou séparez-le en plusieurs fichiers.",
        ),
        (0, 422, "Ce fichier est vide\u00a0: choisissez-en un autre."),
        ("-1", 422, "L’envoi a été mal annoncé\u00a0: rechargez la page, puis recommencez."),
        ("9" * 4000, 422, "L’envoi a été mal annoncé\u00a0: rechargez la page, puis recommencez."),
    ],
    ids=["40 MB", "empty", "negative", "endless"],
)
def test_file_that_cannot_be_taken_is_refused_before_it_leaves(
    as_user: SignIn, size: Any, status: int, message: str
) -> None:
    dossier = f.a_draft()
    response = begin(as_user(f.signatory_of(dossier)), dossier, size)
    assert (response.status_code, response.json()) == (status, {"message": message})
    assert not PendingUpload.objects.exists()


def test_piece_out_of_place_or_out_of_measure_is_refused(as_user: SignIn) -> None:
    dossier, sent = f.a_draft(), content()
    client = as_user(f.signatory_of(dossier))
    address = a_begun_upload(client, dossier, sent)
    half = len(sent) // 2
    assert piece(client, address, 0, sent[:half]).status_code == 409
    assert piece(client, address, half, sent).status_code == 413
    assert piece(client, address, half, b"0" * (uploads.MAX_PIECE + 1)).status_code == 413
    other = client.patch(address, b"0", content_type="text/plain", headers={"Tus-Resumable": "1.0.0"})
    assert other.status_code == 415
    assert piece(client, address, half, b"0", **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert offset(client, address) == (200, str(half))


def test_unreadable_name_is_no_obstacle(as_user: SignIn) -> None:
    dossier = f.a_draft()
    client = as_user(f.signatory_of(dossier))
    for metadata in ("filename é", "filename /w==", "other YQ==", ""):
        assert begin(client, dossier, 9, **{"Upload-Metadata": metadata}).status_code == 201
    assert {upload.name for upload in PendingUpload.objects.all()} == {""}


def test_upload_given_up_leaves_nothing(as_user: SignIn) -> None:
    dossier = f.a_draft()
    client = as_user(f.signatory_of(dossier))
    address = a_begun_upload(client, dossier, content())
    assert client.delete(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert (PendingUpload.objects.count(), kept()) == (0, 0)


def test_upload_of_another_person_does_not_exist(as_user: SignIn) -> None:
    dossier, sent = f.a_draft(), content()
    address = a_begun_upload(as_user(f.signatory_of(dossier)), dossier, sent)
    for other in (f.a_member(dossier.organisation), f.a_member(f.a_commune_organisation("Aniane"))):
        client = as_user(other)
        assert offset(client, address)[0] == 404
        assert piece(client, address, len(sent) // 2, sent[len(sent) // 2 :]).status_code == 404
        assert client.delete(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert (PendingUpload.objects.get().pieces, Attachment.objects.count()) == (1, 0)


def test_upload_of_another_dossier_does_not_exist(as_user: SignIn) -> None:
    dossier, sent = f.a_draft(), content()
    mayor = f.signatory_of(dossier)
    other = f.a_draft(None, dossier.organisation, actor=mayor)
    client = as_user(mayor)
    address = a_begun_upload(client, dossier, sent).replace(dossier.public_id, other.public_id)
    assert piece(client, address, len(sent) // 2, sent[len(sent) // 2 :]).status_code == 404


def test_dossier_that_closed_meanwhile_takes_no_piece(as_user: SignIn) -> None:
    dossier, sent = f.a_draft(), content()
    client = as_user(dossier.created_by)
    address = a_begun_upload(client, dossier, sent)
    abandon(dossier, actor=dossier.created_by)
    for refused in (piece(client, address, len(sent) // 2, sent[len(sent) // 2 :]), begin(client, dossier, 9)):
        assert (refused.status_code, refused.json()) == (422, {"message": "Cette pièce n’est plus modifiable."})
    assert (PendingUpload.objects.get().pieces, Attachment.objects.count()) == (1, 0)


def test_stranger_begins_nothing(as_user: SignIn) -> None:
    dossier = f.a_draft()
    assert begin(as_user(f.a_member(f.a_commune_organisation("Aniane"))), dossier, 9).status_code == 404
    assert begin(as_user(f.an_agent("instructeur")), dossier, 9).status_code == 404
    assert not PendingUpload.objects.exists()
