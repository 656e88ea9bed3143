from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications.demo.accounts import AGENTS, DOMAIN, PASSWORD
from applications.demo.seeding import Demonstration, seed
from applications.dossiers.models import Dossier


class Command(BaseCommand):
    help = "Fill an empty portal with the demonstration: two calls, their dossiers, one account per role."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError(
                "The demonstration has known passwords: it is loaded in demo mode only (DEMO_MODE=true)."
            )
        if Dossier.objects.exists():
            raise CommandError("There are dossiers already: the demonstration fills an empty portal only.")
        self.stdout.write("\n".join(account_lines(seed(timezone.now()))))


def account_lines(demonstration: Demonstration) -> list[str]:
    """Say who may sign in, for the console."""
    towns = sorted(demonstration.towns.items())
    return [
        f"Demo accounts, password « {PASSWORD} »:",
        *(f"  {login}@{DOMAIN}  ({name})" for login, (name, _) in AGENTS.items()),
        *(f"  {town.editor.email}, {town.signatory.email}  ({name})" for name, town in towns),
    ]
