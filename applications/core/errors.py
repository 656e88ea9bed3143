"""Errors that are told to the person who acts."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing to correct: a French message and, where one is to blame, the section and the field."""

    message: str
    section: str = ""
    field: str = ""


class DomainError(Exception):
    """A rule refuses the act. `problems` says in French what is wrong and what to do."""

    def __init__(self, message: str, *, field: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.problems = tuple(problems) or (Problem(message, field=field),)
