"""Addresses of the documents of a dossier, included by `applications.portal.urls`."""

from django.urls import path

from applications.portal.views import documents, uploads

DOCUMENT = "dossiers/<slug:public_id>/pieces/<slug:code>/"
urlpatterns = [
    path("dossiers/<slug:public_id>/pieces/", documents.documents, name="documents"),
    path(DOCUMENT, documents.upload, name="upload"),
    path(f"{DOCUMENT}retirer/<int:pk>/", documents.remove, name="remove_attachment"),
    path(f"{DOCUMENT}nommer/<int:pk>/", documents.rename, name="rename_attachment"),
    path(f"{DOCUMENT}reprendre/<int:pk>/", documents.take_again, name="reuse_attachment"),
    path(f"{DOCUMENT}a-suivre/", documents.announce, name="promise_document"),
    path(f"{DOCUMENT}a-suivre/annuler/", documents.take_back, name="take_promise_back"),
    path(f"{DOCUMENT}envois/", uploads.begin, name="begin_upload"),
    path(f"{DOCUMENT}envois/<uuid:pk>/", uploads.piece, name="upload_piece"),
]
