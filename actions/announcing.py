"""Preparing an announcement: a draft in the store, one answer after the other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from actions import fanouts, roles
from actions.announcements import DRAFT, threads_for
from actions.house import House, Occasion
from deliberation.announcement_views import AnnouncementDraftView
from deliberation.audiences import Audience, AudienceKind
from deliberation.phases import Deed, open_until
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput, NotThere
from deliberation.text import typed_text
from storage import drafts
from storage.database import Transaction

TEXT_MOST = 3_000
UNITS_MOST = 3_500
_KEY_BYTES = 8

_Change = Callable[[Mapping[str, Any], tuple[str, ...]], Mapping[str, Any]]


async def resume(house: House, occasion: Occasion, process_no: int) -> AnnouncementDraftView:
    """Go on with the draft, or begin one.

    Raises:
        NotPermitted: "role-needed", "only-in-private" (as everything here does).
    """

    async def act(tx: Transaction) -> tuple[Process, Mapping[str, Any], bool]:
        await roles.require_manager(tx, process_no, occasion)
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        if draft is not None and draft.process_no == process_no:
            return house.process(process_no), draft.data, True
        data = _fresh(house)
        await drafts.keep(tx, occasion.user_id, DRAFT, process_no, data, occasion.now_s)
        return house.process(process_no), data, False

    process, data, was_there = await house.db.write(act)
    view = await _view(house, process, data)
    return replace(view, outcome="resumed") if was_there and any(data["texts"].values()) else view


async def take_texts(
    house: House, occasion: Occasion, key: str, texts: Mapping[str, str]
) -> AnnouncementDraftView:
    """Take ready-made texts into the draft."""
    return await _change(house, occasion, key, {"texts": dict(texts), "asked": ""})


async def ask(house: House, occasion: Occasion, key: str, language: str) -> AnnouncementDraftView:
    """Ask for the text in a language (once more)."""
    return await _change(house, occasion, key, {"asked": language})


async def answer(house: House, occasion: Occasion, words: str) -> AnnouncementDraftView:
    """Take typed words as the text that was asked for.

    Raises:
        BadInput: as `typed_text` says, and "text-too-long" for Telegram; "announcement-no-text"
            where no text was asked for.
        NotThere: "no-announcement-draft".
    """
    text = typed_text(words, most=TEXT_MOST).text
    if len(text.encode("utf-16-le")) // 2 > UNITS_MOST:
        raise BadInput("text-too-long", most=TEXT_MOST, length=len(text))

    def change(data: Mapping[str, Any], languages: tuple[str, ...]) -> dict[str, Any]:
        asked = str(data["asked"])
        if not asked:
            raise BadInput("announcement-no-text")
        texts = {**data["texts"], asked: text}
        missing = [language for language in languages if not texts.get(language)]
        return {"texts": texts, "asked": missing[0] if missing else ""}

    return await _change(house, occasion, None, change)


async def choose_audience(
    house: House, occasion: Occasion, key: str, audience: Audience | None
) -> AnnouncementDraftView:
    """Choose whom it is for; None: ask again.

    Raises:
        NotThere: "no-such-district", "no-such-heading".
    """
    plain = None if audience is None else audience.plain()
    return await _change(house, occasion, key, {"audience": plain, "asked": ""})


async def discard(house: House, occasion: Occasion, key: str) -> Process | None:
    """Throw the draft away; return its year, None where it was gone already."""

    async def act(tx: Transaction) -> Process | None:
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        if draft is None or draft.data["key"] != key:
            return None
        await drafts.drop(tx, occasion.user_id, DRAFT)
        return house.process(draft.process_no)

    return await house.db.write(act)


async def draft_of(house: House, occasion: Occasion) -> AnnouncementDraftView:
    """Return the draft as it stands (NotThere "no-announcement-draft")."""

    async def read(tx: Transaction) -> tuple[Process, Mapping[str, Any]]:
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        if draft is None:
            raise NotThere("no-announcement-draft")
        await roles.require_manager(tx, draft.process_no, occasion)
        return house.process(draft.process_no), draft.data

    return await _view(house, *await house.db.read(read))


def open_headings(house: House, process: Process) -> tuple[Heading, ...]:
    """Return the headings in which people can vote now."""
    now = house.clock.now()
    return tuple(
        heading
        for heading in process.headings
        if open_until(process.stages, heading.programme, Deed.CAST_BALLOT, now) is not None
    )


def _fresh(house: House) -> dict[str, Any]:
    return {
        "key": house.random_bytes(_KEY_BYTES).hex(),
        "texts": {},
        "asked": "",
        "audience": None,
    }


async def _change(
    house: House, occasion: Occasion, key: str | None, change: Mapping[str, Any] | _Change
) -> AnnouncementDraftView:
    async def act(tx: Transaction) -> tuple[Process, Mapping[str, Any]]:
        draft = await drafts.of(tx, occasion.user_id, DRAFT)
        if draft is None or (key is not None and draft.data["key"] != key):
            raise NotThere("no-announcement-draft")
        await roles.require_manager(tx, draft.process_no, occasion)
        process = house.process(draft.process_no)
        changes = change(draft.data, process.languages) if callable(change) else change
        data = {**draft.data, **changes}
        if data["audience"] is not None:
            _require_known(process, Audience.from_plain(data["audience"]))
        await drafts.keep(tx, occasion.user_id, DRAFT, process.no, data, occasion.now_s)
        return process, data

    return await _view(house, *await house.db.write(act))


def _require_known(process: Process, audience: Audience) -> None:
    if any(process.district(one) is None for one in audience.districts):
        raise NotThere("no-such-district")
    if audience.heading_no and process.heading(audience.heading_no) is None:
        raise NotThere("no-such-heading")


async def _view(house: House, process: Process, data: Mapping[str, Any]) -> AnnouncementDraftView:
    plain = data["audience"]
    audience = None if plain is None else Audience.from_plain(plain)
    step = _step(data, audience)
    groups = await house.db.read(
        lambda tx: threads_for(tx, process.no, Audience(AudienceKind.GROUPS))
    )
    recipients = 0
    if step == "preview" and audience is not None:
        if audience.kind is AudienceKind.GROUPS:
            recipients = sum(one.heading_no == audience.heading_no for one in groups)
            recipients = recipients if audience.heading_no else len(groups)
        else:
            recipients = await fanouts.count(house, process.no, audience)
    return AnnouncementDraftView(
        process=process,
        key=str(data["key"]),
        step=step,
        asked=str(data["asked"]),
        texts=dict(data["texts"]),
        audience=audience,
        recipients=recipients,
        open_headings=open_headings(house, process),
        has_groups=bool(groups),
        now=house.clock.now(),
    )


def _step(data: Mapping[str, Any], audience: Audience | None) -> str:
    if data["asked"]:
        return "text"
    if not any(data["texts"].values()):
        return "template"
    return "audience" if audience is None else "preview"
