"""Two configurations: ours, and the stock admin's with our site as its default."""

from django.apps import AppConfig
from django.contrib.admin import apps as stock


class OfficeAdminConfig(stock.AdminConfig):
    default_site = "applications.backoffice.site.OfficeSite"
    default = False


class BackofficeConfig(AppConfig):
    name = "applications.backoffice"
    label = "backoffice"
    verbose_name = "instruction"
    default = True

    def ready(self) -> None:
        from allauth.mfa import signals

        from applications.backoffice import access

        signals.authenticator_added.connect(access.record_enrolment, dispatch_uid="backoffice.record_enrolment")
        signals.authenticator_removed.connect(access.forget_authenticator, dispatch_uid="backoffice.forget")
