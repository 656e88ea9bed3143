"""The commune's side: public pages, the desk, one dossier from its draft to its decision."""

from django.urls import include, path

from applications.portal.views import desk, documents, dossier, filing, followup, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("aide/", public.help_page, name="help"),
    path("accessibilite/", public.accessibility, name="accessibility"),
    path("mentions-legales/", public.legal, name="legal"),
    path("donnees-personnelles/", public.privacy, name="privacy"),
    path("mes-dossiers/", desk.desk, name="desk"),
    path("mes-dossiers/nouveau/", desk.start, name="start"),
    path("dossiers/<slug:public_id>/", dossier.dossier, name="dossier"),
    path("dossiers/<slug:public_id>/transmettre/", dossier.hand_over_page, name="hand_over"),
    path("dossiers/<slug:public_id>/reprendre/", dossier.take_back_page, name="take_back"),
    path("dossiers/<slug:public_id>/abandonner/", dossier.abandon_page, name="abandon"),
    path("dossiers/<slug:public_id>/pieces/", documents.documents, name="documents"),
    path("dossiers/<slug:public_id>/pieces/<slug:code>/", documents.upload, name="upload"),
    path(
        "dossiers/<slug:public_id>/pieces/<slug:code>/retirer/<int:pk>/",
        documents.remove,
        name="remove_attachment",
    ),
    path("dossiers/<slug:public_id>/relire/", filing.review, name="review"),
    path("dossiers/<slug:public_id>/accuse/", followup.receipt, name="receipt"),
    path("dossiers/<slug:public_id>/lecture/", followup.reading, name="reading"),
    path("dossiers/<slug:public_id>/lecture/<int:number>/", followup.reading, name="reading_of"),
    path("dossiers/<slug:public_id>/retirer/", followup.withdraw_page, name="withdraw"),
    path("", include("applications.portal.urls_sections")),
]
