"""Where citizens talk: their district's thread, and how they get into its group."""

from actions.house import House
from deliberation.group_views import ThreadPlace, ThreadPlacesView
from deliberation.groups import INVITE, topic_address
from deliberation.phases import Deed, open_until
from deliberation.process import Heading, Process
from deliberation.refusals import NotThere
from deliberation.views import CitizenView
from storage import citizens, statements
from storage import groups as stored_groups
from storage import threads as stored
from storage.database import Transaction
from storage.threads import StoredThread


async def find(
    house: House, citizen: CitizenView, process_no: int, heading_no: int = 0
) -> ThreadPlacesView:
    """Return the threads of a citizen's headings; of one heading where it is named.

    Raises:
        NotThere: "no-such-heading".
    """
    process = house.process(process_no)
    wanted = process.heading(heading_no) if heading_no else None
    if heading_no and wanted is None:
        raise NotThere("no-such-heading")

    async def read(tx: Transaction) -> ThreadPlacesView:
        headings = (wanted,) if wanted is not None else process.headings_for(citizen.district)
        places = []
        for heading in headings:
            place = await _place(house, tx, process, heading)
            if place is not None:
                places.append(place)
        return ThreadPlacesView(process, citizen.district, tuple(places), wanted)

    return await house.db.read(read)


async def _place(
    house: House, tx: Transaction, process: Process, heading: Heading
) -> ThreadPlace | None:
    for thread in await stored.of_heading(tx, process.no, heading.no):
        group = await stored_groups.by_chat(tx, thread.chat_id)
        if group is None or not thread.can_be_written_to:
            continue
        return ThreadPlace(
            heading=heading,
            chat_id=group.chat_id,
            group_title=group.title,
            is_open=thread.is_open,
            url=topic_address(
                group.chat_id, group.username, thread.topic_id, thread.card_message_id
            ),
            is_public=bool(group.username),
            may_invite=INVITE in group.rights,
            door=group.door,
            invite_link=group.invite_link,
            thread_no=thread.thread_no,
            statements=await _statements(house, tx, process, heading, thread),
        )
    return None


async def _statements(
    house: House, tx: Transaction, process: Process, heading: Heading, thread: StoredThread
) -> str:
    """Say whether statements are answered in a thread now, can only be read, or are none."""
    now = house.clock.now()
    until = open_until(process.stages, heading.programme, Deed.OPINE, now)
    if thread.is_open and until is not None:
        return "open"
    return "closed" if await statements.last_round_with_any(tx, thread.thread_no) else ""


async def keep_link(house: House, chat_id: int, link: str) -> None:
    """Keep the link by which people come into a group ('': there is none)."""
    await house.db.write(lambda tx: stored_groups.keep_link(tx, chat_id, link))


async def may_enter(house: House, chat_id: int, user_id: int) -> tuple[int, bool] | None:
    """Say for a join request which year the group belongs to, and whether the bot lets them in.

    None where the chat is not bound, or does not leave requests to the bot.
    """

    async def read(tx: Transaction) -> tuple[int, bool] | None:
        group = await stored_groups.by_chat(tx, chat_id)
        if group is None or group.door != stored_groups.ASKS:
            return None
        part = await citizens.participant(tx, group.process_no, user_id)
        is_registered = (
            part is not None
            and part["eligible_utc"] is not None
            and part["consent_utc"] is not None
        )
        return group.process_no, is_registered

    return await house.db.read(read)


async def heading_of_group(house: House, chat_id: int) -> int:
    """Return a heading that is discussed in a group; 0 where there is none."""

    async def read(tx: Transaction) -> int:
        threads = await stored.of_group(tx, chat_id)
        return threads[0].heading_no if threads else 0

    return await house.db.read(read)
