"""Addresses of what the portal writes, included by `applications.portal.urls`."""

from django.urls import path

from applications.portal.views import papers

urlpatterns = [
    path("reglement/", papers.rules, name="rules"),
    path("reglement/<str:call>/<int:version>/", papers.rules_file, name="rules_file"),
    path("formulaires/<str:call>/<str:code>/", papers.blank_form, name="blank_form"),
    path("dossiers/<slug:public_id>/documents/", papers.papers, name="papers"),
    path("dossiers/<slug:public_id>/deliberation/", papers.deliberation, name="deliberation"),
]
