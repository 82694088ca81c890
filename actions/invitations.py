"""Invitations: a manager's single-use link that gives whoever opens it a role."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

from actions import roles
from actions.house import House, Occasion
from actions.notices import tells
from actions.staff import grant_view
from deliberation.groups import FACELESS
from deliberation.process import Process
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere, Stale
from deliberation.staff_views import GrantView, InvitationView, ScopesView
from storage import invitations as stored
from storage import outbox, processes
from storage import roles as stored_roles
from storage.database import Transaction
from storage.invitations import StoredInvitation

TOKEN_BYTES = 18
VALID = timedelta(days=7)
INVITABLE = (roles.FACILITATOR, roles.REVIEWER, roles.MANAGER)
NOTICE = "invitation-used"


def scopes_of(process: Process, role: str) -> tuple[GrantView, ...]:
    """Return what a role may be limited to: headings, departments, or nothing."""
    if role == roles.FACILITATOR:
        return tuple(grant_view(process, role, heading.heading_id) for heading in process.headings)
    if role == roles.REVIEWER:
        departments = {member.department for member in process.staff if member.role == role} - {""}
        return tuple(grant_view(process, role, name) for name in sorted(departments))
    return ()


async def scopes(
    house: House, occasion: Occasion, process_no: int, role: str, page: int = 0
) -> ScopesView:
    """Return what an invitation may be limited to (managers only; BadInput "no-such-role")."""
    process = house.process(process_no)

    async def read(tx: Transaction) -> ScopesView:
        await roles.require_manager(tx, process_no, occasion)
        if role not in INVITABLE:
            raise BadInput("no-such-role")
        return ScopesView(process, role, scopes_of(process, role), page)

    return await house.db.read(read)


async def invite(
    house: House, occasion: Occasion, process_no: int, role: str, scope_no: int = 0
) -> InvitationView:
    """Make an invitation; the token is in the view and nowhere else, the store keeps its hash.

    `scope_no` counts the scopes of the role from 1; 0 is everything. The same tap again makes
    the former link void.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        BadInput: "no-such-role".
    """
    process = house.process(process_no)
    choices = scopes_of(process, role)
    if role not in INVITABLE or not 0 <= scope_no <= len(choices):
        raise BadInput("no-such-role")
    grant = choices[scope_no - 1] if scope_no else GrantView(role, "")
    token = base64.urlsafe_b64encode(house.random_bytes(TOKEN_BYTES)).decode()
    expires = occasion.now + VALID

    async def act(tx: Transaction) -> None:
        await roles.require_manager(tx, process_no, occasion)
        invitation = StoredInvitation(
            token_sha256=_hash(token),
            process_no=process_no,
            role=role,
            scope=grant.scope,
            made_by=occasion.user_id,
            made_utc=occasion.now_s,
            expires_utc=int(expires.timestamp()),
            used_by=None,
        )
        await stored.add(tx, invitation, update_id=occasion.update_id)

    await house.db.write(act)
    return InvitationView(process, grant, expires, link=f"i-{process_no}-{token}")


async def accept(house: House, occasion: Occasion, process_no: int, token: str) -> InvitationView:
    """Take a role by an invitation; whoever opens it first has it.

    Raises:
        NotPermitted: "only-in-private", "faceless", "invitation-void" (its maker is no manager
            any more).
        NotThere: "invitation-unknown".
        Stale: "invitation-used" (by somebody else).
        NotNow: "invitation-expired".
    """
    process = house.process(process_no)
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    if occasion.user_id in FACELESS:
        raise NotPermitted("faceless")

    async def act(tx: Transaction) -> InvitationView:
        found = await stored.under(tx, process_no, _hash(token))
        if found is None:
            raise NotThere("invitation-unknown")
        if found.used_by is not None and not await _stands(tx, found, occasion.user_id):
            raise Stale("invitation-used", process=process)
        expires = datetime.fromtimestamp(found.expires_utc, UTC)
        if found.used_by is None:
            if occasion.now_s >= found.expires_utc:
                raise NotNow("invitation-expired", expires=expires, process=process)
            if not await stored_roles.holds(tx, process_no, found.made_by, roles.MANAGER):
                raise NotPermitted("invitation-void", process=process)
            await stored.use(tx, found.token_sha256, occasion.user_id, occasion.now_s)
            await processes.appoint(
                tx,
                process_no,
                occasion.user_id,
                found.role,
                scope=found.scope,
                granted_by=found.made_by,
                now_s=occasion.now_s,
            )
            await _tell_maker(tx, found, occasion)
        return InvitationView(
            process,
            grant_view(process, found.role, found.scope),
            expires,
            user_id=occasion.user_id,
        )

    return await house.db.write(act)


@tells(NOTICE)
async def used(house: House, notice: outbox.Notice) -> InvitationView | None:
    """Return what the maker of an invitation is told when somebody used it."""
    process = house.processes.get(notice.process_no)
    if process is None:
        return None
    params = notice.params
    return InvitationView(
        process,
        grant_view(process, params["role"], params["scope"]),
        house.clock.now(),
        user_id=params["user_id"],
    )


async def _stands(tx: Transaction, found: StoredInvitation, user_id: int) -> bool:
    """Say whether this person used the invitation and still has what it gave."""
    return found.used_by == user_id and await stored_roles.holds(
        tx, found.process_no, user_id, found.role, found.scope
    )


async def _tell_maker(tx: Transaction, found: StoredInvitation, occasion: Occasion) -> None:
    if found.made_by == occasion.user_id:
        return
    notice = outbox.Notice(
        kind=NOTICE,
        chat_id=found.made_by,
        process_no=found.process_no,
        params={"role": found.role, "scope": found.scope, "user_id": occasion.user_id},
        told_key=f"{NOTICE}:{found.token_sha256}",
    )
    await outbox.put(tx, notice, occasion.now_s)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
