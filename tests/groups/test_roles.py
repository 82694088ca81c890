"""Roles and invitations on a real store."""

import hashlib
from datetime import timedelta

import pytest

from actions import invitations, roles, staff
from actions.house import House, Occasion
from deliberation.refusals import NotNow, NotPermitted, NotThere, Refusal, Stale
from storage import processes
from storage import roles as stored
from tests import samples

CITIZEN, ANOTHER = 700_001, 700_002
ANONYMOUS, CHANNEL, TELEGRAM = 1087968824, 136817688, 777000


def by(house: House, user_id: int, update_id: int | None = None) -> Occasion:
    return samples.occasion(house, user_id, update_id=update_id)


async def token_of(house: House, role: str = "facilitator", scope_no: int = 0) -> str:
    view = await invitations.invite(house, by(house, samples.MANAGER), 1, role, scope_no)
    return view.link.removeprefix("i-1-")


async def code_of(wish: object) -> str:
    with pytest.raises(Refusal) as caught:
        await wish  # type: ignore[misc]
    return caught.value.code


async def test_an_invitation_gives_its_role_and_scope_to_whoever_opens_it(house: House) -> None:
    token = await token_of(house, scope_no=3)

    view = await invitations.accept(house, by(house, CITIZEN), 1, token)

    grants = await house.db.read(lambda tx: stored.of(tx, 1, CITIZEN))
    assert (view.grant.role, view.grant.scope) == ("facilitator", "jongno")
    assert [(grant.role, grant.scope, grant.granted_by) for grant in grants] == [
        ("facilitator", "jongno", samples.MANAGER)
    ]


async def test_only_the_hash_of_a_token_is_kept(house: House) -> None:
    token = await token_of(house)

    rows = await house.db.read(lambda tx: tx.all("SELECT * FROM invitations"))

    kept = [str(value) for row in rows for value in tuple(row)]
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert not any(token in value for value in kept)
    assert len(token) * 6 >= 128


async def test_two_invitations_never_share_a_token(house: House) -> None:
    tokens = {await token_of(house) for _ in range(50)}

    assert len(tokens) == 50


async def test_an_invitation_works_once(house: House) -> None:
    token = await token_of(house)
    first = await invitations.accept(house, by(house, CITIZEN), 1, token)

    again = await invitations.accept(house, by(house, CITIZEN), 1, token)
    code = await code_of(invitations.accept(house, by(house, ANOTHER), 1, token))

    assert again == first
    assert code == "invitation-used"


async def test_a_dismissed_person_cannot_come_back_by_the_old_link(house: House) -> None:
    token = await token_of(house)
    await invitations.accept(house, by(house, CITIZEN), 1, token)
    await staff.dismiss(house, by(house, samples.MANAGER), 1, CITIZEN, "facilitator")

    with pytest.raises(Stale, match="invitation-used"):
        await invitations.accept(house, by(house, CITIZEN), 1, token)

    assert await house.db.read(lambda tx: stored.of(tx, 1, CITIZEN)) == []


async def test_an_invitation_expires_after_seven_days(house: House) -> None:
    token = await token_of(house)
    late = samples.occasion(house, CITIZEN)
    late = Occasion(CITIZEN, CITIZEN, late.now + timedelta(days=7))

    with pytest.raises(NotNow, match="invitation-expired"):
        await invitations.accept(house, late, 1, token)

    early = Occasion(CITIZEN, CITIZEN, late.now - timedelta(seconds=1))
    assert (await invitations.accept(house, early, 1, token)).grant.role == "facilitator"


async def test_an_invitation_is_void_once_its_maker_is_no_manager(house: House) -> None:
    token = await token_of(house)
    await staff.dismiss(house, by(house, samples.SECOND_MANAGER), 1, samples.MANAGER, "manager")

    with pytest.raises(NotPermitted, match="invitation-void"):
        await invitations.accept(house, by(house, CITIZEN), 1, token)


async def test_a_token_of_another_year_or_a_guessed_one_is_unknown(house: House) -> None:
    await token_of(house)

    with pytest.raises(NotThere, match="invitation-unknown"):
        await invitations.accept(house, by(house, CITIZEN), 1, "A" * 24)
    with pytest.raises(NotThere, match="no-such-process"):
        await invitations.accept(house, by(house, CITIZEN), 2, "A" * 24)


async def test_the_same_tap_again_leaves_one_invitation(house: House) -> None:
    manager = by(house, samples.MANAGER, update_id=5)
    first = await invitations.invite(house, manager, 1, "reviewer")

    second = await invitations.invite(house, manager, 1, "reviewer")

    count = await house.db.read(lambda tx: tx.value("SELECT COUNT(*) FROM invitations"))
    assert count == 1
    with pytest.raises(NotThere, match="invitation-unknown"):
        await invitations.accept(house, by(house, CITIZEN), 1, first.link[4:])
    assert (await invitations.accept(house, by(house, CITIZEN), 1, second.link[4:])).user_id


async def test_only_managers_invite_and_only_in_private(house: House) -> None:
    facilitator = by(house, samples.FACILITATOR)
    in_group = Occasion(samples.MANAGER, -100, house.clock.now(), None, False)

    codes = [
        await code_of(invitations.invite(house, facilitator, 1, "manager")),
        await code_of(invitations.invite(house, in_group, 1, "manager")),
        await code_of(invitations.invite(house, by(house, samples.MANAGER), 1, "mayor")),
        await code_of(invitations.invite(house, by(house, samples.MANAGER), 1, "manager", 1)),
    ]

    assert codes == ["role-needed", "only-in-private", "no-such-role", "no-such-role"]


async def test_void_invitations_cannot_be_used(house: House) -> None:
    token = await token_of(house)
    before = await staff.members(house, by(house, samples.MANAGER), 1)

    after = await staff.void_invitations(house, by(house, samples.MANAGER), 1)

    assert (before.open_invitations, after.open_invitations) == (1, 0)
    with pytest.raises(NotThere):
        await invitations.accept(house, by(house, CITIZEN), 1, token)


async def test_the_last_manager_cannot_be_dismissed(house: House) -> None:
    await staff.dismiss(house, by(house, samples.MANAGER), 1, samples.SECOND_MANAGER, "manager")

    with pytest.raises(Stale, match="last-manager"):
        await staff.dismiss(house, by(house, samples.MANAGER), 1, samples.MANAGER, "manager")

    assert await house.db.read(lambda tx: stored.holders(tx, 1, "manager")) == [samples.MANAGER]


@pytest.mark.parametrize("faceless", [ANONYMOUS, CHANNEL, TELEGRAM])
async def test_a_hidden_identity_never_has_a_role_even_if_a_row_says_so(
    house: House, faceless: int
) -> None:
    now_s = int(house.clock.now().timestamp())
    await house.db.write(
        lambda tx: processes.appoint(tx, 1, faceless, "manager", scope="", now_s=now_s)
    )
    token = await token_of(house)

    codes = [
        await code_of(staff.members(house, by(house, faceless), 1)),
        await code_of(staff.menu(house, by(house, faceless), 1)),
        await code_of(invitations.accept(house, by(house, faceless), 1, token)),
        await code_of(
            house.db.read(lambda tx: roles.require_facilitator(tx, house.process(1), faceless))
        ),
    ]

    assert codes == ["faceless"] * 4


async def test_a_person_of_two_years_sees_the_year_that_they_look_at(house: House) -> None:
    other = samples.sample_process()
    house.processes[2] = type(other)(**{**vars(other), "no": 2, "process_id": "sample-2028"})
    now_s = int(house.clock.now().timestamp())
    await house.db.write(
        lambda tx: processes.appoint(tx, 2, samples.FACILITATOR, "facilitator", now_s=now_s)
    )

    newest = await staff.menu(house, by(house, samples.FACILITATOR), None)
    chosen = await staff.menu(house, by(house, samples.FACILITATOR), 1)

    assert (newest.process.no, chosen.process.no) == (2, 1)
    assert [process.no for process in chosen.others] == [2]
