"""Addresses of the sections of a dossier, included by `applications.portal.urls`."""

from django.urls import path

from applications.portal.views import plan, sections, typed

urlpatterns = [
    path("dossiers/<slug:public_id>/sections/<str:section>/", sections.edit, name="section"),
    path("dossiers/<slug:public_id>/sections/<str:section>/saisie/", typed.save_typing, name="section_typing"),
    path("dossiers/<slug:public_id>/sections/<str:section>/versions/", typed.versions, name="section_versions"),
    path("dossiers/<slug:public_id>/sections/financing/totaux/", plan.plan_totals, name="plan_totals"),
]
