"""Photos and documents: taken into a draft, taken off it, opened by whoever reads a proposal."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from actions import proposal_answers
from actions import proposal_drafts as kept
from actions.house import House, Occasion
from deliberation import attachment_drafts
from deliberation import attachments as rules
from deliberation import proposals as proposal_rules
from deliberation.attachment_photos import stored_form
from deliberation.attachment_views import FilesView, OpenedFile
from deliberation.attachments import DOWNLOAD_MOST, Attachment, Stored
from deliberation.process import Process
from deliberation.proposal_views import DraftView
from deliberation.proposals import Draft
from deliberation.refusals import BadInput, NotThere
from storage import attachments as stored
from storage import drafts, updates
from storage import proposals as stored_proposals
from storage.database import Transaction

# One picture is decoded at a time: a large one takes more memory than all else together.
_DARKROOM = ThreadPoolExecutor(max_workers=1, thread_name_prefix="darkroom")


async def expect(house: House, occasion: Occasion, declared_size: int) -> None:
    """Refuse a file before it is fetched, where it could not be taken anyway.

    Raises:
        BadInput: "file-too-large", "files-not-taken", "files-full".
        NotThere: "no-draft".
    """
    if declared_size > DOWNLOAD_MOST:
        raise BadInput("file-too-large", most=DOWNLOAD_MOST)

    async def read(tx: Transaction) -> None:
        process, draft = await _draft(house, tx, occasion)
        rules.check_room(len(draft.files), _most(process, draft))

    await house.db.read(read)


async def attach(
    house: House, occasion: Occasion, data: bytes, *, has_words: bool = False
) -> DraftView:
    """Take a photo or document into the draft; the same update again changes nothing.

    `has_words`: words stood under it, which are not taken over.

    Raises:
        BadInput: as `expect`, `deliberation.attachment_photos.stored_form`; "file-known".
        NotThere: "no-draft".
        NotNow, NotPermitted: as `proposal_drafts.begin`.
    """
    file = await asyncio.get_running_loop().run_in_executor(_DARKROOM, stored_form, data)

    outcome = "attached-alone" if has_words else "attached"

    async def act(tx: Transaction) -> DraftView:
        kept.require_private(occasion)
        process, draft = await _draft(house, tx, occasion)
        if not await updates.remember(tx, occasion.update_id, occasion.now_s):
            return await kept.view_of(house, tx, process, draft, occasion, outcome)
        participant = await kept.participant_in(tx, process, occasion.user_id)
        await kept.require_still_open(house, tx, process, draft, participant)
        changed = await _with_file(tx, occasion, process, draft, file)
        await kept.keep(tx, occasion, process.no, changed)
        return await kept.view_of(house, tx, process, changed, occasion, outcome)

    return await house.db.write(act)


async def remove(house: House, occasion: Occasion, attachment_no: int) -> DraftView:
    """Take a file off the draft; one that a proposal shows stays there until changes are saved."""
    token: list[str] = []

    def take(_process: Process, draft: Draft) -> Draft:
        token.append(draft.token)
        return attachment_drafts.without_file(draft, attachment_no)

    view = await proposal_answers.change(house, occasion, take)
    if token:
        await house.db.write(lambda tx: stored.drop(tx, token[0], attachment_no))
    return view


async def of_draft(house: House, occasion: Occasion) -> FilesView:
    """Open the files of one's own draft (NotThere "no-draft", "no-files")."""

    async def read(tx: Transaction) -> FilesView:
        kept.require_private(occasion)
        process, draft = await _draft(house, tx, occasion)
        files = await _opened(tx, draft.files)
        return FilesView(process, 0, "", draft.content.title, files)

    return await house.db.read(read)


async def of_proposal(house: House, process_no: int, proposal_no: int) -> FilesView:
    """Open the files of a proposal, as anyone may (NotThere "no-such-proposal", "no-files").

    What was merged shows the files of its originals.
    """
    process = house.process(process_no)

    async def read(tx: Transaction) -> FilesView:
        proposal = await stored_proposals.by_number(tx, process_no, proposal_no)
        if proposal is None:
            raise NotThere("no-such-proposal")
        files = await _opened(tx, await stored.of_proposal(tx, proposal_no))
        return FilesView(process, proposal_no, proposal.code, proposal.content.title, files)

    return await house.db.read(read)


async def _draft(house: House, tx: Transaction, occasion: Occasion) -> tuple[Process, Draft]:
    found = await drafts.of(tx, occasion.user_id, kept.DRAFT)
    if found is None:
        raise NotThere("no-draft")
    return house.process(found.process_no), proposal_rules.unpack(found.data)


async def _with_file(
    tx: Transaction, occasion: Occasion, process: Process, draft: Draft, file: Stored
) -> Draft:
    most = _most(process, draft)
    added = await stored.add(tx, occasion.user_id, process.no, draft.token, file, occasion.now_s)
    return attachment_drafts.with_file(draft, added, most)


def _most(process: Process, draft: Draft) -> int:
    heading = process.heading(draft.heading_no)
    if heading is None:
        return process.proposals.files_most
    return process.proposal_rules(heading.programme).files_most


async def _opened(tx: Transaction, files: tuple[Attachment, ...]) -> tuple[OpenedFile, ...]:
    contents = await stored.contents(tx, files)
    found = tuple(
        OpenedFile(one.kind, contents[one.sha256], one.original)
        for one in files
        if one.sha256 in contents
    )
    if not found:
        raise NotThere("no-files")
    return found
