"""Closed lists of finance."""

from django.db import models


class ExportFormat(models.TextChoices):
    """How a file of grants is written; the value is the end of its name."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"

    @property
    def media_type(self) -> str:
        return {
            "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }[self.value]
