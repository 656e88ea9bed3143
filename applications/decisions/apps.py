from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "applications.decisions"
    label = "decisions"
    verbose_name = "décisions"

    def ready(self) -> None:
        from applications.core import files, jobs
        from applications.decisions.models import Letter

        jobs.register(Letter, "applications.decisions.rendering.produce")
        files.register_owner(Letter, "file")
