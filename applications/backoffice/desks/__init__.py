"""The lists of the back office: one module per kind of work."""
