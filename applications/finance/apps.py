from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "applications.finance"
    label = "finance"
    verbose_name = "finances"
