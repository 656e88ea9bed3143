"""Every write of the votes, decisions and letters."""
