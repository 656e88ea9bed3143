from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from applications.core.dates import date_long, date_text, datetime_long, in_paris, paris_day, time_text

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 12, 15), "mardi 15 décembre 2026"),
        (date(2027, 1, 1), "vendredi 1er janvier 2027"),
        (date(2027, 2, 28), "dimanche 28 février 2027"),
        (date(2027, 8, 2), "lundi 2 août 2027"),
    ],
)
def test_dates_are_written_in_french(day: date, text: str) -> None:
    weekday, rest = text.split(" ", 1)

    assert date_text(day) == rest.replace(" ", NBSP)
    assert date_long(day) == f"{weekday} {rest.replace(' ', NBSP)}"


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 12, 15, 11, 0, tzinfo=UTC), "mardi 15 décembre 2026 à 12 h 00"),
        (datetime(2026, 7, 14, 7, 5, 59, tzinfo=UTC), "mardi 14 juillet 2026 à 9 h 05"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "vendredi 1er janvier 2027 à 0 h 30"),
    ],
)
def test_instants_are_told_by_a_clock_in_paris(instant: datetime, text: str) -> None:
    assert datetime_long(instant).replace(NBSP, " ") == text


def test_hour_stays_on_one_line() -> None:
    noon = datetime(2026, 12, 15, 12, 0, tzinfo=timezone(timedelta(hours=1)))

    assert time_text(noon) == f"12{NBSP}h{NBSP}00"


def test_day_of_an_instant_is_that_of_paris() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert (paris_day(late), date_text(late)) == (date(2027, 1, 1), f"1er{NBSP}janvier{NBSP}2027")


def test_instant_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        in_paris(datetime(2026, 12, 15, 12, 0))  # noqa: DTZ001
