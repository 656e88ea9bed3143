"""A document that arrives piece by piece: the tus protocol, version 1.0.0 (creation, termination).

A line that is cut loses one piece at most; the browser asks where the file stands, and goes on. Any tus client may
speak to these addresses with the session's cookie and its CSRF token; the portal's own is `static/portal/uploads.js`.
"""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.calls.models import RequiredDocument
from applications.core import uploads
from applications.core.errors import DomainError
from applications.core.models import PendingUpload
from applications.dossiers.services.documents import require_editable
from applications.portal.access import Visit, visit
from applications.portal.uploads import finish, target_of

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
TOO_LARGE = "Ce fichier pèse plus de {limit}\u00a0Mo. Réduisez-le, ou séparez-le en plusieurs fichiers."
EMPTY = "Ce fichier est vide\u00a0: choisissez-en un autre."
View = Callable[..., HttpResponse]


def speaks_tus(view: View) -> View:
    """Refuse another version of the protocol, say ours with every answer, and turn a refusal into its French words."""

    @never_cache
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("Tus-Resumable") != VERSION:
            answer = HttpResponse(status=412, headers={"Tus-Version": VERSION})
        else:
            try:
                answer = view(request, *args, **kwargs)
            except DomainError as error:
                answer = refusal(error.message, 422)
            except (Http404, PendingUpload.DoesNotExist):
                answer = HttpResponse(status=404)
        answer["Tus-Resumable"] = VERSION
        return answer

    return run


@require_http_methods(["POST"])
@speaks_tus
def begin(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Expect a file of the announced size for a document that is open."""
    seen = visit(request.user, public_id)
    document = get_object_or_404(seen.dossier.measure.documents, code=code)
    require_editable(seen.dossier, document)
    try:
        upload = uploads.begin(
            seen.user,
            target=target_of(seen.dossier, document),
            name=file_name(request),
            size=whole_number(request, "Upload-Length"),
        )
    except uploads.TooLargeError:
        return refusal(TOO_LARGE.format(limit=settings.UPLOAD_MAX_BYTES // (1024 * 1024)), 413)
    except uploads.UploadRefusedError:
        return refusal(EMPTY, 422)
    address = reverse("portal:upload_piece", args=[public_id, code, upload.pk])
    return HttpResponse(status=201, headers={"Location": address, "Upload-Offset": "0"})


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@speaks_tus
def piece(request: HttpRequest, public_id: str, code: str, pk: str) -> HttpResponse:
    """Say where one's own upload stands, add a piece to it, or give it up."""
    seen = visit(request.user, public_id)
    document = get_object_or_404(seen.dossier.measure.documents, code=code)
    upload = get_object_or_404(PendingUpload, pk=pk, user=seen.user, target=target_of(seen.dossier, document))
    match request.method:
        case "PATCH":
            return add_piece(request, upload, seen, document)
        case "DELETE":
            uploads.forget(upload)
            return HttpResponse(status=204)
    return standing(upload, 200)


def add_piece(request: HttpRequest, upload: PendingUpload, seen: Visit, document: RequiredDocument) -> HttpResponse:
    """Add a piece and, the file whole, join it; what is settled already stays so."""
    if request.content_type != PIECE_TYPE:
        return HttpResponse(status=415)
    if not uploads.is_settled(upload):
        require_editable(seen.dossier, document)
    try:
        upload = uploads.append(upload, whole_number(request, "Upload-Offset"), received(request))
    except uploads.UploadRefusedError as error:
        return HttpResponse(status=409 if isinstance(error, uploads.WrongOffsetError) else 413)
    except UnreadablePostError:
        # The line was cut in the middle of the piece: nobody is there to read the answer.
        return HttpResponse(status=400)
    if upload.is_whole:
        finish(upload, seen.dossier, document, actor=seen.user)
    return standing(upload, 204)


def standing(upload: PendingUpload, code: int) -> HttpResponse:
    return HttpResponse(status=code, headers={"Upload-Offset": str(upload.received), "Upload-Length": str(upload.size)})


def refusal(message: str, code: int) -> HttpResponse:
    return JsonResponse({"message": message}, status=code)


def received(request: HttpRequest) -> bytes:
    """Return the piece, read no further than what is taken."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > uploads.MAX_PIECE:
        raise uploads.TooLargeError
    return request.body


def whole_number(request: HttpRequest, header: str) -> int:
    """Return a header's number. Raises `DomainError` when it is none: only a program writes it."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(settings.UPLOAD_MAX_BYTES)) + 4:
        raise DomainError("L’envoi a été mal annoncé\u00a0: rechargez la page, puis recommencez.")
    return int(text)


def file_name(request: HttpRequest) -> str:
    """Return the `filename` of `Upload-Metadata`, pairs of a key and a text in base 64; nothing when it is unreadable.

    The name only helps its owner: what the file is, and what it is called later, do not depend on it.
    """
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except ValueError:
                return ""
    return ""
