from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "applications.plan"
    label = "plan"
    verbose_name = "plan régional"
