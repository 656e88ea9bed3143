from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "applications.territory"
    label = "territory"
    verbose_name = "territoire"
