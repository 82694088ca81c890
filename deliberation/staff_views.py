"""What screens show of staff: who holds which role, and invitations."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.group_views import GroupLine
from deliberation.process import Heading, Process


@dataclass(frozen=True)
class StaffView:
    """The staff menu: the roles that the person holds, and the groups they look after."""

    process: Process
    user_id: int
    roles: frozenset[str]
    groups: tuple[GroupLine, ...] = ()
    others: tuple[Process, ...] = ()


@dataclass(frozen=True)
class GrantView:
    """A role with its scope: a heading's or a district's name, a department's, or none."""

    role: str
    scope: str
    heading: Heading | None = None


@dataclass(frozen=True)
class MemberView:
    """Somebody with roles; `name` from the process file, '' where unknown."""

    user_id: int
    name: str
    grants: tuple[GrantView, ...]


@dataclass(frozen=True)
class MembersView:
    """Everybody with a role in a budget year."""

    process: Process
    members: tuple[MemberView, ...]
    open_invitations: int = 0
    page: int = 0
    outcome: str = ""


@dataclass(frozen=True)
class ScopesView:
    """What an invitation to a role may be limited to; the index counts from 1, 0 is everything."""

    process: Process
    role: str
    scopes: tuple[GrantView, ...]
    page: int = 0


@dataclass(frozen=True)
class InvitationView:
    """An invitation, just made or just accepted."""

    process: Process
    grant: GrantView
    expires: datetime
    link: str = ""
    user_id: int = 0
