from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "applications.core"
    label = "core"
    verbose_name = "socle"

    def ready(self) -> None:
        from applications.core import jobs, rounds
        from applications.core.models import OutgoingEmail

        jobs.register(OutgoingEmail, "applications.core.mail.deliver")
        rounds.register("applications.core.uploads.forget_stale")
