from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "applications.dossiers"
    label = "dossiers"
    verbose_name = "dossiers"

    def ready(self) -> None:
        from applications.core import files, jobs, rounds
        from applications.dossiers.models import Attachment, GeneratedDocument, MessageFile

        files.register_owner(Attachment, "file", title="title")
        files.register_owner(GeneratedDocument, "file")
        files.register_owner(MessageFile, "file")
        jobs.register(GeneratedDocument, "applications.dossiers.papers.rendering.produce")
        rounds.register("applications.dossiers.reminders.do_round")
