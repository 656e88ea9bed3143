from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "applications.review"
    label = "review"
    verbose_name = "instruction"
