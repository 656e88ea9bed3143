"""Numbers without gaps."""

from django.db import transaction

from applications.core.models import Sequence


def next_number(name: str) -> int:
    """Return the next number, from 1, of the sequence called `name`.

    The caller's transaction holds the sequence until it ends and gives the number back if it fails: two acts
    never share a number, and none is skipped. Raises `TransactionManagementError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A number is drawn in the transaction that uses it.")
    Sequence.objects.get_or_create(name=name)
    sequence = Sequence.objects.select_for_update(of=("self",)).get(name=name)
    sequence.value += 1
    sequence.save(update_fields=["value"])
    return sequence.value
