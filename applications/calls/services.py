"""Alerts by mail, for who has no account: asked, confirmed, sent once per call, ended. Publishing a règlement."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from applications.calls.models import Call, CallAlert, CallRules
from applications.calls.rules import rules_of
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.jobs import enqueue
from applications.core.mail import send_template
from applications.core.models import OutgoingEmail

# A second request within this time sends no second mail: nobody fills somebody else's mailbox.
MAIL_AGAIN_AFTER = timedelta(hours=1)
CONFIRM_WITHIN = timedelta(days=7)


@service
def ask_alert(email: str, *, now: datetime) -> CallAlert:
    """Note that somebody wants a mail when a call opens.

    Effects: a row per address, and a mail to it, unless one left within the hour. The mail holds the link that
    confirms; to an address already confirmed it says so, and how to stop. The journal never holds the address.
    """
    rows = CallAlert.objects.select_for_update(of=("self",))
    alert, is_new = rows.get_or_create(email__iexact=email, defaults={"email": email})
    if is_new or alert.asked_at <= now - MAIL_AGAIN_AFTER:
        alert.asked_at = now
        alert.save(update_fields=["asked_at"])
        send_template(
            "alert_known" if alert.confirmed_at else "alert_confirm",
            recipients=[alert.email],
            subject="Alerte à l’ouverture d’un appel",
            context={"alert": alert, "days": CONFIRM_WITHIN.days},
            about=alert,
        )
    record(None, "alert.asked", alert)
    return alert


@service
def confirm_alert(token: str, *, now: datetime) -> CallAlert:
    """Confirm an address, by the token that only its owner has read. Done twice, it stays as it is.

    Raises `DomainError` when the alert is unknown, ended, or waited for its confirmation too long.
    """
    alert = owned(token)
    if alert.confirmed_at is None:
        if alert.asked_at < now - CONFIRM_WITHIN:
            raise DomainError("Ce lien a expiré\u00a0: demandez une nouvelle alerte.")
        alert.confirmed_at = now
        alert.save(update_fields=["confirmed_at"])
    record(None, "alert.confirmed", alert)
    return alert


@service
def end_alert(token: str) -> None:
    """Forget an address: the alert and every mail that the portal keeps for it, sent or not.

    Raises `DomainError` when the alert is unknown or ended.
    """
    alert = owned(token)
    record(None, "alert.ended", alert)
    erase([alert])


@service
def announce_opening(call: Call, *, now: datetime) -> int:
    """Tell the confirmed addresses that a call opened, once per call; return how many.

    Raises `DomainError` when the call is not open, or was announced already, be it a moment ago.
    """
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if locked.announced_at is not None or not locked.is_open(now):
        raise DomainError("L’ouverture de cet appel n’est pas à annoncer.")
    locked.announced_at = now
    locked.save(update_fields=["announced_at"])
    alerts = CallAlert.objects.filter(confirmed_at__isnull=False)
    for alert in alerts:
        send_template(
            "alert_opened",
            recipients=[alert.email],
            subject=f"Un appel ouvre\u00a0: {locked.title}",
            context={"alert": alert, "call": locked},
            about=locked,
        )
    record(None, "call.announced", locked, after={"count": len(alerts)})
    return len(alerts)


@service
def forget_unconfirmed(*, now: datetime) -> int:
    """Erase the addresses that nobody confirmed within seven days, with their mails; return how many."""
    stale = list(unconfirmed(now).select_for_update(of=("self",)))
    erase(stale)
    record(None, "alert.forgotten", None, after={"count": len(stale)})
    return len(stale)


def unconfirmed(now: datetime) -> "models.QuerySet[CallAlert]":
    """Return the alerts whose confirmation is no longer awaited at `now`."""
    return CallAlert.objects.filter(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN)


def owned(token: str) -> CallAlert:
    alert = CallAlert.objects.select_for_update(of=("self",)).filter(token=token).first()
    if alert is None:
        raise DomainError("Cette alerte n’existe plus\u00a0: l’adresse est déjà effacée.")
    return alert


def erase(alerts: list[CallAlert]) -> None:
    """Delete alerts, and the rows of the mails that hold their addresses and their links."""
    mails = OutgoingEmail.objects.filter(about_label=CallAlert._meta.label_lower)
    mails.filter(about_id__in=[str(alert.pk) for alert in alerts]).delete()
    announcements = OutgoingEmail.objects.filter(about_label=Call._meta.label_lower)
    for alert in alerts:
        if alert.confirmed_at is not None:
            announcements.filter(recipients=as_recipients(alert)).delete()
    CallAlert.objects.filter(pk__in=[alert.pk for alert in alerts]).delete()


def as_recipients(alert: CallAlert) -> Any:
    return [alert.email]


@service
def publish_rules(call: Call, *, actor: models.Model) -> CallRules:
    """Publish the call's règlement, as its parameters are now.

    Effects: a new version with its frozen parameters, the call's `rules_version`, a PDF asked of the workers. Raises
    `DomainError` when nothing changed since the last version, or for a call that has no measure or no criterion.
    """
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    content = rules_of(locked)
    if not content["measures"] or not content["criteria"]:
        raise DomainError("Un règlement décrit au moins une mesure et un critère\u00a0: ajoutez-les avant de publier.")
    last = locked.rules.first()
    if last is not None and last.content == content:
        raise DomainError(f"Rien n’a changé depuis la version {last.version}\u00a0: elle reste en vigueur.")
    rules = CallRules.objects.create(call=locked, version=last.version + 1 if last is not None else 1, content=content)
    locked.rules_version = str(rules.version)
    locked.save(update_fields=["rules_version"])
    enqueue(rules)
    record(actor, "rules.published", locked, after={"version": rules.version})
    return rules
