"""Writing a note or a summary, asked for in each of the budget year's languages."""

from typing import Any

from actions import rounds, threads
from actions.house import House, Occasion
from deliberation.group_views import ThreadView
from deliberation.groups import NOTE_MOST, SUMMARY_MOST
from deliberation.refusals import NotPermitted, NotThere
from deliberation.thread_words import NOTE, SUMMARY, WordsView
from storage import drafts
from storage.database import Transaction

DRAFT = "thread-words"


async def begin(
    house: House, occasion: Occasion, kind: str, thread_no: int, round_no: int = 0
) -> WordsView:
    """Begin a note or a round's summary, in a private chat (raises as `threads.look`)."""
    _require_private(occasion)

    async def act(tx: Transaction) -> WordsView:
        desk = await threads.desk_of(house, tx, occasion, thread_no)
        process, _, group, thread = desk
        threads.require_place(thread)
        languages = [group.language, *(one for one in process.languages if one != group.language)]
        data = {
            "kind": kind,
            "thread_no": thread_no,
            "round_no": round_no,
            "texts": {},
            "left": languages,
        }
        await drafts.keep(tx, occasion.user_id, DRAFT, process.no, data, occasion.now_s)
        return _view(await threads.thread_view(tx, *desk), data)

    return await house.db.write(act)


async def look(house: House, occasion: Occasion) -> WordsView:
    """Return what is being written (NotThere "no-words"; else raises as `threads.look`)."""

    async def read(tx: Transaction) -> WordsView:
        data, desk = await _begun(house, tx, occasion)
        return _view(await threads.thread_view(tx, *desk), data)

    return await house.db.read(read)


async def answer(house: House, occasion: Occasion, words: str) -> WordsView:
    """Take words in the language that is asked for (BadInput as `typed_text`)."""

    async def act(tx: Transaction) -> WordsView:
        data, desk = await _begun(house, tx, occasion)
        if data["left"]:
            most = NOTE_MOST if data["kind"] == NOTE else SUMMARY_MOST
            language = data["left"][0]
            data["texts"] |= threads.cleaned({language: words}, most)
            data["left"] = data["left"][1:]
            await _keep(tx, occasion, desk[0].no, data)
        return _view(await threads.thread_view(tx, *desk), data)

    return await house.db.write(act)


async def skip(house: House, occasion: Occasion, language: str) -> WordsView:
    """Leave a language out."""

    async def act(tx: Transaction) -> WordsView:
        data, desk = await _begun(house, tx, occasion)
        if data["left"] and data["left"][0] == language:
            data["left"] = data["left"][1:]
            await _keep(tx, occasion, desk[0].no, data)
        return _view(await threads.thread_view(tx, *desk), data)

    return await house.db.write(act)


async def send(house: House, occasion: Occasion, thread_no: int) -> ThreadView:
    """Pin the note, or put the summary under the closing note; the draft goes.

    Where it has been sent already, the thread is returned as it stands.
    """
    try:
        view = await look(house, occasion)
    except NotThere as refusal:
        if refusal.code != "no-words":
            raise
        return await threads.look(house, occasion, thread_no)
    if view.kind == SUMMARY:
        done = await rounds.summarise(
            house, occasion, view.thread.thread_no, view.round_no, view.texts
        )
    else:
        done = await threads.write_note(house, occasion, view.thread.thread_no, view.texts)
    await cancel(house, occasion)
    return done


async def cancel(house: House, occasion: Occasion) -> None:
    """Forget what was begun."""
    await house.db.write(lambda tx: drafts.drop(tx, occasion.user_id, DRAFT))


async def _begun(
    house: House, tx: Transaction, occasion: Occasion
) -> tuple[dict[str, Any], threads.Desk]:
    _require_private(occasion)
    draft = await drafts.of(tx, occasion.user_id, DRAFT)
    if draft is None:
        raise NotThere("no-words")
    desk = await threads.desk_of(house, tx, occasion, draft.data["thread_no"])
    return dict(draft.data), desk


async def _keep(
    tx: Transaction, occasion: Occasion, process_no: int, data: dict[str, Any]
) -> None:
    await drafts.keep(tx, occasion.user_id, DRAFT, process_no, data, occasion.now_s)


def _view(thread: ThreadView, data: dict[str, Any]) -> WordsView:
    language = data["left"][0] if data["left"] else ""
    return WordsView(thread, data["kind"], data["round_no"], data["texts"], language)


def _require_private(occasion: Occasion) -> None:
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
