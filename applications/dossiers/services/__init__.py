"""Every write of a dossier."""
