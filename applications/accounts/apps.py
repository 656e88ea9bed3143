from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "applications.accounts"
    label = "accounts"
    verbose_name = "comptes"

    def ready(self) -> None:
        from applications.accounts.models import Invitation, Membership, MembershipRequest
        from applications.core import files, rounds

        files.register_owner(Membership, "mandate")
        files.register_owner(MembershipRequest, "evidence")
        files.register_owner(Invitation, "mandate")
        rounds.register("applications.accounts.mandates.do_round")
