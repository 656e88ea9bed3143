"""The portal's applications, from the faces down to the core (ARCHITECTURE.md)."""

__version__ = "0.1.0"
