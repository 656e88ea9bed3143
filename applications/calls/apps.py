from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "applications.calls"
    label = "calls"
    verbose_name = "appels"
