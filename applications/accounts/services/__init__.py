"""Writes of the accounts, one module per room: accounts, members, requests, invitations, elections."""

from applications.accounts.services.members import end_membership, grant_membership
from applications.accounts.services.opening import change_account, check_account, group_names, open_account

__all__ = [
    "change_account",
    "check_account",
    "end_membership",
    "grant_membership",
    "group_names",
    "open_account",
]
