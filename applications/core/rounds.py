"""Work that a date asks for, not a person: reminders, openings, what is to be cleared away.

A round is a function of the present instant, called every few minutes. It may be called late, twice or by two
schedulers at once: what it does once is held by a row of its own (a reminder, an announcement).
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

rounds: list[str] = []


def register(path: str) -> None:
    """Add a round: the dotted path of a function that takes `now`, an aware instant."""
    if path not in rounds:
        rounds.append(path)


def run_rounds(now: datetime) -> None:
    """Do every round; one that fails is logged, tried again next time, and stops no other."""
    for path in rounds:
        act: Callable[[datetime], object] = import_string(path)
        try:
            act(now)
        except Exception:
            logger.exception("The round %s failed.", path)
