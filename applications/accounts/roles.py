"""The Région's roles: Django groups, each with the acts it may do. Synced by `manage.py sync_roles`."""

from django.contrib.auth.models import Group, Permission

VIEW = (
    "dossiers.view_dossier",
    "review.view_assessment",
    "decisions.view_commissionsession",
    "decisions.view_decision",
    "calls.view_call",
    "calls.view_measure",
    "calls.view_criterion",
    "calls.view_requireddocument",
    "calls.view_envelope",
    "territory.view_organisation",
)
REVIEW = (
    "dossiers.check_dossier",
    "dossiers.complete_dossier",
    "dossiers.write_message",
    "accounts.answer_request",
    "accounts.view_membershiprequest",
    "review.assess_dossier",
    "review.score_dossier",
    "review.close_assessment",
)
STEER = (
    "dossiers.assign_dossier",
    "dossiers.withdraw_dossier",
    "dossiers.answer_early_start",
    "decisions.schedule_dossier",
    "decisions.record_vote",
    "decisions.notify_decision",
    "decisions.add_commissionsession",
    "decisions.change_commissionsession",
    "finance.view_grant",
)
ADMINISTER = (
    *(f"accounts.{act}_{model}" for model in ("user", "membership", "election") for act in ("add", "change", "view")),
    "accounts.answer_request",
    "accounts.view_membershiprequest",
    *(
        f"calls.{act}_{model}"
        for model in ("call", "measure", "criterion", "requireddocument", "question", "envelope")
        for act in ("add", "change", "view")
    ),
    "plan.add_axis",
    "plan.change_axis",
    "plan.view_axis",
    "decisions.add_signingauthority",
    "decisions.change_signingauthority",
    "decisions.view_signingauthority",
    "territory.view_organisation",
    "territory.change_organisation",
    "core.view_auditevent",
    "core.view_outgoingemail",
    "core.retry_job",
)

ROLES: dict[str, tuple[str, ...]] = {
    "consultation": VIEW,
    "instructeur": VIEW + REVIEW,
    "responsable": VIEW + REVIEW + STEER,
    "finance": (*VIEW, "finance.view_grant", "finance.export_grant"),
    "administrateur": VIEW + ADMINISTER,
}


def sync_roles() -> None:
    """Create the groups and give each exactly its permissions. Raises `LookupError` for an unknown one."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, codenames in ROLES.items():
        missing = [codename for codename in codenames if codename not in known]
        if missing:
            raise LookupError(f"Unknown permissions: {', '.join(missing)}.")
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(known[codename] for codename in codenames)
