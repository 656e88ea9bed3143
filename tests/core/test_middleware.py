"""Each request has an identifier, in the answer's headers and in what it wrote."""

import re

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from applications.core.audit import record, service
from applications.core.context import request_id
from applications.core.middleware import PageGZipMiddleware, RequestIdMiddleware
from applications.core.models import AuditEvent

HEADER = "X-Request-Id"


@service
def act() -> None:
    record(None, "tested", None)


def acting(request: HttpRequest) -> HttpResponse:
    act()
    return HttpResponse()


def failing(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@pytest.mark.django_db
def test_answer_carries_the_identifier_of_what_the_request_wrote() -> None:
    middleware = RequestIdMiddleware(acting)
    answers = [middleware(RequestFactory().post("/")) for _ in range(2)]
    written = AuditEvent.objects.order_by("pk").values_list("request_id", flat=True)
    assert [answer[HEADER] for answer in answers] == list(written)
    assert len(set(written)) == 2


@pytest.mark.django_db
def test_identifier_is_drawn_here_and_not_read_from_the_request() -> None:
    answer = RequestIdMiddleware(acting)(RequestFactory().post("/", headers={HEADER: "choisi"}))
    assert re.fullmatch(r"[0-9a-f]{32}", answer[HEADER])


def test_identifier_ends_with_its_request() -> None:
    with pytest.raises(ZeroDivisionError):
        RequestIdMiddleware(failing)(RequestFactory().get("/"))
    assert request_id.get() == ""


@pytest.mark.django_db
def test_page_not_found_has_an_identifier_too(client: Client) -> None:
    answers = [client.get("/nulle-part/") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0][HEADER] != answers[1][HEADER]


@pytest.mark.parametrize(
    ("response", "encoding"),
    [
        (HttpResponse("mot " * 500), "gzip"),
        (HttpResponse(b"%PDF" * 500, content_type="application/pdf"), None),
        (StreamingHttpResponse([b"mot " * 500], content_type="text/csv"), None),
    ],
)
def test_pages_travel_compressed_and_files_do_not(response: HttpResponseBase, encoding: str | None) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip, br"})
    assert PageGZipMiddleware(lambda _: response)(request).get("Content-Encoding") == encoding
