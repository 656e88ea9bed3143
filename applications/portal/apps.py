from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "applications.portal"
    label = "portal"
    verbose_name = "portail"
