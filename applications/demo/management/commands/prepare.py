from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from applications.demo.accounts import AGENTS, DOMAIN, PASSWORD
from applications.dossiers.models import Dossier
from applications.territory.models import Organisation


class Command(BaseCommand):
    help = "Make the portal ready to start: tables, roles, territory and, in demo mode, the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("sync_roles", stdout=self.stdout)
        if not Organisation.objects.exists():
            call_command("load_territory", stdout=self.stdout)
        if not settings.DEMO_MODE:
            return
        if not Dossier.objects.exists():
            call_command("load_demo", stdout=self.stdout)
            return
        staff = ", ".join(f"{login}@{DOMAIN}" for login in AGENTS)
        self.stdout.write(f"Demo accounts, password « {PASSWORD} »: {staff}, signataire.lunel@{DOMAIN}…")
