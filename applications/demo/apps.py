from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "applications.demo"
    label = "demo"
    verbose_name = "démonstration"
