"""Numbers without gaps: what a failed act drew is drawn again, and no two acts share one."""

from collections.abc import Callable

import pytest
from django.db import transaction

from applications.core.models import Sequence
from applications.core.sequences import next_number
from tests.threads import at_once


@transaction.atomic
def draw(name: str = "décisions") -> int:
    return next_number(name)


@transaction.atomic
def draw_and_fail() -> None:
    next_number("décisions")
    raise ZeroDivisionError


@pytest.mark.django_db
def test_numbers_start_at_one_and_follow() -> None:
    assert [draw() for _ in range(3)] == [1, 2, 3]


@pytest.mark.django_db
def test_each_name_has_its_own_numbers() -> None:
    assert [draw("décisions"), draw("LRVP-2026-PM"), draw("décisions")] == [1, 1, 2]


@pytest.mark.django_db
def test_number_of_a_failed_act_is_drawn_again() -> None:
    draw()
    with pytest.raises(ZeroDivisionError):
        draw_and_fail()
    assert draw() == 2


@pytest.mark.django_db
def test_first_number_of_a_failed_act_leaves_no_sequence() -> None:
    with pytest.raises(ZeroDivisionError):
        draw_and_fail()
    assert not Sequence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_number_is_drawn_in_a_transaction_only() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_number("décisions")
    assert not Sequence.objects.exists()


def failing_half() -> list[Callable[[], int | None]]:
    def fail() -> None:
        with pytest.raises(ZeroDivisionError):
            draw_and_fail()

    return [draw, fail] * 8


@pytest.mark.django_db(transaction=True)
def test_sixteen_acts_at_once_draw_sixteen_numbers() -> None:
    assert sorted(at_once([draw] * 16)) == list(range(1, 17))


@pytest.mark.django_db(transaction=True)
def test_acts_that_fail_at_once_with_others_leave_no_gap() -> None:
    numbers = [number for number in at_once(failing_half()) if number is not None]
    assert sorted(numbers) == list(range(1, 9))
