"""Telling the people and the threads of headings of something that concerns them."""

from actions import threads
from deliberation.audiences import audience_of
from deliberation.process import Heading, Process
from storage import fanouts as stored_fanouts
from storage import outbox
from storage import threads as stored_threads
from storage.database import Transaction
from storage.fanouts import Fanout
from storage.outbox import Lane, Notice


async def tell(
    tx: Transaction, process: Process, concerned: list[Heading], kind: str, name: str, now_s: int
) -> None:
    """Begin to tell the people and threads of headings of something; the notice names them."""
    numbers = [heading.no for heading in concerned]
    people = Fanout(process.no, kind, {"headings": numbers}, audience_of(concerned), name)
    await stored_fanouts.begin(tx, people, now_s)
    for heading in concerned:
        await threads.refresh_cards(tx, process, heading, now_s)
        for thread in await stored_threads.of_heading(tx, process.no, heading.no):
            if not thread.can_be_written_to:
                continue
            notice = Notice(
                kind=kind,
                chat_id=thread.chat_id,
                thread_id=thread.topic_id,
                process_no=process.no,
                params={"headings": [heading.no], "is_group": True},
                lane=Lane.GROUPS,
                told_key=f"{name}{thread.chat_id}:{thread.thread_no}",
            )
            await outbox.put(tx, notice, now_s)
