"""A call, its measures, and all that they are parameterised with."""

from applications.calls.models.call import Call, Measure
from applications.calls.models.form import Question, RequiredDocument
from applications.calls.models.grid import Criterion
from applications.calls.models.money import Envelope
from applications.calls.models.public import CallAlert, CallRules

__all__ = [
    "Call",
    "CallAlert",
    "CallRules",
    "Criterion",
    "Envelope",
    "Measure",
    "Question",
    "RequiredDocument",
]
