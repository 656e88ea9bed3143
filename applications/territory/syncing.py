"""Make the rows of a table what a file says, and tell what that changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils import timezone

from applications.territory.models import Retirable

M = TypeVar("M", bound=models.Model)
Values = dict[str, Any]


@dataclass(frozen=True)
class Wanted(Generic[M]):
    """The values that a file gives to one row: `row` is the stored one, None when it is new."""

    row: M | None
    values: Values


@dataclass(frozen=True)
class Tally:
    """What a load did to one table: the labels of the rows it wrote, the number of those it left alone."""

    kind: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    retired: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "retired": len(self.retired),
        }


def synchronise(manager: models.Manager[M], kind: str, stored: Iterable[M], wanted: Sequence[Wanted[M]]) -> Tally:
    """Add what is new, write the values that differ, retire the stored rows that nothing wants.

    Only the values that a file gives are written: what an organisation entered itself stays.
    """
    known = [(item.row, item.values) for item in wanted if item.row is not None]
    retired = _retire(manager, stored, kept={row.pk for row, _ in known})
    changed = _change(manager, known)
    added = manager.bulk_create([manager.model(**item.values) for item in wanted if item.row is None])
    return Tally(
        kind=kind,
        added=_labels(added),
        changed=_labels(changed),
        unchanged=len(known) - len(changed),
        retired=_labels(retired),
    )


def _retire(manager: models.Manager[M], stored: Iterable[M], *, kept: set[Any]) -> list[M]:
    gone: list[M] = []
    for row in stored:
        if isinstance(row, Retirable) and row.retired_on is None and row.pk not in kept:
            row.retired_on = timezone.localdate()
            gone.append(row)
    if gone:
        manager.bulk_update(gone, ["retired_on"])
    return gone


def _change(manager: models.Manager[M], known: Iterable[tuple[M, Values]]) -> list[M]:
    changed: list[M] = []
    fields: set[str] = set()
    for row, values in known:
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if differing:
            changed.append(row)
            fields |= differing.keys()
        for name, value in differing.items():
            setattr(row, name, value)
    if "siren" in fields:
        # No unique SIREN binds a retired row: numbers can thus pass from one row to another in any order.
        fields.add("retired_on")
        manager.filter(pk__in=[row.pk for row in changed]).update(retired_on=timezone.localdate())
    if changed:
        # Each January brings every population: an update by key takes a tenth of the time of bulk_update.
        manager.bulk_create(changed, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(fields))
    return changed


def _labels(rows: Iterable[models.Model]) -> tuple[str, ...]:
    return tuple(str(row) for row in rows)
