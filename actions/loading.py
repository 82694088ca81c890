"""Loading a budget year by chat: a file is read, shown in summary, and loaded once confirmed.

Any manager of a year that is served here may load another one; a file of a year that is served
already needs a manager of that very year. The first year is loaded from the command line.
"""

import asyncio
import hashlib
from dataclasses import replace

from actions import processes, roles
from actions.house import House, Occasion
from actions.process_file import MOST_BYTES, ProcessFile, read_process
from deliberation.faults import FaultyFile
from deliberation.loading_views import FaultyFileView, LoadView
from deliberation.process import Process
from deliberation.refusals import BadInput, NotPermitted, NotThere
from storage import drafts
from storage import processes as stored
from storage import roles as stored_roles
from storage.database import Transaction

DRAFT = "process-file"
_KEY_DIGITS = 16


async def require_any_manager(house: House, occasion: Occasion) -> Process:
    """Return the newest year that the person manages (NotPermitted where there is none)."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def read(tx: Transaction) -> Process:
        for number in await stored_roles.processes_of(tx, occasion.user_id, roles.MANAGER):
            if number in house.processes:
                await roles.require(tx, number, occasion.user_id, roles.MANAGER)
                return house.process(number)
        raise NotPermitted("file-not-wanted")

    return await house.db.read(read)


def require_size(name: str, size: int | None) -> None:
    """Raise BadInput "file-too-large" or "not-a-process-file" before a file is fetched."""
    if not name.casefold().endswith(".toml"):
        raise BadInput("not-a-process-file")
    if size is not None and size > MOST_BYTES:
        raise BadInput("file-too-large", most=MOST_BYTES)


async def prepare(
    house: House, occasion: Occasion, name: str, source: bytes
) -> LoadView | FaultyFileView:
    """Read a file and keep it until it is confirmed.

    Raises:
        NotPermitted: "file-not-wanted", "only-in-private", "other-years-file" where the year is
            served here and the person does not manage it.
        BadInput: "file-too-large", "not-a-process-file".
        Stale: "rules-frozen", "voting-closed", "voting-under-way", "heading-dropped" where the
            year may no longer be changed so.
    """
    require_size(name, len(source))
    mine = await require_any_manager(house, occasion)
    try:
        file = await asyncio.to_thread(read_process, source, name)
    except FaultyFile as error:
        return FaultyFileView(mine, name, error.faults)
    key = hashlib.sha256(source).hexdigest()[:_KEY_DIGITS]
    data = {"key": key, "name": name, "source": source.decode("utf-8"), "loaded": 0}

    async def act(tx: Transaction) -> LoadView:
        known = await _require_may_load(house, tx, occasion, file.process)
        if known is not None:
            await processes.continued(tx, known, file.process, occasion.now_s)
        await drafts.keep(tx, occasion.user_id, DRAFT, mine.no, data, occasion.now_s)
        return await _view(tx, file, key, occasion, known)

    return await house.db.write(act)


async def load(house: House, occasion: Occasion, key: str) -> LoadView:
    """Load the file that was shown; a repeat loads nothing again.

    Raises as `prepare`, and NotThere "no-such-file" where another file was sent meanwhile.
    """
    mine = await require_any_manager(house, occasion)

    draft = await house.db.read(lambda tx: drafts.of(tx, occasion.user_id, DRAFT))
    if draft is None or draft.data["key"] != key:
        raise NotThere("no-such-file")
    source = str(draft.data["source"]).encode()
    file = await asyncio.to_thread(read_process, source, str(draft.data["name"]))

    number = int(draft.data["loaded"])

    async def look(tx: Transaction) -> LoadView:
        known = None
        if not number:
            known = await _require_may_load(house, tx, occasion, file.process)
        return await _view(tx, file, key, occasion, known)

    view = await house.db.read(look)
    if not number:
        number = await processes.load(
            house, file.process, source, occasion.user_id, occasion.now_s
        )
        data = {**draft.data, "loaded": number}
        await house.db.write(
            lambda tx: drafts.keep(tx, occasion.user_id, DRAFT, mine.no, data, occasion.now_s)
        )
    return replace(view, process=house.process(number), outcome="loaded")


async def discard(house: House, occasion: Occasion, key: str) -> Process:
    """Forget a file that was shown; return the year that the person manages."""
    mine = await require_any_manager(house, occasion)

    async def act(tx: Transaction) -> None:
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        if draft is not None and draft.data["key"] == key:
            await drafts.drop(tx, occasion.user_id, DRAFT)

    await house.db.write(act)
    return mine


async def _require_may_load(
    house: House, tx: Transaction, occasion: Occasion, process: Process
) -> Process | None:
    """Return the year as it is served already, None where it is new."""
    number = await stored.numbered(tx, process.process_id)
    if number is None:
        return None
    if not await stored_roles.holds(tx, number, occasion.user_id, roles.MANAGER):
        raise NotPermitted("other-years-file", process=house.processes.get(number))
    return await processes.standing(tx, number)


async def _view(
    tx: Transaction, file: ProcessFile, key: str, occasion: Occasion, known: Process | None
) -> LoadView:
    managers = {one.user_id for one in file.process.staff if one.role == roles.MANAGER}
    loaded = None if known is None else await stored.source_sha256(tx, known.no)
    return LoadView(
        process=file.process,
        file_name=file.name,
        sha256=file.sha256,
        key=key,
        now=occasion.now,
        is_new=known is None,
        is_same=loaded == hashlib.sha256(file.source).hexdigest(),
        managers=len(managers),
        names_reader=occasion.user_id in managers,
        warnings=file.warnings,
    )
