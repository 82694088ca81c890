"""Who may cast a ballot in a heading, when, and under which slot."""

from actions import citizens
from actions.house import House
from deliberation.phases import closed_at, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.refusals import NotNow, NotPermitted
from storage import citizens as stored_citizens
from storage.database import Row, Transaction
from storage.keys import KeyDestroyed


def require_open(process: Process, heading: Heading, house: House) -> None:
    """Raise NotNow unless ballots are accepted in the heading at this instant."""
    now = house.clock.now()
    if open_until(process.stages, heading.programme, heading.deed, now) is not None:
        if heading.awaits_projects:
            raise NotNow("projects-not-ready", heading=heading)
        if house.keys.is_destroyed(process.no, heading.no):
            raise NotNow("ballot-closed", heading=heading, closed=now)
        return
    opens = opens_next(process.stages, heading.programme, heading.deed, now)
    if opens is not None:
        raise NotNow("ballot-not-open", heading=heading, opens=opens, process=process)
    raise NotNow(
        "ballot-closed",
        heading=heading,
        closed=closing_of(process, heading, house),
        process=process,
    )


def closing_of(process: Process, heading: Heading, house: House) -> object:
    """Return when ballots ceased to be accepted in a heading."""
    return closed_at(process.stages, heading.programme, heading.deed, house.clock.now())


def entitled(
    process: Process, heading: Heading, row: Row | None, elsewhere: str = "other-district"
) -> Row:
    """Return a participant's row if they may take part in a heading, else raise NotPermitted.

    Its code is "not-registered", or `elsewhere` where the heading is another district's.
    """
    if row is None or row["eligible_utc"] is None or row["consent_utc"] is None:
        raise NotPermitted("not-registered", process=process, heading=heading)
    if heading.district_id and row["district"] != heading.district_id:
        raise NotPermitted(
            elsewhere,
            heading=heading,
            district=process.district(row["district"]),
            process=process,
        )
    return row


def slot_of(house: House, process: Process, heading: Heading, user_id: int) -> str:
    """Return a person's slot in a heading (NotNow once its key is gone)."""
    try:
        return house.keys.slot(process.no, heading.no, citizens.person(user_id))
    except KeyDestroyed:
        raise NotNow(
            "ballot-closed", heading=heading, closed=closing_of(process, heading, house)
        ) from None


async def voter_of(tx: Transaction, process: Process, heading: Heading, user_id: int) -> Row:
    """Return the row of a participant who may vote in a heading (NotPermitted otherwise)."""
    return entitled(process, heading, await stored_citizens.participant(tx, process.no, user_id))
