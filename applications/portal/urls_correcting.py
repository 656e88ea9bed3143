"""Addresses of the answer to a completion request, included by `applications.portal.urls`."""

from django.urls import path

from applications.portal.views import correcting

urlpatterns = [
    path("dossiers/<slug:public_id>/complement/prevenir/", correcting.call, name="call_signatories"),
    path("dossiers/<slug:public_id>/complement/<int:pk>/confirmer/", correcting.confirm, name="confirm_item"),
]
