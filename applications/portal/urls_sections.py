"""Addresses of the sections of a dossier, included by `applications.portal.urls`."""

from django.urls import path

from applications.portal.views import sections

urlpatterns = [
    path("dossiers/<slug:public_id>/sections/<str:section>/", sections.edit, name="section"),
    path("dossiers/<slug:public_id>/sections/financing/totaux/", sections.plan_totals, name="plan_totals"),
]
