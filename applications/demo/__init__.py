"""The demonstration: two calls, their dossiers and one account per role, all fictitious but the place names."""
