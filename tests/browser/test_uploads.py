"""A file sent over a poor line that is cut: it arrives whole, and once."""

import hashlib
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from applications.core.models import PendingUpload
from applications.dossiers.models import Attachment, Dossier
from tests import factories
from tests.browser import people
from tests.core.samples import a_pdf, hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEGABIT = 1_000_000 / 8
SIZE, PIECE = 600_000, 256 * 1024
CHOICE = "#piece-deliberation input[type=file]"


class PoorLine:
    """A page's line at 1 Mbit/s each way, 400 ms to answer, that may be cut."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.set(is_cut=False)

    def set(self, *, is_cut: bool) -> None:
        self.session.send(
            "Network.emulateNetworkConditions",
            {"offline": is_cut, "latency": 400, "downloadThroughput": MEGABIT, "uploadThroughput": MEGABIT},
        )

    @contextmanager
    def cut_within_the_piece_at(self, offset: int) -> Iterator[None]:
        with self.page.expect_request(lambda request: request.headers.get("upload-offset") == str(offset)):
            yield
        self.page.wait_for_timeout(300)
        self.set(is_cut=True)
        expect(self.page.locator(".upload-state")).to_contain_text("Connexion coupée, l’envoi reprendra tout seul")


def a_scan(folder: Path) -> Path:
    """A PDF of 600 kB that nothing makes smaller."""
    content = a_pdf(lambda pdf: hold(pdf, pdf.make_stream(os.urandom(SIZE))))
    path = folder / "Scan 12.pdf"
    path.write_bytes(content)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def open_documents(page: Page, dossier: Dossier) -> Page:
    page.goto(f"/dossiers/{dossier.public_id}/pieces/")
    return page


def test_file_survives_a_cut_line_and_a_closed_page(new_page: Callable[[], Page], tmp_path: Path) -> None:
    dossier, scan = factories.a_draft(), a_scan(tmp_path)
    first = new_page()
    people.sign_in(first, factories.a_member(dossier.organisation, password=people.PASSWORD))
    line = PoorLine(open_documents(first, dossier))
    with line.cut_within_the_piece_at(0):
        first.set_input_files(CHOICE, scan)
    with line.cut_within_the_piece_at(PIECE):
        line.set(is_cut=False)
    first.close()
    # What left before the cut may have arrived, its answer lost.
    upload = PendingUpload.objects.get()
    left = math.ceil((upload.size - upload.received) / PIECE)
    assert left in {1, 2}

    # The file is chosen again in another window: it goes on where it stood.
    second = open_documents(first.context.new_page(), dossier)
    expect(second.locator(".upload-state")).to_contain_text("Choisissez-le de nouveau pour reprendre.")
    PoorLine(second)
    asked: list[str] = []
    second.on("request", lambda request: asked.append(request.method))
    second.set_input_files(CHOICE, scan)
    expect(second.locator("#piece-deliberation .tag")).to_have_text("Reçue", timeout=20_000)
    assert asked == ["HEAD", *["PATCH"] * left, "GET"]
    told = second.locator("[data-upload-status]").text_content()
    assert told == "Scan 12.pdf\u00a0: fichier joint à «\u00a0Délibération\u00a0»."
    assert Attachment.objects.get().file.sha256 == hashlib.sha256(scan.read_bytes()).hexdigest()
    assert second.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('envoi:'))") == []
