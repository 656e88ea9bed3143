"""Addresses that anyone reads without an account, included by `applications.portal.urls`."""

from django.urls import path

from applications.portal.views import alerts, public, simulator

urlpatterns = [
    path("", public.home, name="home"),
    path("simulateur/", simulator.simulator, name="simulator"),
    path("simulateur/collectivites/", simulator.organisations, name="simulator_organisations"),
    path("mesures/<slug:slug>/", public.measure, name="measure"),
    path("criteres/", public.criteria, name="criteria"),
    path("calendrier/", public.calendar, name="calendar"),
    path("questions/", public.questions, name="questions"),
    path("aide/", public.help_page, name="help"),
    path("accessibilite/", public.accessibility, name="accessibility"),
    path("mentions-legales/", public.legal, name="legal"),
    path("donnees-personnelles/", public.privacy, name="privacy"),
    path("cookies/", public.cookies, name="cookies"),
    path("plan-du-site/", public.site_map, name="site_map"),
    path("robots.txt", public.robots, name="robots"),
    path("alerte/", alerts.alert, name="alert"),
    path("alerte/envoyee/", alerts.alert_sent, name="alert_sent"),
    path("alerte/<str:token>/confirmer/", alerts.confirm, name="alert_confirm"),
    path("alerte/<str:token>/arreter/", alerts.stop, name="alert_stop"),
]
