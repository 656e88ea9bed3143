"""A dossier's page, part by part: each module reads what one panel shows."""
