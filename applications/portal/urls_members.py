"""Addresses of who acts for an organisation, included by `applications.portal.urls`."""

from django.urls import path

from applications.portal.views import joining, members

urlpatterns = [
    path("votre-collectivite/", joining.join, name="join"),
    path("votre-collectivite/<slug:siren>/demande/", joining.ask, name="join_ask"),
    path("demandes/<int:pk>/", joining.join_request, name="join_request"),
    path("demandes/<int:pk>/proces-verbal/", joining.join_evidence, name="join_evidence"),
    path("demandes/<int:pk>/retirer/", joining.join_withdraw, name="join_withdraw"),
    path("invitations/<str:token>/", joining.invitation, name="invitation"),
    path("ma-collectivite/<slug:siren>/", members.members, name="members"),
    path("ma-collectivite/<slug:siren>/demandes/<int:pk>/", members.request_answer, name="request_answer"),
    path("ma-collectivite/<slug:siren>/demandes/<int:pk>/accepter/", members.request_accept, name="request_accept"),
    path("ma-collectivite/<slug:siren>/inviter/", members.invite_page, name="invite"),
    path(
        "ma-collectivite/<slug:siren>/invitations/<int:pk>/renvoyer/", members.invitation_again, name="invitation_again"
    ),
    path(
        "ma-collectivite/<slug:siren>/invitations/<int:pk>/annuler/",
        members.invitation_revoke,
        name="invitation_revoke",
    ),
    path("ma-collectivite/<slug:siren>/membres/<int:pk>/fin/", members.member_end, name="member_end"),
    path("mon-compte/nom/", members.name_page, name="account_name"),
    path("mon-compte/fermer/", members.close_account_page, name="account_close"),
]
