"""Sending an announcement: a draft is sent once, however often it is confirmed.

Each chat gets it at most once; an unclear send is shown as uncertain and never repeated. To
remind those who have not voted, who that is is looked up as their notices are put
(actions/fanouts.py). Such a notice tells that its reader had not voted at that moment: few wait
at a time, and each loses its chat in the transaction that delivers it, or with the next sweep
where it was refused or is unclear. What stays is a number.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import partial

from actions import citizens, fanouts, roles
from actions.effects import Outcome, when_done
from actions.house import House, Occasion
from actions.notices import tells
from actions.sweeps import sweeps
from deliberation.allocation import canonical_json
from deliberation.announcement_views import (
    AnnouncementProgressView,
    AnnouncementsView,
    AnnouncementView,
)
from deliberation.audiences import Audience, AudienceKind
from deliberation.refusals import NotThere
from storage import announcements as stored
from storage import drafts, outbox, public_log, threads
from storage import fanouts as stored_fanouts
from storage.announcements import StoredAnnouncement
from storage.database import Transaction
from storage.fanouts import REMINDER, Fanout
from storage.outbox import Lane, Notice
from storage.threads import StoredThread

DRAFT = "announcement"
NOTICE = "announcement"
LOG_SENT = "announcement"
KEPT = timedelta(days=7)
LISTED = 10


async def send(house: House, occasion: Occasion, draft_key: str) -> AnnouncementProgressView:
    """Send a draft, once; a repeat returns how far it has come.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        NotThere: "no-announcement-draft" where it was discarded, replaced or is not complete.
    """

    async def act(tx: Transaction) -> AnnouncementProgressView:
        sent = await stored.of_draft(tx, draft_key)
        if sent is None:
            sent = await _send(tx, occasion, draft_key)
        await roles.require_manager(tx, sent.process_no, occasion)
        return await _progress(house, tx, sent)

    view = await house.db.write(act)
    await fanouts.spread(house)
    return view


async def _send(tx: Transaction, occasion: Occasion, draft_key: str) -> StoredAnnouncement:
    draft = await drafts.of(tx, occasion.user_id, DRAFT)
    if draft is None or draft.data["key"] != draft_key or not draft.data["audience"]:
        raise NotThere("no-announcement-draft")
    await roles.require_manager(tx, draft.process_no, occasion)
    texts = {language: str(text) for language, text in draft.data["texts"].items() if text}
    if not texts:
        raise NotThere("no-announcement-draft")
    audience = Audience.from_plain(draft.data["audience"])
    sent = await stored.keep(
        tx,
        draft.process_no,
        draft_key,
        author=occasion.user_id,
        texts=texts,
        audience=audience,
        now_s=occasion.now_s,
    )
    await drafts.drop(tx, occasion.user_id, DRAFT)
    body = {
        "texts_sha256": hashlib.sha256(canonical_json(texts).encode()).hexdigest(),
        "audience": audience.plain(),
    }
    await public_log.append(tx, draft.process_no, LOG_SENT, body, occasion.now_s)
    if audience.kind is AudienceKind.GROUPS:
        await _put_for_groups(tx, sent, occasion.now_s)
    else:
        await stored_fanouts.begin(tx, _fanout(sent), occasion.now_s)
    return sent


def _fanout(sent: StoredAnnouncement) -> Fanout:
    is_unvoted = sent.audience.kind is AudienceKind.UNVOTED
    return Fanout(
        sent.process_no,
        REMINDER if is_unvoted else NOTICE,
        {},
        sent.audience,
        f"announcement:{sent.announcement_no}:",
        sent.announcement_no,
    )


async def _put_for_groups(tx: Transaction, sent: StoredAnnouncement, now_s: int) -> None:
    for thread in await threads_for(tx, sent.process_no, sent.audience):
        notice = Notice(
            kind=NOTICE,
            chat_id=thread.chat_id,
            thread_id=thread.topic_id,
            process_no=sent.process_no,
            params={"heading_no": thread.heading_no},
            lane=Lane.GROUPS,
            told_key=f"announcement:{sent.announcement_no}:{thread.chat_id}:{thread.thread_no}",
            announcement_no=sent.announcement_no,
        )
        await outbox.put(tx, notice, now_s)


async def threads_for(tx: Transaction, process_no: int, audience: Audience) -> list[StoredThread]:
    """Return the threads that an audience of groups means, as far as they can be written to."""
    found = await threads.of_process(tx, process_no)
    return [
        thread
        for thread in found
        if thread.can_be_written_to and audience.heading_no in (0, thread.heading_no)
    ]


async def progress(
    house: House, occasion: Occasion, process_no: int, announcement_no: int
) -> AnnouncementProgressView:
    """Return how far an announcement has come, to a manager.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        NotThere: "no-such-announcement".
    """

    async def read(tx: Transaction) -> AnnouncementProgressView:
        await roles.require_manager(tx, process_no, occasion)
        sent = await stored.numbered(tx, announcement_no)
        if sent is None or sent.process_no != process_no:
            raise NotThere("no-such-announcement")
        return await _progress(house, tx, sent)

    return await house.db.read(read)


async def listed(house: House, occasion: Occasion, process_no: int) -> AnnouncementsView:
    """Return the newest announcements, to a manager (raises as `progress`)."""
    process = house.process(process_no)

    async def read(tx: Transaction) -> AnnouncementsView:
        await roles.require_manager(tx, process_no, occasion)
        sent = [
            await _progress(house, tx, one) for one in await stored.newest(tx, process_no, LISTED)
        ]
        return AnnouncementsView(process, house.clock.now(), tuple(sent))

    return await house.db.read(read)


async def _progress(
    house: House, tx: Transaction, sent: StoredAnnouncement
) -> AnnouncementProgressView:
    counts = sent.outcome or await outbox.progress(tx, sent.announcement_no)
    return AnnouncementProgressView(
        process=house.process(sent.process_no),
        announcement_no=sent.announcement_no,
        texts=sent.texts,
        audience=sent.audience,
        sent_utc=datetime.fromtimestamp(sent.sent_utc, UTC),
        now=house.clock.now(),
        waiting=counts.waiting,
        delivered=counts.delivered,
        blocked=counts.blocked,
        refused=counts.refused,
        uncertain=counts.uncertain,
        is_spreading=await stored_fanouts.is_unfinished(tx, sent.announcement_no),
    )


@tells(NOTICE, REMINDER)
async def told(house: House, notice: Notice) -> AnnouncementView | None:
    """Return what a chat is told; None where a reminder is not needed any more."""
    process = house.process(notice.process_no)

    async def read(tx: Transaction) -> AnnouncementView | None:
        sent = await stored.numbered(tx, notice.announcement_no or 0)
        if sent is None:
            return None
        heading_no = int(notice.params.get("heading_no", 0)) or sent.audience.heading_no
        heading = process.heading(heading_no)
        if sent.audience.kind is AudienceKind.UNVOTED:
            if heading is None:
                return None
            voted = await citizens.has_voted(house, tx, process, heading, notice.chat_id)
            if voted is not False:
                return None
        return AnnouncementView(
            process, sent.texts, heading, notice.chat_id < 0, house.bot_username
        )

    return await house.db.read(read)


@when_done(REMINDER)
async def forget_whom(tx: Transaction, notice: Notice, _outcome: Outcome) -> None:
    """Take the chat off a reminder in the transaction that notes its delivery."""
    await stored_fanouts.unname_one(tx, notice.notice_no)


@sweeps
async def forget_what_was_sent(house: House) -> datetime | None:
    """Take chats off settled reminders; a week later keep only how many each one reached."""
    before = int((house.clock.now() - KEPT).timestamp())
    if await house.db.read(partial(_has_something_to_forget, before=before)):
        await house.db.write(partial(_forget, before=before))
    return None


async def _has_something_to_forget(tx: Transaction, before: int) -> bool:
    if await stored.settled_before(tx, before):
        return True
    return await stored_fanouts.has_named_reminders(tx)


async def _forget(tx: Transaction, before: int) -> None:
    await stored_fanouts.unname_reminders(tx)
    for announcement_no in await stored.settled_before(tx, before):
        await stored.fold(tx, announcement_no, await outbox.progress(tx, announcement_no))
