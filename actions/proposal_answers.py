"""Answers to what a proposal's draft asks: one part after the other, kept at once."""

from collections.abc import Callable
from dataclasses import replace

from actions import proposal_drafts as kept
from actions.house import House, Occasion
from actions.typed_amounts import amounts_in
from deliberation import proposals as rules
from deliberation.ceilings import fitting_costs
from deliberation.districts import locate, outlines
from deliberation.hangul import search_names
from deliberation.personal_numbers import NumberKind, personal_numbers
from deliberation.process import Process
from deliberation.proposal_views import DraftView
from deliberation.proposals import Draft, Part
from deliberation.refusals import BadInput, NotThere
from storage import drafts, updates
from storage.database import Transaction

LONG_ENOUGH_TO_BE_CUT = 3000

Change = Callable[[Process, Draft], Draft]


async def answer(house: House, occasion: Occasion, raw: str) -> DraftView:
    """Take typed words as the answer to what is asked.

    Raises:
        BadInput: what was typed cannot be used; the draft is as it was.
        NotNow: as `proposal_drafts.begin`.
        NotThere: "no-draft".
    """
    phone_in = _holds_phone(raw)

    def take(process: Process, draft: Draft) -> Draft:
        if rules.is_rest_of(draft, occasion.now_s):
            raise BadInput("text-cut")
        if draft.asking is None:
            raise BadInput("at-preview")
        return _taken(process, draft, draft.asking, raw, occasion.message_id)

    return await change(house, occasion, take, raw=raw, phone_in=phone_in)


async def edit_answer(house: House, occasion: Occasion, raw: str) -> DraftView | None:
    """Take over an edited message where the part that it gave still stands; None elsewhere."""

    def take(process: Process, draft: Draft) -> Draft:
        part = draft.source(occasion.message_id)
        if part is None:
            raise NotThere("no-draft")
        asking = draft.asking
        changed = _taken(process, draft, part, raw, occasion.message_id)
        # Whatever was being asked stays asked; a new amount wants its yes first.
        if part is not Part.COST and asking is not part:
            return replace(changed, asking=asking, readings=draft.readings)
        return changed

    try:
        return await change(house, occasion, take, phone_in=_holds_phone(raw), outcome="changed")
    except NotThere:
        return None


async def answer_place(
    house: House, occasion: Occasion, longitude: float, latitude: float, language: str
) -> DraftView:
    """Take the district around a place; near a border the view names those to choose from.

    The place itself is forgotten at once.

    Raises:
        NotThere: "no-draft".
        BadInput: "place-not-asked"; "place-by-words" without outlines; "place-outside" the city;
            "place-elsewhere" outside the heading's district.
    """
    nearby: list[str] = []

    def take(process: Process, draft: Draft) -> Draft:
        if draft.asking is not Part.PLACE:
            raise BadInput("place-not-asked")
        if not process.geojson:
            raise BadInput("place-by-words")
        found = locate(outlines(process.geojson), longitude, latitude)
        if found is None:
            raise BadInput("place-outside")
        if found.near_border and found.neighbours:
            nearby.extend((found.district_id, *found.neighbours))
            return draft
        return _in_district(process, draft, found.district_id, language)

    view = await change(house, occasion, take, outcome="placed")
    if nearby:
        return replace(view, outcome="", nearby=tuple(nearby))
    return view


async def choose_place(
    house: House, occasion: Occasion, district_id: str, language: str
) -> DraftView:
    """Take a district as the proposal's place (NotThere "no-such-district")."""
    return await change(
        house,
        occasion,
        lambda process, draft: _in_district(process, draft, district_id, language),
        outcome="placed",
    )


async def choose_heading(house: House, occasion: Occasion, heading_no: int) -> DraftView:
    """Put the draft into a heading (raises as `proposal_drafts.begin`)."""

    def take(process: Process, draft: Draft) -> Draft:
        if draft.revises:
            return draft
        return _in_heading(process, draft, heading_no)

    return await change(house, occasion, take)


async def choose_field(house: House, occasion: Occasion, field_id: str) -> DraftView:
    """Put the draft into a field of policy (BadInput "no-such-field")."""

    def take(process: Process, draft: Draft) -> Draft:
        if all(field.field_id != field_id for field in process.fields):
            raise BadInput("no-such-field")
        return rules.with_field(draft, field_id, True)

    return await change(house, occasion, take)


async def leave_open(house: House, occasion: Occasion, part: Part) -> DraftView:
    """Answer a part with "not known" or "no particular one"."""

    def take(process: Process, draft: Draft) -> Draft:
        has_fields = bool(process.fields)
        if part is Part.PLACE:
            return rules.with_text(draft, part, "", has_fields)
        if part is Part.COST:
            return rules.with_cost(draft, None, has_fields)
        if part is Part.FIELD and has_fields:
            return rules.with_field(draft, "", True)
        if part is Part.FILES:
            return rules.with_files_done(draft, has_fields)
        raise BadInput("part-is-needed")

    return await change(house, occasion, take)


async def confirm_cost(house: House, occasion: Occasion, cost: int) -> DraftView:
    """Say yes to an amount that was echoed; another one changes nothing."""

    def take(process: Process, draft: Draft) -> Draft:
        if cost not in draft.readings:
            return draft
        return rules.with_cost(draft, cost, bool(process.fields))

    return await change(house, occasion, take)


async def ask_again(house: House, occasion: Occasion, part: Part) -> DraftView:
    """Ask a part once more."""
    return await change(house, occasion, lambda _, draft: rules.asked_again(draft, part))


async def leave_part(house: House, occasion: Occasion) -> DraftView:
    """Leave a part that was asked again as it was."""
    return await change(
        house,
        occasion,
        lambda process, draft: rules.left_as_it_was(draft, bool(process.fields)),
    )


async def change(
    house: House,
    occasion: Occasion,
    how: Change,
    *,
    raw: str = "",
    phone_in: bool = False,
    outcome: str = "",
) -> DraftView:
    """Change the draft in one transaction; a repeated update finds it as it stands."""
    too_long: list[BadInput] = []

    async def act(tx: Transaction) -> DraftView:
        kept.require_private(occasion)
        found = await drafts.of(tx, occasion.user_id, kept.DRAFT)
        if found is None:
            raise NotThere("no-draft")
        process = house.process(found.process_no)
        draft = rules.unpack(found.data)
        if not await updates.remember(tx, occasion.update_id, occasion.now_s):
            return await kept.view_of(house, tx, process, draft, occasion, "same")
        participant = await kept.participant_in(tx, process, occasion.user_id)
        try:
            changed = how(process, draft)
        except BadInput as refusal:
            if refusal.code != "text-too-long" or len(raw) < LONG_ENOUGH_TO_BE_CUT:
                raise
            too_long.append(refusal)
            changed = replace(draft, cut_off_s=occasion.now_s)
        await kept.require_still_open(house, tx, process, changed, participant)
        await kept.keep(tx, occasion, process.no, changed)
        return await kept.view_of(house, tx, process, changed, occasion, outcome, phone_in)

    view = await house.db.write(act)
    if too_long:
        raise too_long[0]
    return view


def _taken(process: Process, draft: Draft, part: Part, raw: str, message_id: int) -> Draft:
    has_fields = bool(process.fields)
    if part is Part.HEADING:
        named = {str(one.no): tuple(one.names.by_language.values()) for one in process.headings}
        return _in_heading(process, draft, int(_one_named(named, raw)))
    if part is Part.FIELD:
        fields = {one.field_id: tuple(one.names.by_language.values()) for one in process.fields}
        return rules.with_field(draft, _one_named(fields, raw), has_fields)
    if part is Part.COST:
        return _with_amount(process, draft, raw, message_id)
    if part is Part.FILES:
        raise BadInput("file-wanted")
    text = rules.accepted(part, raw).text
    return rules.with_text(draft, part, text, has_fields, message_id)


def _in_heading(process: Process, draft: Draft, heading_no: int) -> Draft:
    takes = kept.takes_files(process, heading_no) or bool(draft.files)
    return rules.with_heading(replace(draft, takes_files=takes), heading_no, bool(process.fields))


def _one_named(names: dict[str, tuple[str, ...]], raw: str) -> str:
    found = search_names(raw, names.items())
    if len(found) != 1:
        raise BadInput("choose-by-button")
    return found[0]


def _with_amount(process: Process, draft: Draft, raw: str, message_id: int) -> Draft:
    readings = amounts_in(process, raw)
    heading = process.heading(draft.heading_no)
    if heading is not None:
        readings = fitting_costs(readings, process, heading)
    return rules.with_readings(draft, readings, message_id)


def _in_district(process: Process, draft: Draft, district_id: str, language: str) -> Draft:
    district = process.district(district_id)
    if district is None:
        raise NotThere("no-such-district")
    heading = process.heading(draft.heading_no)
    if heading is not None and heading.district_id and heading.district_id != district_id:
        raise BadInput("place-elsewhere", heading=heading, district=district)
    name = district.names.in_language(language)
    return rules.with_text(draft, Part.PLACE, name, bool(process.fields))


def _holds_phone(raw: str) -> bool:
    return any(number.kind is NumberKind.PHONE for number in personal_numbers(raw))
