"""Files that arrive piece by piece: what is kept, what is refused, what is forgotten."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from applications.core import uploads
from applications.core.models import PendingUpload
from tests import factories

pytestmark = pytest.mark.django_db


def begun(size: int = 10, **kwargs) -> PendingUpload:
    user = kwargs.pop("user", None) or factories.a_user()
    return uploads.begin(user, target="d/deliberation", name="scan.pdf", size=size)


def pieces() -> list[str]:
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_pieces_make_the_file_in_order() -> None:
    upload = begun()
    for offset, piece in ((0, b"0123"), (4, b"456"), (7, b"789")):
        upload = uploads.append(upload, offset, piece)
    assert (upload.is_whole, pieces()) == (True, ["0000", "0001", "0002"])
    with uploads.assembled(upload) as file:
        assert (file.name, file.size, file.read()) == ("scan.pdf", 10, b"0123456789")


def test_piece_sent_twice_is_kept_once() -> None:
    upload = uploads.append(begun(), 0, b"0123")
    with pytest.raises(uploads.WrongOffsetError):
        uploads.append(upload, 0, b"0123")
    assert (PendingUpload.objects.get().received, pieces()) == (4, ["0000"])


def test_empty_piece_changes_nothing() -> None:
    assert (uploads.append(begun(), 0, b"").pieces, pieces()) == (0, [])


def test_more_than_was_announced_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = begun(size=3)
    with pytest.raises(uploads.TooLargeError):
        uploads.append(upload, 0, b"0123")
    monkeypatch.setattr(uploads, "MAX_PIECES", 1)
    uploads.append(upload, 0, b"0")
    with pytest.raises(uploads.TooLargeError):
        uploads.append(upload, 1, b"1")
    assert (PendingUpload.objects.get().received, pieces()) == (1, ["0000"])


@pytest.mark.parametrize(
    ("size", "error"),
    [(20 * 1024 * 1024 + 1, uploads.TooLargeError), (0, uploads.UploadRefusedError)],
)
def test_file_that_would_be_refused_is_not_begun(size: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        begun(size)
    assert not PendingUpload.objects.exists()


def test_oldest_upload_of_a_person_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_PENDING", 2)
    user, other = factories.a_user(), begun()
    first = uploads.append(begun(user=user), 0, b"01")
    later = [begun(user=user), begun(user=user)]
    assert set(PendingUpload.objects.all()) == {other, *later}
    assert pieces() == []
    with pytest.raises(PendingUpload.DoesNotExist):
        uploads.append(first, 2, b"23")


def test_round_forgets_what_nobody_sent_for_two_days() -> None:
    now = timezone.now()
    stale, fresh = uploads.append(begun(), 0, b"01"), begun()
    PendingUpload.objects.filter(pk=stale.pk).update(updated_at=now - timedelta(hours=48, seconds=1))
    PendingUpload.objects.filter(pk=fresh.pk).update(updated_at=now - timedelta(hours=47))
    assert uploads.forget_stale(now) == 1
    assert (PendingUpload.objects.get(), pieces()) == (fresh, [])
