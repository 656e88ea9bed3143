from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "applications.core"
    label = "core"
    verbose_name = "socle"

    def ready(self) -> None:
        from applications.core import jobs
        from applications.core.models import OutgoingEmail

        jobs.register(OutgoingEmail, "applications.core.mail.deliver")
