from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "applications.accounts"
    label = "accounts"
    verbose_name = "comptes"
