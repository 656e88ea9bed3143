"""The identifier that ties together all that one request or one job wrote."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
