"""The only Celery tasks of the portal: run one job, sweep what was lost."""

from celery import shared_task

from applications.core import jobs


@shared_task(name="core.run_job")
def run_job(label: str, pk: int) -> None:
    jobs.run(label, pk)


@shared_task(name="core.sweep")
def sweep() -> None:
    jobs.sweep()
