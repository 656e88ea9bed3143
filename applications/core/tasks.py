"""The only Celery tasks of the portal: run one job, sweep what was lost, do the rounds."""

from celery import shared_task
from django.utils import timezone

from applications.core import jobs
from applications.core.rounds import run_rounds


@shared_task(name="core.run_job")
def run_job(label: str, pk: int) -> None:
    jobs.run(label, pk)


@shared_task(name="core.sweep")
def sweep() -> None:
    jobs.sweep()


@shared_task(name="core.rounds")
def do_rounds() -> None:
    run_rounds(timezone.now())
