"""The staff menu, who holds a role, and taking one away."""

from collections.abc import Iterable

from actions import roles
from actions.house import House, Occasion
from deliberation.group_views import GroupLine
from deliberation.groups import missing_rights
from deliberation.process import Process
from deliberation.refusals import NotPermitted, NotThere, Stale
from deliberation.staff_views import GrantView, MembersView, MemberView, StaffView
from storage import groups as stored_groups
from storage import invitations as stored_invitations
from storage import roles as stored
from storage import threads as stored_threads
from storage.database import Transaction
from storage.roles import Grant


async def menu(house: House, occasion: Occasion, process_no: int | None) -> StaffView:
    """Return what a person may do as staff (raises NotPermitted "no-role", "faceless")."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def read(tx: Transaction) -> StaffView:
        try:
            process = await roles.process_of_staff(house, tx, occasion.user_id, process_no)
        except NotPermitted as refused:
            code = "no-role" if refused.code == "role-needed" else refused.code
            raise NotPermitted(code) from None
        grants = await stored.of(tx, process.no, occasion.user_id)
        others = [
            house.process(number)
            for number in sorted(house.processes, reverse=True)
            if number != process.no and await stored.of(tx, number, occasion.user_id)
        ]
        return StaffView(
            process=process,
            user_id=occasion.user_id,
            roles=frozenset(grant.role for grant in grants),
            groups=await _groups(tx, process, occasion.user_id),
            others=tuple(others),
        )

    return await house.db.read(read)


async def members(house: House, occasion: Occasion, process_no: int, page: int = 0) -> MembersView:
    """Return everybody with a role (managers only)."""

    async def read(tx: Transaction) -> MembersView:
        await roles.require_manager(tx, process_no, occasion)
        return await _members(house, tx, occasion, process_no, page, "")

    return await house.db.read(read)


async def dismiss(
    house: House, occasion: Occasion, process_no: int, user_id: int, role: str
) -> MembersView:
    """Take a role from a person, as a manager.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        Stale: "last-manager" where nobody would be left to run the year.
    """

    async def act(tx: Transaction) -> MembersView:
        await roles.require_manager(tx, process_no, occasion)
        if role == roles.MANAGER:
            managers = await stored.holders(tx, process_no, roles.MANAGER)
            if managers == [user_id]:
                raise Stale("last-manager")
        await stored.dismiss(tx, process_no, user_id, role)
        return await _members(house, tx, occasion, process_no, 0, "dismissed")

    return await house.db.write(act)


async def void_invitations(house: House, occasion: Occasion, process_no: int) -> MembersView:
    """Make every unused invitation void, as a manager."""

    async def act(tx: Transaction) -> MembersView:
        await roles.require_manager(tx, process_no, occasion)
        await stored_invitations.revoke_open(tx, process_no, occasion.now_s)
        return await _members(house, tx, occasion, process_no, 0, "voided")

    return await house.db.write(act)


def grant_view(process: Process, role: str, scope: str) -> GrantView:
    """Return a role and its scope as a screen shows it."""
    heading = next(
        (one for one in process.headings if scope and scope in (one.heading_id, one.district_id)),
        None,
    )
    return GrantView(role, scope, heading)


def member_view(process: Process, user_id: int, grants: Iterable[Grant]) -> MemberView:
    """Return a person with their roles; the name is the process file's."""
    names = {member.user_id: member.name for member in process.staff}
    return MemberView(
        user_id,
        names.get(user_id, ""),
        tuple(grant_view(process, grant.role, grant.scope) for grant in grants),
    )


async def member(
    house: House, occasion: Occasion, process_no: int, user_id: int
) -> tuple[Process, MemberView]:
    """Return one person with their roles, to a manager (NotThere "no-such-member")."""
    process = house.process(process_no)

    async def read(tx: Transaction) -> tuple[Process, MemberView]:
        await roles.require_manager(tx, process_no, occasion)
        grants = await stored.of(tx, process_no, user_id)
        if not grants:
            raise NotThere("no-such-member")
        return process, member_view(process, user_id, grants)

    return await house.db.read(read)


async def _members(
    house: House, tx: Transaction, occasion: Occasion, process_no: int, page: int, outcome: str
) -> MembersView:
    process = house.process(process_no)
    by_person: dict[int, list[Grant]] = {}
    for grant in await stored.all_of_them(tx, process_no):
        by_person.setdefault(grant.user_id, []).append(grant)
    return MembersView(
        process=process,
        members=tuple(
            member_view(process, user_id, grants) for user_id, grants in by_person.items()
        ),
        open_invitations=await stored_invitations.open_ones(tx, process_no, occasion.now_s),
        page=page,
        outcome=outcome,
    )


async def _groups(tx: Transaction, process: Process, user_id: int) -> tuple[GroupLine, ...]:
    mine = {heading.no for heading in await roles.headings_for(tx, process, user_id)}
    lines = []
    for group in await stored_groups.of_process(tx, process.no):
        threads = await stored_threads.of_group(tx, group.chat_id)
        if any(thread.heading_no in mine for thread in threads):
            missing = () if group.is_gone else missing_rights(group.is_forum, group.rights)
            lines.append(GroupLine(group.chat_id, group.title, group.is_gone, missing))
    return tuple(lines)
