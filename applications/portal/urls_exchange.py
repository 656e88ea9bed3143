"""Addresses of what the organisation and the Région say to each other, included by `applications.portal.urls`."""

from django.urls import path

from applications.portal.views import exchange

urlpatterns = [
    path("dossiers/<slug:public_id>/messages/", exchange.message_thread, name="messages"),
    path("dossiers/<slug:public_id>/demarrage/", exchange.early_start, name="early_start"),
]
