"""What a merger does when one of its proposers is erased: somebody else speaks, nobody waits."""

from actions import proposal_news
from deliberation.merging import speaker_of
from deliberation.reviewing import Reader
from storage import merging as stored
from storage import proposals as stored_proposals
from storage.database import DUE, Transaction

PASSED = "lead-passed"


async def hand_on(tx: Transaction, user_id: int, now_s: int) -> None:
    """Let others speak for what a person spoke for, before that person is erased.

    The next proposer of an original does; where there is none, nobody does. Undecided
    suggestions are looked at again at once.
    """
    for made in await stored.spoken_for_by(tx, user_id):
        origins = await stored.origins(tx, made.proposal_no)
        others = [one for one in origins if one.author not in (0, user_id)]
        if not others:
            continue
        speaker = speaker_of(others[0], others)
        await stored.hand_on(tx, made.proposal_no, speaker)
        event_no = await stored_proposals.note(tx, made.proposal_no, PASSED, {}, now_s)
        passed = await stored_proposals.by_number(tx, made.process_no, made.proposal_no)
        await proposal_news.tell(tx, passed or made, event_no, Reader.EVERYBODY, now_s, user_id)
    tx.touch(DUE)
