from typing import Any

from django.core.management.base import BaseCommand

from applications.accounts.roles import ROLES, sync_roles


class Command(BaseCommand):
    help = "Create the Région's groups and give each the permissions of applications/accounts/roles.py."

    def handle(self, *args: Any, **options: Any) -> None:
        sync_roles()
        self.stdout.write(f"{len(ROLES)} groups in step.")
