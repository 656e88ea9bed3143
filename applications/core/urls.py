from django.urls import path

from applications.core import files, health

app_name = "core"
urlpatterns = [
    path("sante/", health.health, name="health"),
    path("fichiers/<uuid:pk>/", files.serve, name="file"),
]
