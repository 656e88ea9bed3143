"""Mail servers and a disk as they are on a bad day."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.files.storage import FileSystemStorage
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as MemoryBackend

from applications.core import jobs
from applications.core.context import request_id
from applications.core.models import OutgoingEmail
from applications.decisions.models import Letter


class ClosedServer(BaseEmailBackend):
    """Refuses every mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("fermé")


class SlowServer(MemoryBackend):
    """Takes the first mail so long that another worker sends it meanwhile, then fails."""

    calls: ClassVar[int] = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).calls += 1
        if self.calls > 1:
            return super().send_messages(email_messages)
        lose_lease(OutgoingEmail)
        raise TimeoutError("trop tard")


class SlowDisk(FileSystemStorage):
    """Keeps the first file so slowly that another worker keeps its own meanwhile."""

    calls: ClassVar[int] = 0

    def _save(self, name: str, content: Any) -> str:
        type(self).calls += 1
        if self.calls == 1:
            lose_lease(Letter)
        return super()._save(name, content)


class NotingServer(BaseEmailBackend):
    """Notes under which identifier each mail is sent."""

    identifiers: ClassVar[list[str]] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.identifiers.append(request_id.get())
        return len(email_messages)


def lose_lease(model: type[jobs.Job]) -> None:
    """Let the lease of the one job run out, and another worker do its work."""
    job = model.objects.get()
    model.objects.update(lease_until=job.created_at)
    jobs.run(model._meta.label_lower, job.pk)
