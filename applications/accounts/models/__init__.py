"""People, and the organisations they act for."""

from applications.accounts.models.joining import Invitation, MembershipRequest
from applications.accounts.models.membership import Election, Membership, MembershipQuerySet
from applications.accounts.models.user import User, UserManager

__all__ = [
    "Election",
    "Invitation",
    "Membership",
    "MembershipQuerySet",
    "MembershipRequest",
    "User",
    "UserManager",
]
