from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "applications.dossiers"
    label = "dossiers"
    verbose_name = "dossiers"

    def ready(self) -> None:
        from applications.core import files
        from applications.dossiers.models import Attachment, GeneratedDocument, MessageFile

        files.register_owner(Attachment, "file")
        files.register_owner(GeneratedDocument, "file")
        files.register_owner(MessageFile, "file")
