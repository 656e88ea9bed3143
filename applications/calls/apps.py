from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "applications.calls"
    label = "calls"
    verbose_name = "appels"

    def ready(self) -> None:
        from applications.calls.models import CallRules
        from applications.core import jobs, rounds

        rounds.register("applications.calls.alerts.do_round")
        jobs.register(CallRules, "applications.calls.rules_rendering.produce")
