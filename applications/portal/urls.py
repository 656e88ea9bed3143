"""The commune's side: public pages, the desk, one dossier from its draft to its decision."""

from django.urls import include, path

from applications.portal.views import desk, dossier, filing, followup

app_name = "portal"
urlpatterns = [
    path("", include("applications.portal.urls_public")),
    path("mes-dossiers/", desk.desk, name="desk"),
    path("mes-dossiers/nouveau/", desk.start, name="start"),
    path("dossiers/<slug:public_id>/", dossier.dossier, name="dossier"),
    path("dossiers/<slug:public_id>/transmettre/", dossier.hand_over_page, name="hand_over"),
    path("dossiers/<slug:public_id>/reprendre/", dossier.take_back_page, name="take_back"),
    path("dossiers/<slug:public_id>/abandonner/", dossier.abandon_page, name="abandon"),
    path("dossiers/<slug:public_id>/relire/", filing.review, name="review"),
    path("dossiers/<slug:public_id>/accuse/", followup.receipt, name="receipt"),
    path("dossiers/<slug:public_id>/lecture/", followup.reading, name="reading"),
    path("dossiers/<slug:public_id>/lecture/<int:number>/", followup.reading, name="reading_of"),
    path("dossiers/<slug:public_id>/retirer/", followup.withdraw_page, name="withdraw"),
    path("", include("applications.portal.urls_documents")),
    path("", include("applications.portal.urls_exchange")),
    path("", include("applications.portal.urls_correcting")),
    path("", include("applications.portal.urls_sections")),
    path("", include("applications.portal.urls_papers")),
    path("", include("applications.portal.urls_members")),
]
